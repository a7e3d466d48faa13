/** What `qstat -f` says of jobs. */
import { z } from 'zod';
import type { JobReading, JobState } from '@/lib/domain/batch-job';

/**
 * Whose commands they are. `openpbs` keeps jobs that have ended only where it is asked for its history (`-x`), which word means XML to
 * `torque`; `slurm` are the commands that Debian's `slurm-wlm-torque` puts in front of Slurm, which tell less.
 */
export const PBS_FLAVOURS = ['openpbs', 'torque', 'slurm'] as const;
export type PbsFlavour = (typeof PBS_FLAVOURS)[number];

/** With the name by which it was submitted. */
export type PbsReading = JobReading & { readonly name: string | undefined };

type Attributes = ReadonlyMap<string, string>;

/** Source: qstat(1B) of OpenPBS, "job_state". */
const STATES: Readonly<Record<string, JobState>> = {
  Q: 'queued',
  W: 'queued',
  T: 'queued',
  M: 'queued',
  H: 'held',
  B: 'running',
  R: 'running',
  E: 'running',
  S: 'running',
  U: 'running',
  C: 'completed',
  F: 'completed',
  X: 'completed',
};
/** PBS adds 256 to the signal that ended a job; 271 is SIGTERM, which is how it deletes one. */
const TERMINATED = 256 + 15;

/**
 * Text as all of them write it: `Job Id:` and a line for each attribute, which begins with spaces and goes on in lines that begin with a
 * tab. In front of Slurm the lines themselves begin with a tab, and none goes on. By which of the two a job is written is read of its
 * first line, so that what a user put into a job cannot pass for an attribute.
 */
export function readQstat(text: string, flavour: PbsFlavour): Map<string, PbsReading> {
  const readings = new Map<string, PbsReading>();
  for (const part of text.split(/^Job Id:\s*/m).slice(1)) {
    const [first = '', ...rest] = part.split(/\r?\n/);
    const id = first.trim();
    const reading = readingOf(id, attributesOf(rest), flavour);
    if (reading !== undefined) readings.set(id, reading);
  }
  return readings;
}

const Value = z.union([z.string(), z.number()]).transform(String);
const Answer = z.object({ Jobs: z.record(z.string(), z.record(z.string(), z.unknown())).default({}) });

/** JSON, which OpenPBS alone writes. @throws ZodError, SyntaxError where it is none: what a user put into a job can break it */
export function readQstatJson(text: string): Map<string, PbsReading> {
  const readings = new Map<string, PbsReading>();
  for (const [id, job] of Object.entries(Answer.parse(JSON.parse(text)).Jobs)) {
    const attributes = Object.entries(job).flatMap(([name, value]) => {
      const parsed = Value.safeParse(value);
      return parsed.success ? [[name, parsed.data] as const] : [];
    });
    const reading = readingOf(id, new Map(attributes), 'openpbs');
    if (reading !== undefined) readings.set(id, reading);
  }
  return readings;
}

/** Of the lines behind the first of a job, a node or a queue. */
export function attributesOf(lines: readonly string[]): Attributes {
  const tabs = lines[0]?.startsWith('\t') === true;
  const form = tabs ? /^\t([A-Za-z_][\w.]*) = (.*)$/ : /^ {1,8}([A-Za-z_][\w.]*) = (.*)$/;
  const found = new Map<string, string>();
  let last: string | undefined;
  for (const line of lines) {
    const [, name, value] = form.exec(line) ?? [];
    if (name !== undefined && value !== undefined) {
      last = found.has(name) ? undefined : name;
      if (last !== undefined) found.set(last, value);
    } else if (!tabs && line.startsWith('\t') && last !== undefined)
      found.set(last, (found.get(last) ?? '') + line.slice(1));
    else last = undefined;
  }
  return found;
}

function readingOf(id: string, attributes: Attributes, flavour: PbsFlavour): PbsReading | undefined {
  const nativeState = attributes.get('job_state') ?? '';
  const base = STATES[nativeState];
  if (id === '' || base === undefined) return undefined;
  const exit = attributes.get('exit_status') ?? attributes.get('Exit_status');
  const exitCode = exit !== undefined && /^-?\d+$/.test(exit) ? Number(exit) : undefined;
  const node = attributes.get('exec_host')?.split(/[/+]/)[0];
  return {
    id,
    name: attributes.get('Job_Name'),
    ...(base === 'completed' ? endOf(exitCode, flavour) : { state: base, reason: attributes.get('comment') }),
    // In front of Slurm a held job is one that waits with no priority at all.
    ...(flavour === 'slurm' && base === 'queued' && attributes.get('Priority') === '0'
      ? { state: 'held' as const }
      : {}),
    nativeState,
    queue: attributes.get('queue'),
    node: node === '' ? undefined : node,
    exitCode: base === 'completed' ? exitCode : undefined,
    ...instantsOf(attributes, base, flavour),
  };
}

function endOf(
  exitCode: number | undefined,
  flavour: PbsFlavour,
): { readonly state: JobState; readonly reason: string | undefined } {
  if (exitCode === 0) return { state: 'completed', reason: undefined };
  if (exitCode === TERMINATED) return { state: 'cancelled', reason: undefined };
  if (exitCode !== undefined) return { state: 'failed', reason: undefined };
  return flavour === 'slurm'
    ? { state: 'completed', reason: 'The commands of PBS in front of Slurm do not say how a job ended' }
    : // PBS writes the status of everything that ran.
      { state: 'cancelled', reason: 'It was deleted before it ran' };
}

/** `ctime` is when a job was made, but in front of Slurm when it ended, as `mtime` is when it began there. */
function instantsOf(attributes: Attributes, base: JobState, flavour: PbsFlavour) {
  const at = (...names: readonly string[]): Date | undefined =>
    instantOf(names.map((name) => attributes.get(name)).find((text) => text !== undefined));
  const [begun, ended] = [base === 'running' || base === 'completed', base === 'completed'];
  return flavour === 'slurm'
    ? {
        submittedAt: at('qtime'),
        startedAt: begun ? at('mtime') : undefined,
        endedAt: ended ? at('ctime') : undefined,
      }
    : {
        submittedAt: at('ctime', 'qtime'),
        startedAt: begun ? at('stime', 'start_time') : undefined,
        endedAt: ended ? at('comp_time', 'mtime') : undefined,
      };
}

/** Written in the server's own time zone without saying which; this program is taken to be in the same. */
function instantOf(text: string | undefined): Date | undefined {
  const ms = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(ms) || ms <= 0 ? undefined : new Date(ms);
}
