/**
 * Programs on a machine that SSH leads to, with the keys of the agent's user: started, asked after and ended apart, so that
 * whoever started one may die and another may go on asking. What is known of one lies there, in a folder of its own.
 */
import { randomUUID } from 'node:crypto';
import { chmod, lstat, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import type { SshAddress } from '@/lib/domain/ssh-address';
import { DriverError } from '@/lib/drivers/errors';
import type { CallOptions, GuestProcess, GuestProgramState, HostPrograms } from '@/lib/drivers/port';
import { MOST_OUTPUT_BYTES, programEnd } from '@/lib/drivers/libvirt/program-end';
import { endScript, readScript, startScript, stopScript } from './remote-script';
import { runSsh } from './run-ssh';
import { type HostKeys, sshArguments } from './ssh-command';

/** A start that nobody knows the outcome of is ended; whoever asked for it does not wait so long. */
const TAKE_BACK_DEADLINE_MS = 15_000;

/** Connections that are kept meet here. Only for us: whoever may open its sockets runs programs at the other ends. */
const SOCKET_FOLDER = join(tmpdir(), `gridbox-ssh-${process.getuid?.() ?? 0}`);

const unknown = (): DriverError => new DriverError('internal', 'This machine does not know such a program (any more).');

export interface SshPrograms extends HostPrograms {
  /** Kills it and what it started; `read` still tells what it wrote. Idempotent. */
  stop(process: GuestProcess, options?: CallOptions): Promise<void>;
}

export function createSshPrograms(options: {
  readonly address: SshAddress;
  readonly keys: HostKeys;
  /** How it is called in a sentence, e.g. `the host`. */
  readonly to: string;
}): SshPrograms {
  const { address, keys, to } = options;
  /** @returns the lines of the answer, the first without its mark. */
  const ask = async (write: (mark: string) => string, call: CallOptions | undefined): Promise<readonly string[]> => {
    const mark = randomUUID().replaceAll('-', '');
    const script = write(mark);
    const folder = (await isOurs(SOCKET_FOLDER)) ? SOCKET_FOLDER : undefined;
    const said = await runSsh(sshArguments(address, keys, folder), script, to, call);
    const [, answer] = said.split(`${mark} `);
    const [first = '', ...lines] = (answer ?? '').split('\n');
    const [word, ...reason] = first.split(' ');
    if (word === 'fail') throw failure(to, reason);
    return [first, ...lines];
  };
  const kill = async (write: (mark: string) => string, call: CallOptions | undefined): Promise<void> => {
    const [first] = await ask(write, call);
    if (first !== 'over') throw notUnderstood(to);
  };
  const end = async (key: string, call?: CallOptions): Promise<void> =>
    await kill((mark) => endScript(mark, key), call);
  return {
    start: async (program, call) => {
      const key = randomUUID();
      try {
        const [first = ''] = await ask((mark) => startScript(mark, key, program), call);
        const pid = /^started (\d+)$/.exec(first)?.[1];
        if (pid === undefined) throw notUnderstood(to);
        return { pid: Number(pid), key };
      } catch (error) {
        // It may run all the same. Nobody has its key but us, so it is ended, if that can be done.
        if (DriverError.is(error, 'timeout') || DriverError.is(error, 'cancelled') || DriverError.is(error, 'internal'))
          end(key, { deadlineMs: TAKE_BACK_DEADLINE_MS }).catch(() => undefined);
        throw error;
      }
    },
    read: async (asked, call) => {
      const key = keyOf(asked);
      return toState(await ask((mark) => readScript(mark, key), call), to);
    },
    stop: async (asked, call) => {
      const key = keyOf(asked);
      await kill((mark) => stopScript(mark, key), call);
    },
    end: async (asked, call) => await end(keyOf(asked), call),
  };
}

function keyOf({ key }: GuestProcess): string {
  if (key === undefined || !/^[0-9a-f-]{36}$/.test(key)) throw unknown();
  return key;
}

const notUnderstood = (to: string): DriverError =>
  new DriverError('internal', `By SSH ${to} gave an answer that is not understood.`);

/** What the script cannot do there, in words. */
function failure(to: string, [word = '', ...rest]: readonly string[]): DriverError {
  const what = rest.join(' ');
  switch (word) {
    case 'unknown':
      return unknown();
    case 'missing':
      return new DriverError('unsupported', `Programs are run by SSH where there is ${what}; ${to} has none.`, {
        remedy: 'Install coreutils and util-linux there, or busybox.',
      });
    case 'root':
      return new DriverError(
        'unsupported',
        `SSH leads to root of ${to}, and no program is run as root: there is no setpriv to make it an ordinary user with.`,
        { remedy: 'Install util-linux there, or sign in as an ordinary user.' },
      );
    case 'folder':
      return new DriverError(
        'unsupported',
        `${what} cannot be used on ${to}, or is somebody else’s: no program is run there.`,
        {
          remedy: 'Look who made it and whether its disk is full; remove it.',
        },
      );
    case 'start':
      return new DriverError('refused', `The program could not be started on ${to}.`);
    case 'stays':
      return new DriverError('timeout', `The processes of session ${what} were killed and are still there.`);
    default:
      return notUnderstood(to);
  }
}

function toState([first = '', stdout = '', stderr = '']: readonly string[], to: string): GuestProgramState {
  if (first === 'running') return { running: true };
  const [, exit, ...sizes] = /^ended (\d+|-) (\d+) (\d+)$/.exec(first) ?? [];
  if (exit === undefined) throw notUnderstood(to);
  const decode = (base64: string): string => Buffer.from(base64, 'base64').toString('utf8');
  return {
    running: false,
    ...programEnd(exit === '-' ? undefined : Number(exit)),
    stdout: decode(stdout),
    stderr: decode(stderr),
    truncated: sizes.some((size) => Number(size) > MOST_OUTPUT_BYTES),
  };
}

/** Where it cannot be used each question signs in anew, which is slower and as good. */
async function isOurs(folder: string): Promise<boolean> {
  const OURS_ALONE = 0o700;
  // The path of a socket has 108 bytes, of which the client wants some forty for its names.
  const LONGEST = 60;
  if (folder.length > LONGEST) return false;
  await mkdir(folder, { mode: OURS_ALONE }).catch(() => undefined);
  const found = await lstat(folder).catch(() => undefined);
  if (found?.isDirectory() !== true || found.uid !== process.getuid?.()) return false;
  await chmod(folder, OURS_ALONE);
  return true;
}
