/**
 * The port to a batch system's jobs: everything that is given to it or asked of it. Its rules are those of the driver port: each call
 * takes `CallOptions` and settles when they say, and everything thrown is a `DriverError`.
 */
import type { JobReading, JobRequest, Lrms } from '@/lib/domain/batch-job';
import type { CallOptions } from '@/lib/drivers/port';
import type { LrmsNode, LrmsQueue } from './layout';

export interface JobSystem {
  readonly lrms: Lrms;
  /** For people; of a model it says that it is simulated. */
  readonly name: string;
  /** @returns the batch system's own id of the job. `refused` with its words where it does not take it. */
  submit(request: JobRequest, options?: CallOptions): Promise<string>;
  /**
   * The job that was submitted with this tag; undefined where there is none that the batch system still knows. By it whoever was ended
   * between a submission and its answer finds out which job it became.
   */
  findTagged(tag: string, options?: CallOptions): Promise<string | undefined>;
  /** Each of the jobs, in the order asked for; one that it does not know is `gone`. */
  read(ids: readonly string[], options?: CallOptions): Promise<readonly JobReading[]>;
  /** Idempotent for one that has ended; `not-found` for one it does not know. */
  cancel(id: string, options?: CallOptions): Promise<void>;
  /** Of a job that waits; `refused` for one that runs. */
  hold(id: string, options?: CallOptions): Promise<void>;
  release(id: string, options?: CallOptions): Promise<void>;
  nodes(options?: CallOptions): Promise<readonly LrmsNode[]>;
  queues(options?: CallOptions): Promise<readonly LrmsQueue[]>;
}
