/**
 * The server's side of the BLAH protocol (Batch Local ASCII Helper): what a Computing Element drives instead of a `blahpd`. One
 * conversation over lines of text. Source: `serveConnection` of blahpd (github.com/htcondor/BLAH, src/server.c).
 */
import { hasEnded, type JobReading, type Lrms, LRMS } from '@/lib/domain/batch-job';
import { DriverError } from '@/lib/drivers/errors';
import type { JobSystem } from '@/lib/batch/jobs-port';
import { ClassAdError } from './class-ad';
import { parseJobId, renderJobId } from './job-id';
import { readSubmission } from './job-request';
import { type SubmissionBook, submitOnce } from './submit-once';
import { STATUS_OF, statusAd } from './status';
import { escapeAnswer, splitWords } from './tokens';

/** The first line: clients look for `poly` and `new_esc_format` in it. */
export const BLAH_VERSION = String.raw`$GahpVersion: 1.17.0 Mar 31 2008 INFN\ blahpd\ (poly,new_esc_format) $`;
/** Commands that have begun and are not answered: as blahpd's default. More are refused (`F`), and the client asks again. */
const PENDING_MAX = 500;
/** A client that does not fetch its results is told no more of them than this; then commands are refused until it does. */
const RESULTS_MAX = 10_000;
/** Of one batch system's answer to one command. Longer, and the client would have given up on it. */
const ANSWER_WITHIN_MS = 60_000;

/** Codes of results, as blahpd's. */
const CODE = { ok: 0, failed: 1, badId: 2, noCommand: 7, refused: 8 } as const;

export interface BlahServerOptions {
  /** By the name that submissions call them. */
  readonly systems: Partial<Record<Lrms, JobSystem>>;
  readonly write: (text: string) => void;
  readonly now: () => Date;
  /** Without one, what was submitted and not answered when this ends is found by nobody. */
  readonly book?: SubmissionBook | undefined;
  /** What was asked for and is not acted on: for a log. */
  readonly onIgnored?: ((jobId: string, ignored: readonly string[]) => void) | undefined;
}

export interface BlahServer {
  /** One line of the client, without its end. @returns false where it was the last one */
  line(text: string): boolean;
  /** Resolves when nothing is under way any more. */
  settled(): Promise<void>;
}

type Work = (words: readonly string[]) => Promise<string | Result>;
interface Command {
  readonly parameters: number;
  readonly run: { readonly now: (words: readonly string[]) => string } | { readonly later: Work };
}

interface Result {
  readonly line: string;
  /** Of a submission, in the book, to be closed once the client has it. */
  readonly key?: string | undefined;
}

