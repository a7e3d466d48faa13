/** Vocabulary of jobs as they are given to a batch system. Pure. */

/** The batch systems that Gridbox speaks with, as the BLAH protocol calls them (`gridtype`). */
export const LRMS = ['slurm', 'pbs', 'lsf', 'simulated'] as const;
export type Lrms = (typeof LRMS)[number];

/**
 * `gone`: its batch system does not know it, and nobody has seen it end. That is neither completed nor failed: whoever takes it for
 * completed delivers nothing as a result.
 */
export const JOB_STATES = ['queued', 'held', 'running', 'completed', 'failed', 'cancelled', 'gone'] as const;
export type JobState = (typeof JOB_STATES)[number];
export const hasEnded = (state: JobState): boolean =>
  state === 'completed' || state === 'failed' || state === 'cancelled' || state === 'gone';

/** A job as somebody asks for it. Every text of it came from outside and reaches a batch system as an argument or a file, never a shell. */
export interface JobRequest {
  /** Absolute path of the program, or a name to be looked up where the job runs. */
  readonly command: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly queue?: string | undefined;
  readonly name?: string | undefined;
  /** Kept by the batch system with the job, so that it can be found by it (`findTagged`). At most 15 letters and digits, as a name of PBS. */
  readonly tag?: string | undefined;
  /** Absolute paths where the job runs. */
  readonly workFolder?: string | undefined;
  readonly stdinPath?: string | undefined;
  readonly stdoutPath?: string | undefined;
  readonly stderrPath?: string | undefined;
  /** After which the batch system ends it. */
  readonly wallSeconds?: number | undefined;
  readonly memoryMiB?: number | undefined;
  readonly nodes?: number | undefined;
  readonly project?: string | undefined;
  /** The execution environment that it has to run in, as the catalogue calls it. */
  readonly executionEnvironment?: string | undefined;
}

/** A job as its batch system tells it. What is undefined it does not say. */
export interface JobReading {
  /** By the batch system's own count. */
  readonly id: string;
  readonly state: JobState;
  /** As the batch system writes it, e.g. `CONFIGURING`. */
  readonly nativeState: string;
  /** Why it waits or was ended, in the batch system's words. */
  readonly reason: string | undefined;
  readonly queue: string | undefined;
  readonly node: string | undefined;
  readonly exitCode: number | undefined;
  readonly submittedAt: Date | undefined;
  readonly startedAt: Date | undefined;
  readonly endedAt: Date | undefined;
}
