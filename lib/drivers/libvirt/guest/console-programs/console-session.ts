/** One conversation with the shell at a guest's console, from the first question to its prompt again. */
import { randomBytes } from 'node:crypto';
import { DriverError } from '@/lib/drivers/errors';
import type { DomainConsole } from '@/lib/drivers/port';
import { ConsoleText } from '@/lib/drivers/libvirt/guest/console-text';
import type { HeartbeatListener } from '@/lib/drivers/libvirt/guest/heartbeat-port';
import {
  CONSOLE_ATTEMPTS,
  CONSOLE_CLOSING_MS,
  CONSOLE_KEPT_CHARACTERS,
  CONSOLE_PROBE_MS,
  CONSOLE_SILENCE_MS,
  CONSOLE_TYPE_BYTES,
  CONSOLE_TYPE_MS,
} from '@/lib/drivers/libvirt/limits';
import * as frames from './console-frames';
import type { GuestScript } from './guest-script';

/** How long nobody may answer; shorter ones are for tests. */
export interface ConsolePatience {
  readonly probeMs: number;
  readonly silenceMs: number;
  readonly closingMs: number;
}
export const CONSOLE_PATIENCE: ConsolePatience = {
  probeMs: CONSOLE_PROBE_MS,
  silenceMs: CONSOLE_SILENCE_MS,
  closingMs: CONSOLE_CLOSING_MS,
};

export type OpenConsoleLine = (listener: HeartbeatListener) => Promise<DomainConsole>;

export interface ConsoleSessionOptions {
  readonly open: OpenConsoleLine;
  readonly script: GuestScript;
  readonly patience: ConsolePatience;
  /** Looked at between two questions: one that has been typed is always waited for. */
  readonly signal: AbortSignal;
}

const MARK_BYTES = 5;
const ended = (): DriverError =>
  new DriverError('refused', 'The console of the domain has ended: it stopped, or moved to another host.');

export class ConsoleSession {
  readonly #options: ConsoleSessionOptions;
  readonly #text = new ConsoleText();
  #line: DomainConsole | undefined;
  #heard = '';
  #pieces = 0;
  #over = false;
  #wake: () => void = () => undefined;
  /** Never twice in the life of a guest, as good as: old text that comes first is told from new by it. */
  #mark = '';
  #asked = 0;
  #state: 'closed' | 'opening' | 'open' = 'closed';

  private constructor(options: ConsoleSessionOptions) {
    this.#options = options;
  }

