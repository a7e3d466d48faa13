/**
 * Who a process is, beyond its number: numbers are given out again, above all in containers. A process is the one we
 * started when its start time (in clock ticks since boot, field 22 of /proc/PID/stat) is the one we wrote down.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

export const processIdentitySchema = z.object({
  pid: z.int().positive(),
  /** Clock ticks since boot. */
  startTicks: z.string(),
  /** The kernel's boot id: ticks of another boot mean nothing. */
  bootId: z.string(),
});
export type ProcessIdentity = z.infer<typeof processIdentitySchema>;

/** Undefined when there is no such process, or only its remains (zombie). */
export function readIdentity(pid: number): ProcessIdentity | undefined {
  const stat = readText(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  // The second field is the program's name in brackets and may hold spaces and brackets itself.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const state = fields[0];
  const startTicks = fields[19];
  if (startTicks === undefined || state === 'Z' || state === 'X') return undefined;
  return { pid, startTicks, bootId: readText('/proc/sys/kernel/random/boot_id')?.trim() ?? '' };
}

export function isAlive(identity: ProcessIdentity): boolean {
  const now = readIdentity(identity.pid);
  return now !== undefined && now.startTicks === identity.startTicks && now.bootId === identity.bootId;
}

/** The command line as a list; empty for a process that is gone or not ours to read. */
export function readCommandLine(pid: number): string[] {
  const text = readText(`/proc/${pid}/cmdline`);
  return text === undefined ? [] : text.split('\0').filter((part) => part !== '');
}

/** Every process whose command line `accepts`. */
export function findProcesses(accepts: (commandLine: readonly string[], pid: number) => boolean): number[] {
  const found: number[] = [];
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const pid = Number(name);
    const commandLine = readCommandLine(pid);
    if (commandLine.length > 0 && accepts(commandLine, pid)) found.push(pid);
  }
  return found;
}

export interface EndProcessOptions {
  /** Signals with the milliseconds each is given to work. */
  readonly steps?: readonly { readonly signal: NodeJS.Signals; readonly waitMs: number }[] | undefined;
}

/** Asked first, then killed: 5 s is ample for a program that listens; one that does not would otherwise hold up every stop. */
const DEFAULT_STEPS = [
  { signal: 'SIGTERM', waitMs: 5_000 },
  { signal: 'SIGKILL', waitMs: 2_000 },
] as const;

/** Ends exactly the process meant, never one that took over its number. True when it is gone. */
export async function endProcess(identity: ProcessIdentity, options: EndProcessOptions = {}): Promise<boolean> {
  for (const step of options.steps ?? DEFAULT_STEPS) {
    if (!isAlive(identity)) return true;
    try {
      process.kill(identity.pid, step.signal);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
    }
    const giveUpAt = Date.now() + step.waitMs;
    while (Date.now() < giveUpAt) {
      if (!isAlive(identity)) return true;
      await sleep(20);
    }
  }
  return !isAlive(identity);
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // The process ended between two looks.
    return undefined;
  }
}
