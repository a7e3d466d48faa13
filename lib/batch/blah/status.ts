import type { JobReading, JobState } from '@/lib/domain/batch-job';
import { renderClassAd } from './class-ad';

/** Job states of the protocol. Source: src/job_status.h of BLAH. */
export const BLAH_STATUS = { idle: 1, running: 2, removed: 3, completed: 4, held: 5 } as const;

/** A job that is `gone` has no status: it is answered as an error, never as completed. */
export const STATUS_OF: Record<Exclude<JobState, 'gone'>, number> = {
  queued: BLAH_STATUS.idle,
  held: BLAH_STATUS.held,
  running: BLAH_STATUS.running,
  completed: BLAH_STATUS.completed,
  failed: BLAH_STATUS.completed,
  cancelled: BLAH_STATUS.removed,
};

/** What clients read of a job: its status, and once it has ended how. */
export function statusAd(reading: JobReading, status: number): string {
  const attributes: [string, string | number][] = [
    ['BatchJobId', reading.id],
    ['JobStatus', status],
  ];
  if (reading.node !== undefined) attributes.push(['WorkerNode', reading.node]);
  // A failed job without a code of its own must not look like one that ended well.
  const exitCode = reading.exitCode ?? (reading.state === 'failed' ? 1 : undefined);
  if (status === BLAH_STATUS.completed && exitCode !== undefined) attributes.push(['ExitCode', exitCode]);
  return renderClassAd(attributes);
}