  /** @throws DriverError `timeout` where no shell answers, and what opening the console fails with. */
  static async open(options: ConsoleSessionOptions): Promise<ConsoleSession> {
    const session = new ConsoleSession(options);
    session.#line = await options.open({
      onText: (piece) => session.#hear(piece),
      onEnd: () => {
        session.#over = true;
        session.#wake();
      },
    });
    try {
      await session.#begin();
      return session;
    } catch (error) {
      await session.close();
      throw error;
    }
  }

  #hear(piece: string): void {
    const text = this.#text.take(piece);
    // A heartbeat alone is no sign that the shell is at work.
    if (text === '') return;
    this.#pieces += 1;
    this.#heard = (this.#heard + text).slice(-CONSOLE_KEPT_CHARACTERS);
    this.#wake();
  }

  async #type(text: string): Promise<void> {
    const bytes = Buffer.from(text, 'latin1');
    for (let from = 0; from < bytes.length; from += CONSOLE_TYPE_BYTES) {
      if (this.#over) throw ended();
      await this.#line?.write(bytes.subarray(from, from + CONSOLE_TYPE_BYTES), { deadlineMs: CONSOLE_TYPE_MS });
    }
  }

  /** Until `find` finds something; undefined after so long a silence. */
  async #until<T>(find: (heard: string) => T | undefined, silenceMs: number): Promise<T | undefined> {
    for (;;) {
      const found = find(this.#heard);
      if (found !== undefined) return found;
      if (this.#over) throw ended();
      const before = this.#pieces;
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        timer = setTimeout(resolve, silenceMs);
      });
      clearTimeout(timer);
      if (this.#pieces === before && !this.#over) return find(this.#heard);
    }
  }

  async #answers(answer: string, withinMs: number): Promise<boolean> {
    return (await this.#until((heard) => (heard.includes(answer) ? true : undefined), withinMs)) === true;
  }

  async #begin(): Promise<void> {
    if (!(await this.#findShell()))
      throw new DriverError(
        'timeout',
        'No shell answers at the console of the domain; to run programs by it, one must wait there without a login.',
        { remedy: 'Sign in there and leave the shell at its prompt, or give the guest an agent.' },
      );
    this.#state = 'opening';
    await this.#type(frames.typeOpening(this.#mark));
    if (!(await this.#answers(frames.openingAnswer(this.#mark), this.#options.patience.silenceMs)))
      throw new DriverError('timeout', 'The shell at the console of the domain has stopped answering.');
    this.#state = 'open';
  }

  /** Does a shell answer at its prompt? */
  async #probe(): Promise<'prompt' | 'unseen' | undefined> {
    this.#mark = randomBytes(MARK_BYTES).toString('hex');
    this.#heard = '';
    await this.#type(frames.typeProbe(this.#mark));
    if (!(await this.#answers(frames.probeAnswer(this.#mark), this.#options.patience.probeMs))) return undefined;
    return this.#heard.includes(frames.probeEcho(this.#mark)) ? 'prompt' : 'unseen';
  }

  /** One that does not show what is typed is most likely not at its prompt: somebody died who talked to it. */
  async #findShell(): Promise<boolean> {
    if ((await this.#probe()) === 'prompt') return true;
    await this.#type(frames.RESCUE);
    return (await this.#probe()) !== undefined;
  }

  /**
   * Asks the guest's script, again where the answer came damaged.
   * @param always after the signal too: what was begun is taken back
   * @throws DriverError `timeout` where no whole answer is to be had, `unsupported` where the guest cannot keep the script.
   */
  async ask(
    words: readonly string[],
    more: { readonly body?: string; readonly always?: boolean } = {},
  ): Promise<Buffer> {
    let [missing, noise] = [0, 0];
    for (let attempt = 0; attempt < CONSOLE_ATTEMPTS; attempt += 1) {
      if (more.always !== true) this.#options.signal.throwIfAborted();
      if (this.#state !== 'open') await this.#begin();
      this.#asked += 1;
      const tag = `${this.#mark}.${this.#asked}`;
      this.#heard = '';
      await this.#type(frames.typeQuestion(this.#options.script, { tag, words, body: more.body }));
      const answer = await this.#until((heard) => frames.readAnswer(heard, tag), this.#options.patience.silenceMs);
      if (Buffer.isBuffer(answer)) return answer;
      if (answer === 'missing') {
        missing += 1;
        await this.#type(frames.typeScript(this.#options.script));
      } else if (answer === 'noise') noise += 1;
      else await this.#leave();
    }
    if (missing === CONSOLE_ATTEMPTS)
      throw new DriverError(
        'unsupported',
        `The guest’s shell cannot keep what Gridbox types into ${this.#options.script.folder}: it lacks md5sum, or room there.`,
      );
    throw new DriverError(
      'timeout',
      noise > 0
        ? 'Other text on the console of the domain damaged every answer of its shell.'
        : 'The shell at the console of the domain has stopped answering.',
    );
  }

  /** Whatever runs there in our name is ended; its shell is at its prompt after it. */
  async #leave(): Promise<void> {
    this.#state = 'closed';
    await this.#type(frames.LEAVING);
  }

  /** Leaves the shell at its prompt and lets the console go. Never rejects: whoever has an answer keeps it. */
  async close(): Promise<void> {
    try {
      if (this.#over) return;
      if (this.#state === 'open') {
        await this.#type(frames.CLOSING);
        const atPrompt = await this.#answers(frames.closingAnswer(this.#mark), this.#options.patience.closingMs);
        if (!atPrompt) await this.#leave();
      } else if (this.#state === 'opening') await this.#leave();
      else await this.#type(frames.KILL_LINE);
    } catch (error) {
      // The guest has gone, or its host: there is no shell to leave.
      if (!DriverError.is(error)) throw error;
    } finally {
      this.#state = 'closed';
      await this.#line?.close().catch(() => undefined);
    }
  }
}
