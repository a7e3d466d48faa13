/** Days of accounting: those of UTC, as grids reckon, written `2026-11-29`. Pure. */
import { DAY_MS } from '@/lib/utils/time';

export const dayOf = (at: Date): string => at.toISOString().slice(0, 10);
export const startOfDay = (day: string): Date => new Date(`${day}T00:00:00.000Z`);

/** The day so many days after another, or before it. @example dayAfter('2026-11-29', -1) // '2026-11-28' */
export const dayAfter = (day: string, days: number): string =>
  dayOf(new Date(startOfDay(day).getTime() + days * DAY_MS));

/** From one day to another, both with it; empty where they are turned round. */
export function daysBetween(from: string, to: string): string[] {
  const days: string[] = [];
  for (let day = from; day <= to; day = dayAfter(day, 1)) days.push(day);
  return days;
}
