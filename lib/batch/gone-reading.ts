import type { JobReading } from '@/lib/domain/batch-job';

/** Of a job that its batch system does not know. */
export const goneReading = (id: string): JobReading => ({
  id,
  state: 'gone',
  nativeState: 'unknown',
  reason: undefined,
  queue: undefined,
  node: undefined,
  exitCode: undefined,
  submittedAt: undefined,
  startedAt: undefined,
  endedAt: undefined,
});
