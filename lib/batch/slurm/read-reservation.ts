/** A reservation as `scontrol --oneliner show reservation` writes it, in UTC. Tried with 22.05. */

/** How it says that it has none: with 22.05 an error of the one that was asked for, or that there are none at all. */
export const NO_RESERVATION = /not found|No reservations in the system|Requested reservation is invalid/i;

/** @returns undefined where the text is none. @example readReservation('ReservationName=x StartTime=2026-12-01T10:00:00 … NodeCnt=2 …') */
export function readReservation(text: string): { readonly startsAt: Date; readonly nodeCount: number } | undefined {
  const start = /\bStartTime=(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\b/.exec(text)?.[1];
  const count = /\bNodeCnt=(\d+)\b/.exec(text)?.[1];
  if (start === undefined || count === undefined) return undefined;
  return { startsAt: new Date(`${start}Z`), nodeCount: Number(count) };
}
