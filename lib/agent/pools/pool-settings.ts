/** Batch systems whose slots this agent boots on demand: a file, for it names keys that only the agent may read. */
import { readFileSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import type { PoolSystem } from '@/lib/batch/pool-port';
import { createSlurmPool } from '@/lib/batch/slurm/slurm-pool';

const DEFAULT_PATH = '/usr/local/bin:/usr/bin:/bin';
const SYSTEMS_MAX = 20;
const FILES_MAX = 50;
const OWNER_READS = 0o400;
const EVERYBODY_READS = 0o644;

const absolute = z.string().refine(isAbsolute, 'write an absolute path');
const Slurm = z.strictObject({
  lrms: z.literal('slurm'),
  environment: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string()).default({}),
  guest: z.strictObject({
    slurmConf: absolute,
    mungeKey: absolute,
    files: z
      .record(absolute, absolute)
      .default({})
      .refine((files) => Object.keys(files).length <= FILES_MAX, `no more than ${FILES_MAX}`),
  }),
});
const Settings = z.strictObject({
  systems: z
    .record(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/), Slurm)
    .refine((systems) => Object.keys(systems).length <= SYSTEMS_MAX, `no more than ${SYSTEMS_MAX}`),
});

/** @throws Error that names the file, the place in it and what is wrong there */
export function readPoolSystems(path: string): readonly PoolSystem[] {
  const document = parseDocument(readFileSync(path, 'utf8'));
  const [error] = document.errors;
  if (error !== undefined) throw new Error(`${path}: ${error.message.split('\n')[0] ?? 'it is no YAML'}`);
  const parsed = Settings.safeParse(document.toJS({ maxAliasCount: 0 }));
  if (!parsed.success) {
    const [first] = parsed.error.issues;
    throw new Error(`${path}: ${first?.path.join('.') ?? ''}: ${first?.message ?? 'it cannot be read'}`);
  }
  return Object.entries(parsed.data.systems).map(([name, { environment, guest }]) =>
    createSlurmPool({
      name,
      place: { environment: { PATH: DEFAULT_PATH, LC_ALL: 'C', ...environment } },
      files: [
        { path: '/etc/slurm/slurm.conf', from: guest.slurmConf, mode: EVERYBODY_READS },
        { path: '/etc/munge/munge.key', from: guest.mungeKey, mode: OWNER_READS, owner: 'munge', group: 'munge' },
        ...Object.entries(guest.files).map(([file, from]) => ({ path: file, from, mode: EVERYBODY_READS })),
      ],
    }),
  );
}
