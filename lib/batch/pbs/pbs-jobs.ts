/**
 * Jobs of PBS by its commands. Run for real with those that Debian's `slurm-wlm-torque` puts in front of Slurm: EQUIVALENT. OpenPBS and
 * Torque themselves: by their documentation, not verified against a live installation.
 * https://help.altair.com/2022.1.0/PBS%20Professional/PBSReferenceGuide2022.1.pdf
 */
import type { JobReading, JobRequest } from '@/lib/domain/batch-job';
import { DriverError } from '@/lib/drivers/errors';
import type { CallOptions } from '@/lib/drivers/port';
import { renderJobScript, requirePath, requireWord } from '@/lib/batch/commands/job-script';
import { type CommandEnd, type CommandPlace, complaintOf, runCommand } from '@/lib/batch/commands/run-command';
import { withScriptFile } from '@/lib/batch/commands/script-file';
import { goneReading } from '@/lib/batch/gone-reading';
import type { JobSystem } from '@/lib/batch/jobs-port';
import { readPbsNodes, readPbsQueues } from './read-layout';
import { type PbsFlavour, type PbsReading, readQstat, readQstatJson } from './read-qstat';

const ID = /^\d{1,10}(\[\d*\])?(\.[A-Za-z0-9][\w.-]{0,120})?$/;
const NO_JOB = /Unknown Job Id|Invalid job id|has finished|does not exist/i;
/** Of qstat: 15001 (no such job) and 15139 (it is history) as a byte. */
const NO_JOB_CODES = new Set([153, 35]);
/** Of one command: a line of a shell would take more, and qstat gives one answer for all. */
const IDS_MAX = 200;

export function createPbsJobs(place: CommandPlace, flavour: PbsFlavour): JobSystem {
  const idOf = (id: string): string => {
    if (ID.test(id)) return id;
    throw new DriverError('not-found', `${id} is no job of PBS.`);
  };
  /** Of no id: all jobs. */
  const ask = async (ids: readonly string[], options?: CallOptions): Promise<ReadonlyMap<string, PbsReading>> => {
    const history = flavour === 'openpbs' ? ['-x'] : [];
    if (flavour === 'openpbs') {
      const ended = await runCommand(place, ['qstat', ...history, '-f', '-F', 'json', ...ids], options);
      requireAnswer(ended);
      try {
        return readQstatJson(ended.stdout);
      } catch {
        // Words of a user can break it; its text they cannot break.
      }
    }
    const ended = await runCommand(place, ['qstat', ...history, '-f', ...ids], options);
    requireAnswer(ended);
    return readQstat(ended.stdout, flavour);
  };
  const read = async (ids: readonly string[], options?: CallOptions): Promise<JobReading[]> => {
    const readings: JobReading[] = [];
    for (let at = 0; at < ids.length; at += IDS_MAX) {
      const some = ids.slice(at, at + IDS_MAX).map(idOf);
      const known = await ask(some, options);
      for (const id of some) {
        const { name: _name, ...reading } = known.get(id) ?? (await askAlone(id, some, options));
        readings.push({ ...reading, id });
      }
    }
    return readings;
  };
  /** Of several of which one is unknown, some versions stop telling at that one. */
  const askAlone = async (id: string, asked: readonly string[], options?: CallOptions): Promise<PbsReading> => {
    if (asked.length === 1) return { ...goneReading(id), name: undefined };
    const [reading] = (await ask([id], options)).values();
    return reading ?? { ...goneReading(id), name: undefined };
  };
  const stateOf = async (id: string, options?: CallOptions): Promise<JobReading['state']> => {
    const [reading] = await read([id], options);
    if (reading === undefined || reading.state === 'gone')
      throw new DriverError('not-found', `PBS does not know job ${id}.`);
    return reading.state;
  };
  const tell = async (argv: readonly [string, ...string[]], options?: CallOptions): Promise<string> => {
    const ended = await runCommand(place, argv, options);
    if (ended.code !== 0) throw new DriverError('unreachable', `PBS does not answer: ${complaintOf(ended)}`);
    return ended.stdout;
  };
  const deed = async (program: string, id: string, options?: CallOptions): Promise<void> => {
    const ended = await runCommand(place, [program, idOf(id)], options);
    if (ended.code !== 0) throw failure(ended, id);
  };
  return {
    lrms: 'pbs',
    name: 'PBS',
    submit: async (request, options) => {
      const argv = ['qsub', ...optionsOf(request, flavour)] as const;
      const ended = await withScriptFile(
        renderJobScript(request),
        async (file) => await runCommand(place, [...argv, file], options),
      );
      if (ended.code !== 0) throw new DriverError('refused', `PBS does not take the job: ${complaintOf(ended)}`);
      const id = ended.stdout.trim().split('\n').at(-1)?.trim() ?? '';
      if (!ID.test(id)) throw new DriverError('internal', `qsub did not say which job it is: ${complaintOf(ended)}`);
      return id;
    },
    findTagged: async (tag, options) => {
      for (const { id, name } of (await ask([], options)).values()) if (name === tag) return id;
      return undefined;
    },
    read,
    cancel: async (id, options) => {
      const state = await stateOf(id, options);
      if (state === 'queued' || state === 'held' || state === 'running') await deed('qdel', id, options);
    },
    hold: async (id, options) => {
      const state = await stateOf(id, options);
      if (state !== 'queued' && state !== 'held')
        throw new DriverError('refused', `Job ${id} does not wait; only one that waits can be held.`);
      await deed('qhold', id, options);
    },
    release: async (id, options) => await deed('qrls', id, options),
    nodes: async (options) => readPbsNodes(await tell(['pbsnodes', '-a'], options)),
    queues: async (options) => readPbsQueues(await tell(['qstat', '-Q', '-f'], options)),
  };
}

