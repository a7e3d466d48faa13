/** Reservations as `scontrol --oneliner show reservation` writes them, in UTC. Tried with 22.05, which says of none `No reservations in the system`. */

/** How it says that it has none of that name: with 22.05 when one that is not there is to be deleted. */
export const NO_RESERVATION = /not found|Requested reservation is invalid/i;

/** By name; a line that is no reservation is left out. @example readReservations('ReservationName=x StartTime=2026-12-01T10:00:00 … NodeCnt=2 …') */
export function readReservations(
  text: string,
): ReadonlyMap<string, { readonly startsAt: Date; readonly nodeCount: number }> {
  return new Map(
    text.split('\n').flatMap((line) => {
      const name = /^ReservationName=(\S+)/.exec(line)?.[1];
      const start = /\bStartTime=(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\b/.exec(line)?.[1];
      const count = /\bNodeCnt=(\d+)\b/.exec(line)?.[1];
      if (name === undefined || start === undefined || count === undefined) return [];
      return [[name, { startsAt: new Date(`${start}Z`), nodeCount: Number(count) }] as const];
    }),
  );
}
