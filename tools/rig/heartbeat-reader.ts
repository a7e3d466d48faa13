/** Reads a guest's heartbeat straight from the pseudo terminal of its second serial port, for tests of the rig itself. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { virsh } from './virsh';

export interface Beat {
  readonly sequence: number;
  /** The guest's own clock, milliseconds since it booted. */
  readonly uptimeMs: number;
  /** Our clock. */
  readonly heardAt: number;
}

/** `hb 1234 62310` → its numbers; undefined for anything else (a line cut in half by a late start). */
export function parseBeat(line: string, heardAt: number): Beat | undefined {
  const match = /^hb (\d+) (\d+)$/.exec(line.trim());
  return match === null ? undefined : { sequence: Number(match[1]), uptimeMs: Number(match[2]), heardAt };
}

/** Collects `count` beats of a guest that runs on the host of this URI; rejects after `deadlineMs`. */
export async function readBeats(uri: string, guest: string, count: number, deadlineMs: number): Promise<Beat[]> {
  const xml = await virsh(uri, ['dumpxml', guest]);
  const terminal = [...xml.matchAll(/<serial type='pty'>\s*<source path='([^']+)'/g)][1]?.[1];
  if (terminal === undefined) throw new Error(`${guest} has no second serial port that runs`);
  const stream = createReadStream(terminal);
  const lines = createInterface({ input: stream });
  const beats: Beat[] = [];
  const deadline = setTimeout(() => lines.close(), deadlineMs);
  for await (const line of lines) {
    const beat = parseBeat(line, Date.now());
    if (beat !== undefined) beats.push(beat);
    if (beats.length >= count) break;
  }
  clearTimeout(deadline);
  stream.destroy();
  if (beats.length < count) throw new Error(`${guest}: ${beats.length} of ${count} heartbeats within ${deadlineMs} ms`);
  return beats;
}
