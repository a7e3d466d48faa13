/** A model of a batch system's jobs in this process, for trials and measurements of what stands in front of one: it runs nothing. */
import type { JobReading, JobRequest } from '@/lib/domain/batch-job';
import { DriverError } from '@/lib/drivers/errors';
import { goneReading } from '@/lib/batch/gone-reading';
import type { JobSystem } from '@/lib/batch/jobs-port';

export interface SimulatedJobsOptions {
  /** How many run at once. */
  readonly slots: number;
  /** How long each of them does. */
  readonly runMs: number;
  readonly nowMs: () => number;
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

/** First come, first served. Its jobs are forgotten when this process ends. */
export function createSimulatedJobs({ slots, runMs, nowMs }: SimulatedJobsOptions): JobSystem {
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
    const now = nowMs();
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
    advance();
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

  return {
    lrms: 'simulated',
    name: 'Simulated batch system (it runs nothing)',
    submit: async (request) => {
      const job: Job = { id: String(jobs.size + 1), request, submittedMs: advance(), state: 'queued' };
      jobs.set(job.id, job);
      if (request.tag !== undefined) tags.set(request.tag, job.id);
      queued.add(job);
      advance();
      return job.id;
    },
    findTagged: async (tag) => tags.get(tag),
    read: async (ids) => {
      advance();
      return ids.map((id) => {
        const job = jobs.get(id);
        return job === undefined ? goneReading(id) : readingOf(job);
      });
    },
    cancel: async (id) => {
      const job = known(id);
      if (job.endedMs !== undefined) return;
      queued.delete(job);
      running.delete(job);
      Object.assign(job, { state: 'cancelled', endedMs: nowMs() });
      advance();
    },
    hold: async (id) => {
      const job = known(id);
      if (job.state !== 'queued' && job.state !== 'held')
        throw new DriverError('refused', `Job ${id} does not wait; only one that waits can be held.`);
      queued.delete(job);
      job.state = 'held';
    },
    nodes: async () => {
      advance();
      return [
        { name: NODE, state: 'open', nativeState: 'simulated', slots, usedSlots: running.size, environments: [] },
      ];
    },
    queues: async () => [],
    release: async (id) => {
      const job = known(id);
      if (job.state !== 'held') return;
      job.state = 'queued';
      queued.add(job);
      advance();
    },
  };
}
