/** What `squeue --json` says of jobs. Tried with 22.05; newer versions write a state as a list and a number as an object. */
import { z } from 'zod';
import type { QueuedJob } from '@/lib/batch/pool-port';
import type { JobReading, JobState } from '@/lib/domain/batch-job';

/** 0, and what is no number, mean that it has none. */
const Figure = z
  .union([z.number(), z.object({ set: z.boolean().optional(), number: z.number() })])
  .transform((value) => (typeof value === 'number' ? value : value.set === false ? 0 : value.number));
const Status = z
  .union([z.number(), z.object({ return_code: Figure.optional() })])
  .transform((value) => (typeof value === 'number' ? exitCodeOf(value) : (value.return_code ?? 0)));
const State = z
  .union([z.string(), z.array(z.string()).min(1)])
  .transform((value) => (typeof value === 'string' ? value : (value[0] ?? '')));

const SlurmJob = z.object({
  job_id: z.number(),
  job_state: State,
  comment: z.string().nullish(),
  state_reason: z.string().nullish(),
  partition: z.string().nullish(),
  nodes: z.string().nullish(),
  exit_code: Status.nullish(),
  submit_time: Figure.nullish(),
  start_time: Figure.nullish(),
  end_time: Figure.nullish(),
  features: z.string().nullish(),
  cpus: Figure.nullish(),
  minimum_cpus_per_node: Figure.nullish(),
  /** Minutes. */
  time_limit: Figure.nullish(),
  priority: Figure.nullish(),
});
const Answer = z.object({ jobs: z.array(z.unknown()) });

/** Of `wait(2)`: the exit code stands in the second byte; ended by a signal it is 128 and more, as shells tell it. */
function exitCodeOf(status: number): number {
  const SIGNALLED = 128;
  const signal = status % SIGNALLED;
  return signal === 0 ? Math.floor(status / 256) : SIGNALLED + signal;
}

/** Source: slurm.schedmd.com/squeue.html, "JOB STATE CODES". Of several the first flag is the base state. */
const STATES: Readonly<Record<string, JobState>> = {
  PENDING: 'queued',
  REQUEUED: 'queued',
  REQUEUE_HOLD: 'held',
  SPECIAL_EXIT: 'held',
  CONFIGURING: 'queued',
  RUNNING: 'running',
  COMPLETING: 'running',
  SUSPENDED: 'running',
  STOPPED: 'running',
  STAGE_OUT: 'running',
  RESIZING: 'running',
  SIGNALING: 'running',
  COMPLETED: 'completed',
  CANCELLED: 'cancelled',
  REVOKED: 'cancelled',
  FAILED: 'failed',
  TIMEOUT: 'failed',
  NODE_FAIL: 'failed',
  PREEMPTED: 'failed',
  BOOT_FAIL: 'failed',
  DEADLINE: 'failed',
  OUT_OF_MEMORY: 'failed',
};
/** Somebody holds it: `scontrol hold`, or an administrator. */
const HELD = new Set(['JobHeldUser', 'JobHeldAdmin']);

/** The ids of jobs by their comments, where they have one. @throws as `readSlurmJobs` */
export const readSlurmComments = (text: string): Map<string, string> =>
  new Map(
    recordsOf(text).flatMap(({ comment, job_id }) =>
      comment === undefined || comment === null || comment === '' ? [] : [[comment, String(job_id)] as const],
    ),
  );

/** One job that cannot be read hides no other. */
const recordsOf = (text: string): z.infer<typeof SlurmJob>[] =>
  Answer.parse(JSON.parse(text)).jobs.flatMap((each) => {
    const parsed = SlurmJob.safeParse(each);
    return parsed.success ? [parsed.data] : [];
  });

/** What a limit of time is written as that is none (`INFINITE` and `NO_VAL` of slurm.h). */
const NO_LIMIT_FROM = 0xff_ff_ff_fe;
const MS_PER_MINUTE = 60_000;
const limitMsOf = (minutes: number | null | undefined): number | undefined =>
  minutes === null || minutes === undefined || minutes <= 0 || minutes >= NO_LIMIT_FROM
    ? undefined
    : minutes * MS_PER_MINUTE;

/**
 * Jobs with what decides over their slot, those of higher priority first. Features that are alternatives (`a|b`) are none that is needed.
 * @throws as `readSlurmJobs`
 */
export function readSlurmQueue(text: string): readonly QueuedJob[] {
  const readings = readSlurmJobs(text);
  const inOrder = recordsOf(text).toSorted((a, b) => (b.priority ?? 0) - (a.priority ?? 0) || a.job_id - b.job_id);
  return inOrder.flatMap((job) => {
    const reading = readings.get(String(job.job_id));
    if (reading === undefined) return [];
    const features = (job.features ?? '').split(/[&,]/).filter((each) => /^[A-Za-z0-9._@-]+$/.test(each));
    const processors = Math.max(1, job.cpus ?? 0, job.minimum_cpus_per_node ?? 0);
    return [{ ...reading, features, processors, limitMs: limitMsOf(job.time_limit) }];
  });
}

/** @throws ZodError, SyntaxError where it is no answer of squeue at all */
export function readSlurmJobs(text: string): Map<string, JobReading> {
  const readings = new Map<string, JobReading>();
  for (const job of recordsOf(text)) {
    const state = STATES[job.job_state];
    if (state === undefined) continue;
    const reason = job.state_reason ?? '';
    const begun = state !== 'queued' && state !== 'held';
    const id = String(job.job_id);
    readings.set(id, {
      id,
      state: state === 'queued' && HELD.has(reason) ? 'held' : state,
      nativeState: job.job_state,
      reason: reason === '' || reason === 'None' ? undefined : reason,
      queue: job.partition ?? undefined,
      node: job.nodes === '' || job.nodes === null ? undefined : job.nodes,
      exitCode: state === 'completed' || state === 'failed' ? (job.exit_code ?? undefined) : undefined,
      submittedAt: instantOf(job.submit_time),
      // Of one that waits it is when Slurm means to start it.
      startedAt: begun ? instantOf(job.start_time) : undefined,
      endedAt: begun && state !== 'running' ? instantOf(job.end_time) : undefined,
    });
  }
  return readings;
}

const MS_PER_SECOND = 1000;
const instantOf = (seconds: number | null | undefined): Date | undefined =>
  seconds === null || seconds === undefined || seconds <= 0 ? undefined : new Date(seconds * MS_PER_SECOND);