/** Writes the version at once. */
export function createBlahServer({ systems, write, now, book, onIgnored }: BlahServerOptions): BlahServer {
  const results: Result[] = [];
  const pending = new Set<Promise<void>>();
  /** Handed over, and not known yet to have been read: a client that says something more has read what came before. */
  const fetched: Result[] = [];
  const closing = new Set<Promise<void>>();
  let asynchronous = false;
  /** Told of results since they were last fetched. */
  let told = false;

  const enqueue = (result: string | Result): void => {
    results.push(typeof result === 'string' ? { line: result } : result);
    if (asynchronous && !told) {
      told = true;
      write('R\r\n');
    }
  };
  const system = (lrms: Lrms): JobSystem => {
    const found = systems[lrms];
    if (found === undefined) throw new DriverError('refused', `No batch system called ${lrms} is driven here.`);
    return found;
  };
  const call = () => ({ deadlineMs: ANSWER_WITHIN_MS });

  const submit: Work = async ([, id = '', description = '']) => {
    try {
      const submission = readSubmission(description);
      const { lrms, request, ignored } = submission;
      const found = system(lrms);
      const { jobId, key } =
        book === undefined
          ? { jobId: renderJobId({ lrms, native: await found.submit(request, call()) }, now()), key: undefined }
          : await submitOnce({ book, system: found, submission, description, now, call: call() });
      if (ignored.length > 0) onIgnored?.(jobId, ignored);
      return { line: `${id} ${CODE.ok} ${escapeAnswer('No error')} ${escapeAnswer(jobId)}`, key };
    } catch (error) {
      const code =
        error instanceof ClassAdError
          ? error.message.includes('Cmd')
            ? CODE.noCommand
            : CODE.failed
          : DriverError.is(error, 'refused')
            ? CODE.refused
            : CODE.failed;
      return `${id} ${code} ${wordsOf(error)} N/A`;
    }
  };
  const status: Work = async ([, id = '', jobId = '']) => {
    const parsed = parseJobId(jobId);
    if (parsed === undefined) return `${id} ${CODE.badId} ${escapeAnswer(`${jobId} is no job of this protocol`)} 0 N/A`;
    try {
      const [reading] = await system(parsed.lrms).read([parsed.native], call());
      if (book === undefined || reading === undefined || !hasEnded(reading.state)) return statusLine(id, reading);
      if (reading.state === 'gone') return statusLine(id, await book.endOf(jobId));
      await book.noteEnd(jobId, reading);
      return statusLine(id, reading);
    } catch (error) {
      return `${id} ${CODE.failed} ${wordsOf(error)} 0 N/A`;
    }
  };
  const deed =
    (of: (found: JobSystem, native: string) => Promise<void>): Work =>
    async ([, id = '', jobId = '']) => {
      const parsed = parseJobId(jobId);
      if (parsed === undefined) return `${id} ${CODE.badId} ${escapeAnswer(`${jobId} is no job of this protocol`)}`;
      try {
        await of(system(parsed.lrms), parsed.native);
        return `${id} ${CODE.ok} ${escapeAnswer('No error')}`;
      } catch (error) {
        return `${id} ${CODE.failed} ${wordsOf(error)}`;
      }
    };

  const COMMANDS: Readonly<Record<string, Command>> = {
    ASYNC_MODE_OFF: {
      parameters: 0,
      run: {
        now: () => {
          asynchronous = false;
          return `S ${escapeAnswer('Async mode off')}`;
        },
      },
    },
    ASYNC_MODE_ON: {
      parameters: 0,
      run: {
        now: () => {
          asynchronous = true;
          told = false;
          return `S ${escapeAnswer('Async mode on')}`;
        },
      },
    },
    BLAH_JOB_CANCEL: {
      parameters: 2,
      run: { later: deed(async (found, native) => await found.cancel(native, call())) },
    },
    BLAH_JOB_HOLD: { parameters: 2, run: { later: deed(async (found, native) => await found.hold(native, call())) } },
    BLAH_JOB_RESUME: {
      parameters: 2,
      run: { later: deed(async (found, native) => await found.release(native, call())) },
    },
    BLAH_JOB_STATUS: { parameters: 2, run: { later: status } },
    BLAH_JOB_SUBMIT: { parameters: 2, run: { later: submit } },
    COMMANDS: { parameters: 0, run: { now: () => `S ${Object.keys(COMMANDS).join(' ')}` } },
    QUIT: { parameters: 0, run: { now: () => `S ${escapeAnswer('Server exiting')}` } },
    RESULTS: {
      parameters: 0,
      run: {
        now: () => {
          told = false;
          const taken = results.splice(0);
          fetched.push(...taken);
          return [`S ${taken.length}`, ...taken.map(({ line }) => line)].join('\r\n');
        },
      },
    },
    VERSION: { parameters: 0, run: { now: () => `S ${BLAH_VERSION}` } },
  };

  const answer = (text: string): string => {
    const words = splitWords(text);
    const command = COMMANDS[words[0]?.toUpperCase() ?? ''];
    if (command === undefined) return `E ${escapeAnswer('Unknown command')}`;
    const given = words.length - 1;
    if (given !== command.parameters)
      return `E ${escapeAnswer(`expected ${command.parameters} parameters, ${given} found`)}`;
    if ('now' in command.run) return command.run.now(words);
    if (pending.size >= PENDING_MAX) return `F ${escapeAnswer('Threads limit reached')}`;
    if (results.length + pending.size >= RESULTS_MAX) return `F ${escapeAnswer('Results limit reached: fetch them')}`;
    // The reply comes before anything of the result, whatever the batch system does.
    const work = Promise.resolve()
      .then(async () => await (command.run as { readonly later: Work }).later(words))
      .then(enqueue)
      .finally(() => pending.delete(work));
    pending.add(work);
    return 'S';
  };

  /** Where that fails the job is told once more to whoever asks once more, which does no harm. */
  const close = (key: string): void => {
    const work: Promise<void> = Promise.resolve(book?.close(key))
      .catch(() => undefined)
      .finally(() => closing.delete(work));
    closing.add(work);
  };

  write(`${BLAH_VERSION}\r\n`);
  return {
    line: (text) => {
      for (const { key } of fetched.splice(0)) if (key !== undefined) close(key);
      write(`${answer(text)}\r\n`);
      // Only the word alone ends it: with parameters it was an error.
      return splitWords(text).length !== 1 || text.trim().toUpperCase() !== 'QUIT';
    },
    settled: async () => void (await Promise.all([...pending, ...closing])),
  };
}

function statusLine(id: string, reading: JobReading | undefined): string {
  if (reading === undefined || reading.state === 'gone')
    return `${id} ${CODE.failed} ${escapeAnswer('The batch system does not know this job any more, and nobody has seen it end')} 0 N/A`;
  const status = STATUS_OF[reading.state];
  return `${id} ${CODE.ok} ${escapeAnswer('No Error')} ${status} ${escapeAnswer(statusAd(reading, status))}`;
}

const wordsOf = (error: unknown): string => {
  const words = error instanceof Error && error.message !== '' ? error.message : `It failed (${LRMS.join(', ')})`;
  return escapeAnswer(words);
};
