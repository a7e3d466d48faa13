/**
 * A guest's heartbeat as its host keeps it, line by line as it is written: read past libvirt and past Gridbox, to measure
 * by what they say themselves.
 */
import { connect } from 'node:net';
import type { LabHost } from './lab-folder';
import type { LabKind } from './lab-kind';

export interface Tick {
  readonly host: string;
  /** The guest counts its own beats. */
  readonly count: number;
  /** When the line came here, in ms of `performance.now()`. */
  readonly atMs: number;
}

/** Calls `onTick` for every beat that this host's copy of the guest makes from now on, until the returned function is called. */
export function followTicks(kind: LabKind, host: LabHost, guest: string, onTick: (tick: Tick) => void): () => void {
  const file = kind.heartbeatLog(guest);
  const socket = connect(host.shellPort, '127.0.0.1');
  let rest = '';
  socket.setEncoding('utf8');
  // It may not be there yet: the file comes with the guest.
  socket.on('connect', () => socket.write(`touch ${file}; exec tail -n 0 -F ${file} 2>/dev/null\n`));
  socket.on('data', (chunk: string) => {
    const atMs = performance.now();
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const count = /^hb (\d+) \d+\s*$/.exec(line)?.[1];
      if (count !== undefined) onTick({ host: host.name, count: Number(count), atMs });
    }
  });
  // Whoever measures notices that no ticks come.
  socket.on('error', () => undefined);
  return () => socket.destroy();
}

/**
 * How long a guest stood still in a move, by its own ticks: the time between its last on one host and its first on the
 * other, less what the ticks it counted in between would have taken. Undefined where it was not heard on both.
 * @param ticks of both hosts, in the order they came
 * @returns milliseconds; no finer than the guest ticks
 */
export function freezeOf(ticks: readonly Tick[]): number | undefined {
  const from = ticks[0]?.host;
  const lastIndex = ticks.findLastIndex((tick) => tick.host === from);
  const last = ticks[lastIndex];
  const first = ticks.find((tick) => tick.host !== from && tick.count > (last?.count ?? Infinity));
  if (last === undefined || first === undefined) return undefined;
  const before = ticks.slice(0, lastIndex + 1);
  const begin = before[0];
  if (begin === undefined || begin.count === last.count) return undefined;
  const tickMs = (last.atMs - begin.atMs) / (last.count - begin.count);
  return first.atMs - last.atMs - (first.count - last.count) * tickMs;
}
