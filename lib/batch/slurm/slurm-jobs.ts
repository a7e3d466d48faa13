/** Jobs of Slurm, by its own commands. https://slurm.schedmd.com/sbatch.html */
import type { JobRequest } from '@/lib/domain/batch-job';
import { DriverError } from '@/lib/drivers/errors';
import type { CallOptions } from '@/lib/drivers/port';
import { renderJobScript, requirePath, requireWord } from '@/lib/batch/commands/job-script';
import { type CommandEnd, type CommandPlace, complaintOf, runCommand } from '@/lib/batch/commands/run-command';
import { shareQuestion } from '@/lib/batch/commands/share-question';
import { goneReading } from '@/lib/batch/gone-reading';
import type { JobSystem } from '@/lib/batch/jobs-port';
import { NODE_PATTERN, PARTITION_PATTERN, readNodes, readPartitions } from './read-sinfo';
import { readSlurmComments, readSlurmJobs } from './read-jobs';

const SECONDS_PER_MINUTE = 60;
const ID = /^\d{1,10}$/;
const NO_JOB = /Invalid job id|does not exist|already completing or completed/i;

export function createSlurmJobs(place: CommandPlace): JobSystem {
  const run = async (argv: readonly [string, ...string[]], options?: CallOptions) =>
    await runCommand(place, argv, options);
  const idOf = (id: string): string => {
    if (ID.test(id)) return id;
    throw new DriverError('not-found', `${id} is no job of Slurm.`);
  };
  /** All jobs at once, those that ended a short time ago with them: squeue writes JSON of all of them, whichever it is asked for. */
  const ask = shareQuestion(async () => {
    const ended = await run(['squeue', '--json', '--states=all']);
    if (ended.code !== 0) throw new DriverError('unreachable', `Slurm does not answer: ${complaintOf(ended)}`);
    try {
      return { readings: readSlurmJobs(ended.stdout), comments: () => readSlurmComments(ended.stdout) };
    } catch (cause) {
      throw new DriverError('unreachable', 'squeue does not answer in JSON: it needs Slurm 20.11 or later.', { cause });
    }
  });
  const info = async (words: readonly string[], options?: CallOptions): Promise<string> => {
    const ended = await run(['sinfo', '--noheader', '--all', ...words], options);
    if (ended.code !== 0) throw new DriverError('unreachable', `Slurm does not answer: ${complaintOf(ended)}`);
    return ended.stdout;
  };
  const deed = async (argv: readonly [string, ...string[]], id: string, options?: CallOptions): Promise<void> => {
    const ended = await run([...argv, idOf(id)], options);
    if (ended.code !== 0) throw failure(ended, id);
  };
  return {
    lrms: 'slurm',
    name: 'Slurm',
    submit: async (request, options) => {
      const input = renderJobScript(request);
      const ended = await runCommand(place, ['sbatch', ...optionsOf(request)], { ...options, input });
      if (ended.code !== 0) throw new DriverError('refused', `Slurm does not take the job: ${complaintOf(ended)}`);
      // `--parsable`: the id, and with several clusters its cluster behind a semicolon.
      const id = ended.stdout.trim().split('\n').at(-1)?.split(';')[0] ?? '';
      if (!ID.test(id)) throw new DriverError('internal', `sbatch did not say which job it is: ${complaintOf(ended)}`);
      return id;
    },
    findTagged: async (tag, options) => (await ask(options)).comments().get(tag),
    read: async (ids, options) => {
      for (const id of ids) idOf(id);
      if (ids.length === 0) return [];
      const { readings } = await ask(options);
      return ids.map((id) => readings.get(id) ?? goneReading(id));
    },
    cancel: async (id, options) => {
      // scancel says nothing of a job that is not there, and ends well.
      const ended = await run(['scontrol', '--oneliner', 'show', 'job', idOf(id)], options);
      if (ended.code !== 0) throw failure(ended, id);
      await deed(['scancel'], id, options);
    },
    hold: async (id, options) => {
      const waits = /\bJobState=PENDING\b/.test(
        (await run(['scontrol', '--oneliner', 'show', 'job', idOf(id)], options)).stdout,
      );
      if (!waits) throw new DriverError('refused', `Job ${id} does not wait; only one that waits can be held.`);
      await deed(['scontrol', 'hold'], id, options);
    },
    release: async (id, options) => await deed(['scontrol', 'release'], id, options),
    nodes: async (options) => readNodes(await info(['--Node', `--format=${NODE_PATTERN}`], options)),
    queues: async (options) => readPartitions(await info([`--format=${PARTITION_PATTERN}`], options)),
  };
}

function optionsOf(request: JobRequest): string[] {
  const option = (name: string, value: string | number | undefined): string[] =>
    value === undefined ? [] : [`--${name}=${value}`];
  return [
    '--parsable',
    '--no-requeue',
    // Nothing else of the agent's environment. (`NONE` would have Slurm ask for the user's own, as at a login.)
    '--export=PATH',
    ...option('job-name', requireWord('The name', request.name) ?? 'gridbox'),
    ...option('comment', requireWord('The tag', request.tag)),
    ...option('partition', requireWord('The queue', request.queue)),
    ...option('account', requireWord('The project', request.project)),
    ...option('constraint', requireWord('The execution environment', request.executionEnvironment)),
    // Left out Slurm would write into the folder that the agent happens to be in.
    ...option('chdir', requirePath('The folder', request.workFolder) ?? '/'),
    ...option('output', requirePath('The output', request.stdoutPath) ?? '/dev/null'),
    ...option('error', requirePath('The error output', request.stderrPath) ?? '/dev/null'),
    ...option(
      'time',
      request.wallSeconds === undefined ? undefined : Math.ceil(request.wallSeconds / SECONDS_PER_MINUTE),
    ),
    ...option('mem', request.memoryMiB === undefined ? undefined : `${request.memoryMiB}M`),
    ...option('nodes', request.nodes),
  ];
}

const failure = (ended: CommandEnd, id: string): DriverError =>
  NO_JOB.test(ended.stderr)
    ? new DriverError('not-found', `Slurm does not know job ${id}.`)
    : new DriverError('refused', `Slurm refuses: ${complaintOf(ended)}`);
