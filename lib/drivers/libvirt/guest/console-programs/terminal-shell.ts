/** A shell on a terminal of its own, as one waits at the console of a tiny guest. For tests. */
import { spawn } from 'node:child_process';
import { constants, openSync, closeSync } from 'node:fs';
import { ReadStream, WriteStream } from 'node:tty';
import koffi from 'koffi';
import type { DomainConsole } from '@/lib/drivers/port';
import type { HeartbeatListener } from '@/lib/drivers/libvirt/guest/heartbeat-port';

export interface TerminalShell {
  readonly listeners: ReadonlySet<HeartbeatListener>;
  /** By whoever opened it; not by `type`. */
  readonly typed: () => string;
  readonly shown: () => string;
  /** As the kernel and the heartbeat do: past the shell. */
  say(text: string): void;
  type(text: string): void;
  open(listener: HeartbeatListener): Promise<DomainConsole>;
  end(): void;
}

/** The other end of a new pseudo-terminal; `script` would pass on a few lines a second. */
function openTerminal(): { readonly master: number; readonly slave: number } {
  const libc = koffi.load('libc.so.6');
  const master = openSync('/dev/ptmx', constants.O_RDWR | constants.O_NOCTTY);
  libc.func('int unlockpt(int)')(master);
  const name: unknown = libc.func('const char *ptsname(int)')(master);
  return { master, slave: openSync(String(name), constants.O_RDWR | constants.O_NOCTTY) };
}

export function createTerminalShell(command: readonly string[]): TerminalShell {
  const { master, slave } = openTerminal();
  const child = spawn('setsid', ['-c', ...command], {
    stdio: [slave, slave, slave],
    env: { ...process.env, TERM: 'linux', HISTFILE: '/dev/null', HOME: '/nonexistent' },
  });
  closeSync(slave);
  const listeners = new Set<HeartbeatListener>();
  let [typed, shown] = ['', ''];
  const say = (text: string): void => {
    shown += text;
    for (const listener of listeners) listener.onText?.(text);
  };
  const reading = new ReadStream(master);
  const writing = new WriteStream(master);
  reading.on('data', (bytes: Buffer) => say(bytes.toString('latin1')));
  // Reading the master after the last of the other end has gone is an error.
  for (const stream of [reading, writing]) stream.on('error', () => undefined);
  child.on('exit', () => {
    for (const listener of listeners) listener.onEnd?.();
  });
  return {
    listeners,
    typed: () => typed,
    shown: () => shown,
    say,
    type: (text) => void writing.write(text),
    open: async (listener) => {
      listeners.add(listener);
      // What nobody has read comes first.
      listener.onText?.('0old\r\n/ # {1 2 3\r\n');
      return {
        write: async (bytes) => {
          typed += Buffer.from(bytes).toString('latin1');
          writing.write(bytes);
        },
        close: async () => void listeners.delete(listener),
      };
    },
    end: () => {
      child.kill('SIGKILL');
      reading.destroy();
    },
  };
}