/** An unknown job is an answer. */
function requireAnswer(ended: CommandEnd): void {
  if (ended.code === 0 || NO_JOB_CODES.has(ended.code) || NO_JOB.test(ended.stderr)) return;
  throw new DriverError('unreachable', `PBS does not answer: ${complaintOf(ended)}`);
}

const SECONDS_PER_MINUTE = 60;
const SECONDS_PER_HOUR = 3600;
const two = (value: number): string => String(value).padStart(2, '0');
/** @example wallTime(3_661) // '01:01:01' */
const wallTime = (seconds: number): string =>
  `${two(Math.floor(seconds / SECONDS_PER_HOUR))}:${two(Math.floor((seconds % SECONDS_PER_HOUR) / SECONDS_PER_MINUTE))}:${two(seconds % SECONDS_PER_MINUTE)}`;

function optionsOf(request: JobRequest, flavour: PbsFlavour): string[] {
  const option = (letter: string, value: string | undefined): string[] => (value === undefined ? [] : [letter, value]);
  const environment = requireWord('The execution environment', request.executionEnvironment);
  // A property of nodes; in front of Slurm what stands behind the number is the name of one, and features go by another word.
  const property = environment === undefined || flavour === 'slurm' ? '' : `:${environment}`;
  const resources = [
    ...(request.nodes === undefined && property === '' ? [] : [`nodes=${request.nodes ?? 1}${property}`]),
    ...(environment !== undefined && flavour === 'slurm' ? [`proc=${environment}`] : []),
    ...(request.wallSeconds === undefined ? [] : [`walltime=${wallTime(request.wallSeconds)}`]),
    ...(request.memoryMiB === undefined ? [] : [`mem=${request.memoryMiB}mb`]),
  ];
  return [
    // PBS keeps no other word of a submitter's with a job: a tag takes the place of its name.
    ...option('-N', requireWord('The tag', request.tag) ?? requireWord('The name', request.name) ?? 'gridbox'),
    ...option('-q', requireWord('The queue', request.queue)),
    ...option('-A', requireWord('The project', request.project)),
    ...option('-o', requirePath('The output', request.stdoutPath) ?? '/dev/null'),
    ...option('-e', requirePath('The error output', request.stderrPath) ?? '/dev/null'),
    ...option('-l', resources.length === 0 ? undefined : resources.join(',')),
  ];
}

const failure = (ended: CommandEnd, id: string): DriverError =>
  NO_JOB.test(ended.stderr + ended.stdout)
    ? new DriverError('not-found', `PBS does not know job ${id}.`)
    : new DriverError('refused', `PBS refuses: ${complaintOf(ended)}`);
