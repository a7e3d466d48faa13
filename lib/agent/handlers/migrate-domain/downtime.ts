import type { GuestSign } from '@/lib/drivers/port';

/**
 * Did the guest start anew on the way? Its own clock is then behind its last sign from the source. A hypervisor that
 * corrupts memory while it copies makes the guest panic at the target, and one that reboots on panic is heard again soon.
 */
export const wasRestarted = (last: GuestSign | undefined, first: GuestSign | undefined): boolean =>
  last !== undefined && first !== undefined && first.uptimeMs < last.uptimeMs;

/**
 * Time in which the guest's programs did not run: our clock between its last sign at the source and its first at the target,
 * less its own clock between the same two; and what its first beats after the move came late by its own clock, for a guest
 * that suspends itself (Xen) runs before its programs do (docs/decisions/0004).
 * @param beatMs between two of its beats at the source, by its own clock; undefined where it has no beat, or too few were heard
 * @returns milliseconds; undefined where an end was not heard, or where its clock ran backwards: then it was restarted.
 * @example 1,000 ms apart by our clock, 850 ms by its own → 150; and 200 ms more where a beat of 300 ms took it 500
 */
export function downtimeOf(
  last: GuestSign | undefined,
  first: GuestSign | undefined,
  beatMs?: number,
): number | undefined {
  if (last === undefined || first === undefined || wasRestarted(last, first)) return undefined;
  const ours = first.heardAt.getTime() - last.heardAt.getTime();
  return Math.max(0, ours - (first.uptimeMs - last.uptimeMs)) + latenessOf(last, first, beatMs);
}

/**
 * One beat or two may have been under way when the guest was stopped: they reach us with the first from the target and were
 * sent in time. The late one is among the next few.
 */
const BEATS_LOOKED_AT = 3;

/** How late the latest of the first beats after `last` came, by the guest's clock; 0 where that cannot be told. */
function latenessOf(last: GuestSign, first: GuestSign, beatMs: number | undefined): number {
  const { sequence: from } = last;
  if (beatMs === undefined || from === undefined) return 0;
  const beats = [...(first.earlier ?? []), first].flatMap(({ sequence, uptimeMs }) =>
    sequence === undefined || sequence <= from ? [] : [{ sequence, uptimeMs }],
  );
  const next = beats.toSorted((one, other) => one.sequence - other.sequence).slice(0, BEATS_LOOKED_AT);
  const late = next.map(({ sequence, uptimeMs }) => uptimeMs - last.uptimeMs - (sequence - from) * beatMs);
  return Math.round(Math.max(0, ...late));
}

/**
 * The mean time between two beats of a guest, by its own clock.
 * @returns milliseconds; undefined where the two signs are no two beats
 */
export function beatOf(first: GuestSign | undefined, last: GuestSign | undefined): number | undefined {
  if (first?.sequence === undefined || last?.sequence === undefined) return undefined;
  const beats = last.sequence - first.sequence;
  return beats > 0 && last.uptimeMs > first.uptimeMs ? (last.uptimeMs - first.uptimeMs) / beats : undefined;
}
