/**
 * Jobs of LSF, by its commands as its documentation describes them. CONTRACT: tested against a stand-in of that behaviour, not verified
 * against a live installation. https://www.ibm.com/docs/en/spectrum-lsf/10.1.0?topic=reference-command
 */
import type { JobReading, JobRequest } from '@/lib/domain/batch-job';
import { DriverError } from '@/lib/drivers/errors';
import type { CallOptions } from '@/lib/drivers/port';
import { renderJobScript, requirePath, requireWord } from '@/lib/batch/commands/job-script';
import { type CommandEnd, type CommandPlace, complaintOf, runCommand } from '@/lib/batch/commands/run-command';
import { goneReading } from '@/lib/batch/gone-reading';
import type { JobSystem } from '@/lib/batch/jobs-port';
import { BJOBS_FIELDS, readBjobs } from './read-bjobs';
import { BHOSTS_FIELDS, BQUEUES_FIELDS, readBhosts, readBqueues } from './read-layout';

const ID = /^\d{1,10}(\[\d+\])?$/;
const SUBMITTED = /^Job <(\d+)> is submitted to (?:default )?queue <[^>]*>/m;
const NO_JOB = /is not found|No matching job found/i;
const ENDED = /already finished|already being terminated/i;
const SECONDS_PER_MINUTE = 60;

export function createLsfJobs(place: CommandPlace): JobSystem {
  const year = { environment: { LSB_DISPLAY_YEAR: 'Y' } };
  const idOf = (id: string): string => {
    if (ID.test(id)) return id;
    throw new DriverError('not-found', `${id} is no job of LSF.`);
  };
  const deed = async (program: string, id: string, options?: CallOptions): Promise<void> => {
    const ended = await runCommand(place, [program, idOf(id)], options);
    if (ended.code !== 0 && !ENDED.test(ended.stderr + ended.stdout)) throw failure(ended, id);
  };
  const tell = async (argv: readonly [string, ...string[]], options?: CallOptions): Promise<string> => {
    const ended = await runCommand(place, argv, options);
    // What is wrong it says in words, with or without an exit code.
    if (ended.code !== 0 || !ended.stdout.trim().startsWith('{'))
      throw new DriverError('unreachable', `LSF does not answer: ${complaintOf(ended)}`);
    return ended.stdout;
  };
  const answerOf = async (argv: readonly [string, ...string[]], options?: CallOptions) => {
    const ended = await runCommand(place, argv, { ...options, ...year });
    if (NO_JOB.test(ended.stderr) && !ended.stdout.trim().startsWith('{')) return new Map<string, JobReading>();
    try {
      return readBjobs(ended.stdout);
    } catch (cause) {
      throw new DriverError('unreachable', `LSF does not answer: ${complaintOf(ended)}`, { cause });
    }
  };
  const read = async (ids: readonly string[], options?: CallOptions) => {
    // -json needs -o, and -a tells of those that have ended as well.
    const known = await answerOf(['bjobs', '-a', '-json', '-o', BJOBS_FIELDS.join(' '), ...ids.map(idOf)], options);
    return ids.map((id) => known.get(id) ?? goneReading(id));
  };
  return {
    lrms: 'lsf',
    name: 'LSF',
    submit: async (request, options) => {
      const input = renderJobScript(request);
      const ended = await runCommand(place, ['bsub', ...optionsOf(request)], { ...options, input });
      const id = SUBMITTED.exec(ended.stdout)?.[1];
      if (ended.code !== 0) throw new DriverError('refused', `LSF does not take the job: ${complaintOf(ended)}`);
      if (id === undefined)
        throw new DriverError('internal', `bsub did not say which job it is: ${complaintOf(ended)}`);
      return id;
    },
    findTagged: async (tag, options) => {
      const words = ['bjobs', '-a', '-json', '-o', 'jobid stat', '-Jd', requireWord('The tag', tag) ?? ''] as const;
      return [...(await answerOf(words, options)).keys()][0];
    },
    read: async (ids, options) => (ids.length === 0 ? [] : await read(ids, options)),
    cancel: async (id, options) => await deed('bkill', id, options),
    hold: async (id, options) => {
      const [reading] = await read([id], options);
      if (reading?.state === 'gone') throw new DriverError('not-found', `LSF does not know job ${id}.`);
      // bstop would stop a running one in the middle, which is no hold.
      if (reading?.state !== 'queued' && reading?.state !== 'held')
        throw new DriverError('refused', `Job ${id} does not wait; only one that waits can be held.`);
      await deed('bstop', id, options);
    },
    release: async (id, options) => await deed('bresume', id, options),
    nodes: async (options) => readBhosts(await tell(['bhosts', '-json', '-o', BHOSTS_FIELDS.join(' ')], options)),
    queues: async (options) => readBqueues(await tell(['bqueues', '-json', '-o', BQUEUES_FIELDS.join(' ')], options)),
  };
}

function optionsOf(request: JobRequest): string[] {
  const option = (letter: string, value: string | number | undefined): string[] =>
    value === undefined ? [] : [letter, String(value)];
  const environment = requireWord('The execution environment', request.executionEnvironment);
  const needs = [
    ...(environment === undefined ? [] : [`select[${environment}]`]),
    ...(request.memoryMiB === undefined ? [] : [`rusage[mem=${request.memoryMiB}]`]),
  ];
  return [
    ...option('-J', requireWord('The name', request.name) ?? 'gridbox'),
    ...option('-Jd', requireWord('The tag', request.tag)),
    ...option('-q', requireWord('The queue', request.queue)),
    ...option('-P', requireWord('The project', request.project)),
    // Without a place for its output LSF sends a mail.
    ...option('-o', requirePath('The output', request.stdoutPath) ?? '/dev/null'),
    ...option('-e', requirePath('The error output', request.stderrPath) ?? '/dev/null'),
    ...option(
      '-W',
      request.wallSeconds === undefined ? undefined : Math.ceil(request.wallSeconds / SECONDS_PER_MINUTE),
    ),
    ...option('-n', request.nodes),
    ...option('-R', needs.length === 0 ? undefined : needs.join(' ')),
    // Nothing of the agent's environment.
    ...option('-env', 'none'),
  ];
}

const failure = (ended: CommandEnd, id: string): DriverError =>
  NO_JOB.test(ended.stderr + ended.stdout)
    ? new DriverError('not-found', `LSF does not know job ${id}.`)
    : new DriverError('refused', `LSF refuses: ${complaintOf(ended)}`);
