/** Jobs of a batch system that somebody's `blahpd` stands in front of: whichever it is, it is told and asked by the BLAH protocol. */
import type { JobReading, JobRequest, JobState, Lrms } from '@/lib/domain/batch-job';
import { DriverError } from '@/lib/drivers/errors';
import type { CallOptions } from '@/lib/drivers/port';
import { goneReading } from '@/lib/batch/gone-reading';
import type { JobSystem } from '@/lib/batch/jobs-port';
import { type ClassAd, ClassAdError, parseClassAd, renderClassAd } from './class-ad';
import type { BlahClient, BlahResult } from './client';
import { BLAH_STATUS } from './status';

/** Words of servers for a job that they do not know; the protocol has no code for it. */
const NO_JOB = /not know|not found|unknown job|no job of/i;
const STATES: Readonly<Record<number, JobState>> = {
  [BLAH_STATUS.idle]: 'queued',
  [BLAH_STATUS.running]: 'running',
  [BLAH_STATUS.removed]: 'cancelled',
  [BLAH_STATUS.completed]: 'completed',
  [BLAH_STATUS.held]: 'held',
};

/** Ids are those of the protocol, e.g. `slurm/20261122/17`. */
export function createBlahJobs(client: BlahClient, lrms: Lrms): JobSystem {
  const ask = async (
    command: string,
    parameters: readonly string[],
    options: CallOptions = {},
  ): Promise<BlahResult> => {
    options.signal?.throwIfAborted();
    return await client.request(
      command,
      parameters,
      options.deadlineMs === undefined ? {} : { deadlineMs: options.deadlineMs },
    );
  };
  const deed = async (command: string, id: string, options?: CallOptions): Promise<void> => {
    const { code, words } = await ask(command, [id], options);
    if (code !== 0) throw new DriverError(NO_JOB.test(words) ? 'not-found' : 'refused', words);
  };
  return {
    lrms,
    name: `${lrms} by BLAH`,
    submit: async (request, options) => {
      const { code, words, data } = await ask('BLAH_JOB_SUBMIT', [renderSubmission(lrms, request)], options);
      const [id] = data;
      if (code !== 0) throw new DriverError('refused', words);
      if (id === undefined) throw new DriverError('internal', 'The BLAH server did not say which job it is.');
      return id;
    },
    findTagged: async () => {
      throw new DriverError(
        'unsupported',
        'The BLAH protocol has no command to find a job by what its client calls it: submit it again, with the same tag.',
      );
    },
    read: async (ids, options) =>
      await Promise.all(ids.map(async (id) => readStatus(id, await ask('BLAH_JOB_STATUS', [id], options)))),
    cancel: async (id, options) => await deed('BLAH_JOB_CANCEL', id, options),
    hold: async (id, options) => await deed('BLAH_JOB_HOLD', id, options),
    release: async (id, options) => await deed('BLAH_JOB_RESUME', id, options),
    nodes: noLayout,
    queues: noLayout,
  };
}

async function noLayout(): Promise<never> {
  throw new DriverError('unsupported', 'The BLAH protocol does not tell of nodes and queues.');
}

function readStatus(id: string, { code, words, data }: BlahResult): JobReading {
  if (code !== 0) {
    if (NO_JOB.test(words)) return goneReading(id);
    throw new DriverError('unreachable', words);
  }
  const [status = '', description = ''] = data;
  const base = STATES[Number(status)];
  const ad = adOf(description);
  if (base === undefined || ad === undefined)
    throw new DriverError('internal', `The BLAH server tells a status that is none: ${status}.`);
  const exit = ad.get('exitcode');
  const node = ad.get('workernode');
  const exitCode = exit?.kind === 'number' ? exit.value : undefined;
  return {
    ...goneReading(id),
    state: base === 'completed' && exitCode !== undefined && exitCode !== 0 ? 'failed' : base,
    nativeState: status,
    node: node?.kind === 'text' ? node.text : undefined,
    exitCode,
  };
}

function adOf(text: string): ClassAd | undefined {
  try {
    return parseClassAd(text);
  } catch (error) {
    if (error instanceof ClassAdError) return undefined;
    throw error;
  }
}

/** @throws DriverError `refused` for what the protocol cannot tell */
function renderSubmission(lrms: Lrms, request: JobRequest): string {
  const { environment, executionEnvironment } = request;
  for (const name of Object.keys(environment))
    if (!/^[A-Za-z_]\w*$/.test(name)) throw new DriverError('refused', `A job may not set the variable ${name}.`);
  const attributes: readonly (readonly [string, string | number | undefined])[] = [
    ['gridtype', lrms],
    ['Cmd', request.command],
    ['Args', request.args.length === 0 ? undefined : request.args.map(quoteWord).join(' ')],
    ['Env', envOf(environment)],
    ['Queue', request.queue],
    ['JobName', request.name],
    ['ClientJobId', request.tag],
    ['Iwd', request.workFolder],
    ['In', request.stdinPath],
    ['Out', request.stdoutPath],
    ['Err', request.stderrPath],
    ['BatchRuntime', request.wallSeconds],
    ['RequestMemory', request.memoryMiB],
    ['NodeNumber', request.nodes],
    ['BatchProject', request.project],
    [
      'CERequirements',
      executionEnvironment === undefined
        ? undefined
        : `GridImage == "${executionEnvironment.replaceAll(/["\\]/g, (sign) => `\\${sign}`)}"`,
    ],
  ];
  return renderClassAd(attributes.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])));
}

const quoteWord = (word: string): string => `'${word.replaceAll("'", "''")}'`;
/** A semicolon behind each: by the first of them the other side knows this form. */
const envOf = (environment: Readonly<Record<string, string>>): string | undefined => {
  const parts = Object.entries(environment).map(([name, value]) => `${name}=${quoteWord(value)};`);
  return parts.length === 0 ? undefined : parts.join('');
};
