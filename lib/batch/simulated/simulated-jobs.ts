/** A model of a batch system's jobs in this process, for trials and measurements of what stands in front of one: it runs nothing. */
import type { JobReading, JobRequest } from '@/lib/domain/batch-job';
import { DriverError } from '@/lib/drivers/errors';
import { goneReading } from '@/lib/batch/gone-reading';
import type { JobSystem } from '@/lib/batch/jobs-port';
import type { JobDeed, JobFile } from './job-file';

export interface SimulatedJobsOptions {
  /** How many run at once. */
  readonly slots: number;
  /** How long each of them does. */
  readonly runMs: number;
  readonly nowMs: () => number;
  /** What it was told before, and is told from now on; without one its jobs are forgotten when this process ends. */
  readonly file?: JobFile | undefined;
}

interface Job {
  readonly id: string;
  readonly request: JobRequest;
  readonly submittedMs: number;
  state: 'queued' | 'held' | 'running' | 'completed' | 'cancelled';
  startedMs?: number;
  endedMs?: number;
}

const NODE = 'simulated';
const date = (ms: number | undefined): Date | undefined => (ms === undefined ? undefined : new Date(ms));

/** First come, first served. With the file of an earlier one it goes on where time would have brought that. */
export function createSimulatedJobs({ slots, runMs, nowMs, file }: SimulatedJobsOptions): JobSystem {
  /** Of a deed of the past that is done again. */
  let thenMs: number | undefined;
  const jobs = new Map<string, Job>();
  const tags = new Map<string, string>();
  /** Sets keep their order. All run equally long, so those that run end in the order in which they began. */
  const [queued, running] = [new Set<Job>(), new Set<Job>()];

  const start = (atMs: number): void => {
    for (const job of queued) {
      if (running.size >= slots) return;
      queued.delete(job);
      running.add(Object.assign(job, { state: 'running', startedMs: atMs }));
    }
  };
  const advance = (): number => {
    const now = thenMs ?? nowMs();
    for (const job of running) {
      const endMs = (job.startedMs ?? now) + runMs;
      if (endMs > now) break;
      running.delete(job);
      Object.assign(job, { state: 'completed', endedMs: endMs });
      start(endMs);
    }
    start(now);
    return now;
  };
  const known = (id: string): Job => {
    const job = jobs.get(id);
    if (job === undefined) throw new DriverError('not-found', `The simulated batch system does not know job ${id}.`);
    return job;
  };
  const readingOf = (job: Job): JobReading => ({
    id: job.id,
    state: job.state,
    nativeState: job.state,
    reason: undefined,
    queue: job.request.queue,
    node: job.startedMs === undefined ? undefined : NODE,
    exitCode: job.state === 'completed' ? 0 : undefined,
    submittedAt: date(job.submittedMs),
    startedAt: date(job.startedMs),
    endedAt: date(job.endedMs),
  });

  const submit = (request: JobRequest, submittedMs: number): string => {
    const job: Job = { id: String(jobs.size + 1), request, submittedMs, state: 'queued' };
    jobs.set(job.id, job);
    if (request.tag !== undefined) tags.set(request.tag, job.id);
    queued.add(job);
    return job.id;
  };
  const cancel = (job: Job, endedMs: number): void => {
    if (job.endedMs !== undefined) return;
    queued.delete(job);
    running.delete(job);
    Object.assign(job, { state: 'cancelled', endedMs });
  };
  const hold = (job: Job): void => {
    if (job.state !== 'queued' && job.state !== 'held')
      throw new DriverError('refused', `Job ${job.id} does not wait; only one that waits can be held.`);
    queued.delete(job);
    job.state = 'held';
  };
  const release = (job: Job): void => {
    if (job.state !== 'held') return;
    job.state = 'queued';
    queued.add(job);
  };
  /** @returns the job's id. What is refused changes nothing. */
  const act = (deed: JobDeed): string => {
    advance();
    const id = deed.deed === 'submit' ? submit(deed.request, deed.atMs) : deed.id;
    if (deed.deed === 'cancel') cancel(known(id), deed.atMs);
    else if (deed.deed === 'hold') hold(known(id));
    else if (deed.deed === 'release') release(known(id));
    advance();
    return id;
  };
  for (const deed of file?.past ?? []) {
    thenMs = deed.atMs;
    act(deed);
  }
  thenMs = undefined;
  /** It is written down before anybody is told of it. */
  const tell = (deed: JobDeed): string => {
    const id = act(deed);
    file?.add(deed);
    return id;
  };

  return {
    lrms: 'simulated',
    name: 'Simulated batch system (it runs nothing)',
    submit: async (request) =>
      tell({ atMs: nowMs(), deed: 'submit', request: { ...request, args: [...request.args] } }),
    findTagged: async (tag) => tags.get(tag),
    read: async (ids) => {
      advance();
      return ids.map((id) => {
        const job = jobs.get(id);
        return job === undefined ? goneReading(id) : readingOf(job);
      });
    },
    cancel: async (id) => void tell({ atMs: nowMs(), deed: 'cancel', id }),
    hold: async (id) => void tell({ atMs: nowMs(), deed: 'hold', id }),
    release: async (id) => void tell({ atMs: nowMs(), deed: 'release', id }),
    nodes: async () => {
      advance();
      return [
        { name: NODE, state: 'open', nativeState: 'simulated', slots, usedSlots: running.size, environments: [] },
      ];
    },
    queues: async () => [],
  };
}
