/**
 * A submission that survives the end of whoever makes it: it is written down before the batch system is asked, with a tag that goes along
 * with the job, and again once the job has a name. Whoever asks a second time for what was never answered gets the job that it became.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { JobReading, Lrms } from '@/lib/domain/batch-job';
import { DriverError } from '@/lib/drivers/errors';
import type { CallOptions } from '@/lib/drivers/port';
import type { JobSystem } from '@/lib/batch/jobs-port';
import { renderJobId } from './job-id';
import type { BlahSubmission } from './job-request';

export interface SubmissionNote {
  readonly tag: string;
  readonly lrms: Lrms;
  readonly beganAt: Date;
  /** What the client calls it. */
  readonly clientJobId: string | undefined;
  readonly command: string;
  /** As the protocol names it; undefined where that was not written. */
  readonly jobId: string | undefined;
}

/** Of submissions whose answer was not read yet, and of ends that were seen. Everything is on the disk when a promise resolves. */
export interface SubmissionBook {
  read(key: string): Promise<SubmissionNote | undefined>;
  /** Begins it, or begins it anew. */
  begin(key: string, note: Omit<SubmissionNote, 'jobId'>): Promise<void>;
  became(key: string, jobId: string): Promise<void>;
  /** Its answer was read, or it was refused: nobody will ask for it again. */
  close(key: string): Promise<void>;
  noteEnd(jobId: string, reading: JobReading): Promise<void>;
  /** How a job ended that its batch system may have forgotten. */
  endOf(jobId: string): Promise<JobReading | undefined>;
}

/**
 * A submitting command that outlived us may still get its job accepted: Slurm's tries for some two minutes where the controller is busy.
 * Too short would run a job twice, too long lets a client ask again for a while.
 */
const LATE_AFTER_MS = 150_000;
const TAG_CHARACTERS = 13;

export interface OnceOptions {
  readonly book: SubmissionBook;
  readonly system: JobSystem;
  readonly submission: BlahSubmission;
  /** As it came: two are the same where it is the same and the client calls both the same. */
  readonly description: string;
  readonly now: () => Date;
  readonly call: CallOptions;
}

/** @returns the key in the book as well, to close it by. @throws DriverError, `busy` where it is not known yet whether there is a job */
export async function submitOnce(options: OnceOptions): Promise<{ readonly key: string; readonly jobId: string }> {
  const { book, submission, description } = options;
  const { lrms, clientJobId } = submission;
  const fresh = newTag(randomBytes(TAG_CHARACTERS));
  const key =
    clientJobId === undefined
      ? fresh
      : createHash('sha256')
          .update(JSON.stringify([lrms, clientJobId, description]))
          .digest('hex');
  const known = clientJobId === undefined ? undefined : await book.read(key);
  if (known?.jobId !== undefined) return { key, jobId: known.jobId };
  if (known !== undefined) {
    const native = await recall(options, key, known.tag);
    if (native !== undefined) return { key, jobId: native };
    const leftMs = known.beganAt.getTime() + LATE_AFTER_MS - options.now().getTime();
    if (leftMs > 0)
      throw new DriverError(
        'busy',
        `It is being submitted already, or was when that was interrupted, and ${options.system.name} does not know it yet: ask again. In ${Math.ceil(leftMs / 1000)} s it is taken for lost.`,
      );
  }
  const tag = known?.tag ?? fresh;
  await book.begin(key, { tag, lrms, beganAt: options.now(), clientJobId, command: submission.request.command });
  return { key, jobId: await submitTagged(options, key, tag) };
}

async function submitTagged(options: OnceOptions, key: string, tag: string): Promise<string> {
  const { book, system, submission, call } = options;
  try {
    return await name(options, key, await system.submit({ ...submission.request, tag }, call));
  } catch (error) {
    if (DriverError.is(error, 'refused') || DriverError.is(error, 'unsupported')) await book.close(key);
    else {
      // It may have been taken all the same.
      const found = await recall(options, key, tag).catch(() => undefined);
      if (found !== undefined) return found;
    }
    throw error;
  }
}

async function recall(options: OnceOptions, key: string, tag: string): Promise<string | undefined> {
  const native = await options.system.findTagged(tag, options.call);
  return native === undefined ? undefined : await name(options, key, native);
}

async function name({ book, submission, now }: OnceOptions, key: string, native: string): Promise<string> {
  const jobId = renderJobId({ lrms: submission.lrms, native }, now());
  await book.became(key, jobId);
  return jobId;
}

/** Fifteen letters and digits, the most that every PBS takes as a name. */
const newTag = (bytes: Buffer): string =>
  `gb${BigInt(`0x${bytes.toString('hex')}`)
    .toString(36)
    .padStart(TAG_CHARACTERS, '0')
    .slice(-TAG_CHARACTERS)}`;
