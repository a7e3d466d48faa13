/** The client's side of the BLAH protocol: Gridbox drives an existing `blahpd` by it. */
import { DriverError } from '@/lib/drivers/errors';
import { escapeWord, splitWords } from './tokens';

/** Of the first line, and of the answer to a line. A server answers these at once; one that does not is stuck. */
const REPLY_WITHIN_MS = 10_000;
/** Of a result: as long as the batch system behind takes. */
const RESULT_WITHIN_MS = 120_000;
const RESULT = 'give a result';
/** Of one line: descriptions of jobs come back in none. */
const LINE_CHARACTERS_MAX = 1024 * 1024;

export interface BlahResult {
  readonly code: number;
  readonly words: string;
  /** What stands behind the words. */
  readonly data: readonly string[];
}

export interface BlahClient {
  /** What the server calls itself. */
  readonly version: string;
  /**
   * Sends a command with the id of a request in front of its parameters, and waits for its result.
   * @throws DriverError `busy` where the server takes no more, `unsupported` where it does not know the command, `timeout`, `unreachable`
   * where it ended
   */
  request(
    command: string,
    parameters: readonly string[],
    options?: { readonly deadlineMs?: number },
  ): Promise<BlahResult>;
}

/** What the transport tells: text as it came from the server, in pieces of any size, and that there will be no more. */
export interface BlahListener {
  readonly feed: (text: string) => void;
  readonly ended: (why: string) => void;
}

interface Waiting<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (error: DriverError) => void;
  readonly timer: NodeJS.Timeout;
}

/** Resolves when the server has said its version and takes results by itself. @throws DriverError `unreachable`, `timeout` */
export async function openBlahClient(
  connect: (listener: BlahListener) => { readonly write: (text: string) => void },
): Promise<BlahClient> {
  /** Answers come in the order of the lines. */
  const replies: Waiting<string[]>[] = [];
  const results = new Map<string, Waiting<BlahResult>>();
  let rest = '';
  /** Lines of results that are still to come. */
  let due = 0;
  let greeted: Waiting<string> | undefined;
  let over: DriverError | undefined;
  let next = 1;

  const wait = <T>(put: (waiting: Waiting<T>) => void, ms: number, what: string): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      if (over !== undefined) return reject(over);
      const late = new DriverError('timeout', `The BLAH server did not ${what} within ${ms / 1000} s.`);
      // A late result is one job's; after a late reply nobody knows any more which answer belongs to what.
      const timer = setTimeout(() => (what === RESULT ? reject(late) : fail(late)), ms);
      put({ resolve, reject, timer });
    });
  const fail = (error: DriverError): void => {
    over ??= error;
    for (const waiting of [...replies.splice(0), ...results.values(), ...(greeted === undefined ? [] : [greeted])]) {
      clearTimeout(waiting.timer);
      waiting.reject(error);
    }
    results.clear();
    greeted = undefined;
  };
  const settle = <T>(waiting: Waiting<T> | undefined, value: T): void => {
    if (waiting === undefined) return;
    clearTimeout(waiting.timer);
    waiting.resolve(value);
  };

  const takeLine = (line: string): void => {
    if (greeted !== undefined) {
      if (!line.startsWith('$GahpVersion'))
        return fail(
          new DriverError('unreachable', 'What answers is no BLAH server: it does not begin with $GahpVersion.'),
        );
      const waiting = greeted;
      greeted = undefined;
      return settle(waiting, line);
    }
    const words = splitWords(line);
    if (due > 0) {
      due -= 1;
      const [id = '', code = '', text = '', ...data] = words;
      const waiting = results.get(id);
      results.delete(id);
      return settle(waiting, { code: Number(code), words: text, data });
    }
    if (words.length === 1 && words[0] === 'R') return void fetchResults().catch(() => undefined);
    settle(replies.shift(), words);
  };

  const session = connect({
    feed: (text) => {
      rest += text;
      for (let end = rest.indexOf('\n'); end !== -1; end = rest.indexOf('\n')) {
        const line = rest.slice(0, end).replace(/\r$/, '');
        rest = rest.slice(end + 1);
        takeLine(line);
      }
      if (rest.length > LINE_CHARACTERS_MAX)
        fail(new DriverError('unreachable', 'The BLAH server sends a line without end.'));
    },
    ended: (why) => fail(new DriverError('unreachable', `The BLAH server has ended: ${why}`)),
  });

  const say = async (line: string): Promise<string[]> => {
    const reply = wait<string[]>((waiting) => replies.push(waiting), REPLY_WITHIN_MS, 'answer');
    session.write(`${line}\n`);
    return await reply;
  };
  /** The lines of results follow the reply at once, in the same text: how many is known before the first of them is read. */
  const fetchResults = async (): Promise<void> => {
    const reply = wait<string[]>(
      (waiting) =>
        replies.push({
          ...waiting,
          resolve: (words) => {
            due = words[0] === 'S' ? Number(words[1] ?? 0) : 0;
            waiting.resolve(words);
          },
        }),
      REPLY_WITHIN_MS,
      'answer',
    );
    session.write('RESULTS\n');
    await reply;
  };

  const version = await wait<string>((waiting) => (greeted = waiting), REPLY_WITHIN_MS, 'say its version');
  await say('ASYNC_MODE_ON');

  return {
    version,
    request: async (command, parameters, { deadlineMs = RESULT_WITHIN_MS } = {}) => {
      const id = String(next);
      next += 1;
      const result = wait<BlahResult>((waiting) => results.set(id, waiting), deadlineMs, RESULT);
      // It may fail before anybody waits for it.
      result.catch(() => undefined);
      const reply = await say([command, id, ...parameters.map(escapeWord)].join(' '));
      if (reply[0] === 'S') return await result;
      const waiting = results.get(id);
      results.delete(id);
      if (waiting !== undefined) clearTimeout(waiting.timer);
      const words = reply.slice(1).join(' ');
      throw new DriverError(reply[0] === 'F' ? 'busy' : 'unsupported', `The BLAH server refuses ${command}: ${words}`);
    },
  };
}
