/** What `gridbox-blahpd` drives, and how: a file, because whoever starts it (a Computing Element) gives it neither words nor much else. */
import { isAbsolute } from 'node:path';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import type { Lrms } from '@/lib/domain/batch-job';
import type { CommandPlace } from '@/lib/batch/commands/run-command';
import type { JobSystem } from '@/lib/batch/jobs-port';
import { createLsfJobs } from '@/lib/batch/lsf/lsf-jobs';
import { createPbsJobs } from '@/lib/batch/pbs/pbs-jobs';
import { PBS_FLAVOURS } from '@/lib/batch/pbs/read-qstat';
import { openJobFile } from '@/lib/batch/simulated/job-file';
import { createSimulatedJobs } from '@/lib/batch/simulated/simulated-jobs';
import { createSlurmJobs } from '@/lib/batch/slurm/slurm-jobs';

const DEFAULT_PATH = '/usr/local/bin:/usr/bin:/bin';
const SLOTS_MAX = 100_000;
const RUN_SECONDS_MAX = 86_400;

const Environment = z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string()).default({});
const Commands = z.strictObject({ environment: Environment });
const AbsolutePath = z.string().refine(isAbsolute, 'write an absolute path');
const Settings = z.strictObject({
  record: AbsolutePath,
  systems: z
    .strictObject({
      slurm: Commands.optional(),
      pbs: Commands.extend({ flavour: z.enum(PBS_FLAVOURS) }).optional(),
      lsf: Commands.optional(),
      simulated: z
        .strictObject({
          slots: z.int().min(1).max(SLOTS_MAX),
          runSeconds: z.number().min(0).max(RUN_SECONDS_MAX),
          file: AbsolutePath.optional(),
        })
        .optional(),
    })
    .refine((systems) => Object.values(systems).some((each) => each !== undefined), 'name one batch system or more'),
});
export type BlahpdSettings = z.infer<typeof Settings>;

export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/** @throws SettingsError with the place and what is wrong there */
export function parseSettings(text: string): BlahpdSettings {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined) throw new SettingsError(error.message.split('\n')[0] ?? 'It is no YAML.');
  const parsed = Settings.safeParse(document.toJS({ maxAliasCount: 0 }));
  if (parsed.success) return parsed.data;
  throw new SettingsError(
    parsed.error.issues
      .map(({ path, message }) => `${path.length === 0 ? '' : `${path.join('.')}: `}${message}`)
      .join('; '),
  );
}

/** @throws Error where what a simulated one was told cannot be read */
export function createSystems({ systems }: BlahpdSettings, nowMs: () => number): Partial<Record<Lrms, JobSystem>> {
  const { slurm, pbs, lsf, simulated } = systems;
  return {
    ...(slurm === undefined ? {} : { slurm: createSlurmJobs(placeOf(slurm)) }),
    ...(pbs === undefined ? {} : { pbs: createPbsJobs(placeOf(pbs), pbs.flavour) }),
    ...(lsf === undefined ? {} : { lsf: createLsfJobs(placeOf(lsf)) }),
    ...(simulated === undefined
      ? {}
      : {
          simulated: createSimulatedJobs({
            slots: simulated.slots,
            runMs: simulated.runSeconds * 1000,
            nowMs,
            file: simulated.file === undefined ? undefined : openJobFile(simulated.file),
          }),
        }),
  };
}

/** Nothing of the environment of whoever started us. */
const placeOf = ({ environment }: z.infer<typeof Commands>): CommandPlace => ({
  environment: { PATH: DEFAULT_PATH, LC_ALL: 'C', ...environment },
});
