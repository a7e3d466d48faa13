/**
 * Waits until guests have been heard: the hosts are asked once and tell of every beat. Each question would be some programs that an
 * emulated host starts, a tenth of a second each of the one processor on which the guests boot.
 */
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LabHost } from './lab-folder';
import type { LabKind } from './lab-kind';

/** A host that is booted anew meanwhile is asked again. */
const ASK_AGAIN_MS = 1_000;

/** Takes what `tail -v` prints of several files, piece by piece, and gives the file of each beat. */
export function createBeatReader(onBeat: (file: string) => void): (chunk: string) => void {
  let file = '';
  let rest = '';
  return (chunk) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      file = /^==> (.*) <==$/.exec(line)?.[1] ?? file;
      if (/\bhb \d+ \d+\b/.test(line)) onBeat(file);
    }
  };
}

/**
 * Resolves when each has said, from now on, what only a booted one says: what stands in a log already may be of an earlier boot.
 * @param guests names. @throws Error with those that were not heard
 */
export async function waitForBeats(
  kind: LabKind,
  hosts: readonly LabHost[],
  guests: readonly string[],
  options: { readonly deadlineMs: number; readonly signal?: AbortSignal | undefined },
): Promise<void> {
  if (guests.length === 0) return;
  const files = new Map(guests.map((guest) => [kind.heartbeatLog(guest), guest]));
  const silent = new Set(guests);
  const ended = new AbortController();
  const signals = [ended.signal, ...(options.signal === undefined ? [] : [options.signal])];
  const hear = createBeatReader((file) => {
    silent.delete(files.get(file) ?? '');
    if (silent.size === 0) ended.abort();
  });
  const timer = setTimeout(() => ended.abort(), options.deadlineMs);
  try {
    await Promise.all(hosts.map(async (host) => followUntil(host, [...files.keys()], hear, AbortSignal.any(signals))));
  } finally {
    clearTimeout(timer);
  }
  options.signal?.throwIfAborted();
  if (silent.size > 0) throw new Error(`${[...silent].join(', ')} boots: not within ${options.deadlineMs / 1000} s`);
}

async function followUntil(
  host: LabHost,
  files: readonly string[],
  onText: (text: string) => void,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await followOnce(host, files, onText, signal);
    await sleep(ASK_AGAIN_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** Until the host ends the connection, or the signal comes. */
async function followOnce(
  host: LabHost,
  files: readonly string[],
  onText: (text: string) => void,
  signal: AbortSignal,
): Promise<void> {
  await new Promise<void>((resolve) => {
    const socket = connect(host.shellPort, '127.0.0.1');
    // A host that hangs does not answer the goodbye: nobody waits for it.
    const end = (): void => {
      socket.end();
      socket.unref();
      resolve();
    };
    signal.addEventListener('abort', end, { once: true });
    socket.setEncoding('utf8');
    // A file comes with its guest. The shell sees the end of what it reads when we go, and takes `tail` with it.
    socket.on('connect', () =>
      socket.write(`tail -v -n 0 -F ${files.join(' ')} 2>/dev/null & read -r over; kill $!\n`),
    );
    socket.on('data', onText);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      signal.removeEventListener('abort', end);
      resolve();
    });
  });
}
