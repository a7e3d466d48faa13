/** Waits for something that Gridbox does, and tells what of it changes: as a person at its page would. */
import { AppError } from '@/lib/domain/errors';
import { formatDuration } from '@/lib/utils/time';
import type { CliContext } from './context';
import { CliFailure } from './failure';

/** Between two looks: a person does not notice, and a hundred waiting jobs are still little work for Gridbox. */
const LOOK_EVERY_MS = 1_000;

export interface Followed<T> {
  readonly read: () => Promise<T>;
  /** What there is to tell, by what it is about: each is told when it is new or other than before. */
  readonly lines: (value: T) => readonly (readonly [about: string, line: string])[];
  readonly isOver: (value: T) => boolean;
  /** After which waiting ends; what is waited for goes on. */
  readonly withinMs: number;
  /** Where it can be followed then. */
  readonly link: string;
}

/** @throws CliFailure where it takes longer; AppError as `read`, but for what a restart of Gridbox brings: that must not end the wait for hours of work */
export async function follow<T>(context: CliContext, { read, lines, isOver, withinMs, link }: Followed<T>): Promise<T> {
  const endsAt = context.nowMs() + withinMs;
  const told = new Map<string, string>();
  for (;;) {
    const value = await unlessAway(read);
    for (const [about, line] of value === undefined ? [] : lines(value)) {
      if (told.get(about) === line) continue;
      told.set(about, line);
      context.tell(`  ${line}`);
    }
    if (value !== undefined && isOver(value)) return value;
    if (context.nowMs() >= endsAt)
      throw new CliFailure(`Not finished after ${formatDuration(withinMs)}; it goes on. Follow it at ${link}`);
    await context.sleep(LOOK_EVERY_MS);
  }
}

async function unlessAway<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (AppError.is(error, 'unavailable') || AppError.is(error, 'rate-limited')) return undefined;
    throw error;
  }
}
