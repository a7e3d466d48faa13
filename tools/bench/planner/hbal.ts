/** Ganeti's `hbal` and `hinfo`, run on a data file. Debian: `apt-get install ganeti-htools`. */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** It took more than five minutes for a hundred hosts with fifteen hundred domains on two cores. */
const DEADLINE_MS = 60 * 60_000;
const OUTPUT_BYTES = 1 << 26;

async function htool(name: 'hbal' | 'hinfo', args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(name, args, { maxBuffer: OUTPUT_BYTES, timeout: DEADLINE_MS });
    return stdout;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      throw new Error(`${name} is not here (Debian: apt-get install ganeti-htools)`, { cause: error });
    throw error;
  }
}

export interface HbalResult {
  /** The whole process, reading included. */
  readonly ms: number;
  readonly moves: number;
  /** Where hbal puts every instance that it moves. */
  readonly hostOf: ReadonlyMap<string, string>;
}

export async function balanceByHbal(text: string, folder: string): Promise<HbalResult> {
  const file = join(folder, 'cluster.txt');
  writeFileSync(file, text);
  const begun = performance.now();
  const said = await htool('hbal', ['-t', file]);
  const ms = performance.now() - begun;
  const moves = [...said.matchAll(/^\s*\d+\.\s+(\S+)\s+\S+\s+=>\s+(\S+)\s/gm)];
  if (moves.length === 0) throw new Error(`hbal moved nothing:\n${said.slice(-500)}`);
  return { ms, moves: moves.length, hostOf: new Map(moves.map(([, name = '', node = '']) => [name, node])) };
}

/** The cluster's score by hbal itself: what it begins with, before it looks for moves. */
export async function scoreByHbal(text: string, folder: string): Promise<number> {
  const file = join(folder, 'scored.txt');
  writeFileSync(file, text);
  const said = await htool('hinfo', ['-t', file]);
  const score = Number(/^Cluster score: ([\d.]+)$/m.exec(said)?.[1]);
  if (!Number.isFinite(score)) throw new Error(`hinfo told no score:\n${said.slice(-500)}`);
  return score;
}
