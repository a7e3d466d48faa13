/**
 * Programs inside a guest by the shell that waits at its console: started, asked after, ended. They run detached in a folder of
 * their own in the guest, so whoever started one may die and another may go on asking, and each question is a conversation of
 * its own: the console is held no longer.
 */
import { randomBytes } from 'node:crypto';
import type { DomainId } from '@/lib/domain/ids';
import { DriverError } from '@/lib/drivers/errors';
import type { CallOptions, DomainConsole, GuestProcess, GuestProgramState } from '@/lib/drivers/port';
import type { ChannelPrograms } from '@/lib/drivers/libvirt/guest/channel-programs';
import type { HeartbeatListener } from '@/lib/drivers/libvirt/guest/heartbeat-port';
import {
  CONSOLE_ASK_EVERY_MAX_MS,
  CONSOLE_ASK_SHARE,
  CONSOLE_ATTEMPTS,
  CONSOLE_CONVERSATION_MS,
  CONSOLE_OUTPUT_BYTES,
  CONSOLE_PAGE_BYTES,
} from '@/lib/drivers/libvirt/limits';
import { parseRead, type ReadAnswer, writeRequest } from './console-frames';
import { CONSOLE_PATIENCE, type ConsolePatience, ConsoleSession } from './console-session';
import type { ConsoleTurns } from './console-turns';
import { guestScript } from './guest-script';

export interface ConsoleProgramsDependencies {
  readonly open: (id: DomainId, listener: HeartbeatListener) => Promise<DomainConsole>;
  readonly turns: ConsoleTurns;
  /** Fires when the connection ends. */
  readonly ended: AbortSignal;
  readonly folder?: string | undefined;
  readonly patience?: ConsolePatience | undefined;
}

const KEY_BYTES = 8;
/** Tells the programs of this channel from those of others, whose keys are longer. */
export const isConsoleKey = (key: string): boolean => /^[0-9a-f]{16}$/.test(key);
const unknown = (): DriverError => new DriverError('internal', 'This guest does not know such a program (any more).');
const notUnderstood = (): DriverError =>
  new DriverError('internal', 'The shell at the console gave an answer that is not understood.');

export function createConsolePrograms(deps: ConsoleProgramsDependencies): ChannelPrograms {
  const script = guestScript(deps.folder);
  const patience = deps.patience ?? CONSOLE_PATIENCE;

  /** Settles with the answer, at the signal or at the deadline; the conversation is brought to its end in any case. */
  async function converse<T>(
    id: DomainId,
    options: CallOptions,
    talk: (session: ConsoleSession, over: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const deadlineMs = options.deadlineMs ?? CONSOLE_CONVERSATION_MS;
    const over = new AbortController();
    return await new Promise<T>((resolve, reject) => {
      const leave = (error: DriverError): void => {
        settle();
        over.abort(error);
        reject(error);
      };
      const onAbort = (): void => leave(new DriverError('cancelled', 'Stopped asking the guest, as asked.'));
      const onEnd = (): void =>
        leave(new DriverError('unreachable', 'The guest was being asked when the connection to its host ended.'));
      const timer = setTimeout(
        () => leave(new DriverError('timeout', `The guest’s console did not answer within ${deadlineMs} ms.`)),
        deadlineMs,
      );
      const settle = (): void => {
        clearTimeout(timer);
        options.signal?.removeEventListener('abort', onAbort);
        deps.ended.removeEventListener('abort', onEnd);
      };
      options.signal?.addEventListener('abort', onAbort, { once: true });
      deps.ended.addEventListener('abort', onEnd, { once: true });
      if (options.signal?.aborted === true) onAbort();
      if (deps.ended.aborted) onEnd();
      deps.turns
        .converse(id, async () => {
          if (over.signal.aborted) return;
          const open = async (listener: HeartbeatListener) => await deps.open(id, listener);
          const session = await ConsoleSession.open({ open, script, patience, signal: over.signal });
          try {
            resolve(await talk(session, over.signal));
          } finally {
            // Its answer is known already; only who talks next waits for the prompt.
            settle();
            await session.close();
          }
        })
        .catch((error: unknown) => {
          settle();
          reject(error instanceof Error ? error : new Error(String(error)));
        });
    });
  }

  const keyOf = ({ key }: GuestProcess): string => {
    if (key === undefined || !isConsoleKey(key)) throw unknown();
    return key;
  };

  return {
    start: async (id, program, options = {}) =>
      await converse(id, options, async (session, over) => {
        const key = randomBytes(KEY_BYTES).toString('hex');
        const { body, checksum } = writeRequest(program);
        for (let attempt = 0; attempt < CONSOLE_ATTEMPTS; attempt += 1) {
          const answer = (await session.ask(['start', key, checksum], { body })).toString('latin1').trim();
          const pid = Number(/^started (\d+)$/.exec(answer)?.[1]);
          if (Number.isInteger(pid)) {
            // Nobody will know its key: it would run on unseen.
            if (over.aborted) await session.ask(['end', key], { always: true });
            return { pid, key };
          }
          if (answer !== 'damaged') throw notUnderstood();
        }
        throw new DriverError('timeout', 'What was typed into the console of the domain never arrived whole.');
      }),
    read: async (id, process, options = {}) => {
      const key = keyOf(process);
      return await converse(id, options, async (session) => {
        const askedAt = performance.now();
        const answer = parseRead(await session.ask(['read', key]));
        if (answer === undefined) throw notUnderstood();
        if (answer.kind === 'unknown') throw unknown();
        if (answer.kind === 'running') return running(answer.ageMs, performance.now() - askedAt);
        return await readEnded(session, key, answer);
      });
    },
    stop: async (id, process, options = {}) => {
      const key = keyOf(process);
      await converse(id, options, async (session) => await session.ask(['stop', key]));
    },
    end: async (id, process, options = {}) => {
      const key = keyOf(process);
      await converse(id, options, async (session) => await session.ask(['end', key]));
    },
  };
}

/** A program that has run for a short time may be a short one: it is asked after sooner. */
function running(ageMs: number, askingMs: number): GuestProgramState {
  const affordableMs = Math.min(askingMs / CONSOLE_ASK_SHARE, CONSOLE_ASK_EVERY_MAX_MS);
  return { running: true, askAgainMs: Math.round(Math.min(affordableMs, ageMs)) };
}

async function readEnded(
  session: ConsoleSession,
  key: string,
  { exit, outBytes, errBytes, rest }: Extract<ReadAnswer, { kind: 'ended' }>,
): Promise<GuestProgramState> {
  const lastOf = async (file: 'out' | 'err', bytes: number): Promise<string> => {
    const pieces: Buffer[] = [];
    for (let from = Math.max(0, bytes - CONSOLE_OUTPUT_BYTES); from < bytes; from += CONSOLE_PAGE_BYTES)
      // The first byte is number one to `tail`.
      pieces.push((await session.ask(['page', key, file, String(from + 1)])).subarray(0, bytes - from));
    return Buffer.concat(pieces).toString('utf8');
  };
  const short = outBytes + errBytes <= CONSOLE_PAGE_BYTES;
  return {
    running: false,
    ...exit,
    stdout: short ? rest.toString('utf8', 0, outBytes) : await lastOf('out', outBytes),
    stderr: short ? rest.toString('utf8', outBytes) : await lastOf('err', errBytes),
    truncated: Math.max(outBytes, errBytes) > CONSOLE_OUTPUT_BYTES,
  };
}
