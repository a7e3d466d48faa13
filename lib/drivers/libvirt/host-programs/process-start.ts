/** What /proc says of a process; https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
import { readdir, readFile } from 'node:fs/promises';

interface ProcessStat {
  readonly state: string;
  readonly group: number;
  /** Clock ticks from the boot to its start: with its number it tells a process from every other. */
  readonly startTicks: string;
}

async function readStat(pid: number): Promise<ProcessStat | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  // The name stands in brackets, and may hold anything.
  const [state = '', , group = '', ...rest] = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const START_AFTER_GROUP = 16;
  return { state, group: Number(group), startTicks: rest[START_AFTER_GROUP] ?? '' };
}

/** Undefined where there is no such process. */
export const readStartTicks = async (pid: number): Promise<string | undefined> => (await readStat(pid))?.startTicks;

const lives = (found: ProcessStat | undefined): found is ProcessStat =>
  // An ended process that its parent has not asked after (a zombie) does nothing.
  found !== undefined && found.state !== 'Z' && found.state !== 'X';

/** Does it run, and is it the one that began then? */
export async function isAlive(pid: number, startTicks: string): Promise<boolean> {
  const found = await readStat(pid);
  return lives(found) && found.startTicks === startTicks;
}

/** Does anything of this group run? */
export async function isGroupAlive(group: number): Promise<boolean> {
  const numbers = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(numbers.map(async (name) => await readStat(Number(name))));
  return found.some((each) => lives(each) && each.group === group);
}
