import type { GuestSign } from '@/lib/drivers/port';

/**
 * Did the guest start anew on the way? Its own clock is then behind its last sign from the source. A hypervisor that
 * corrupts memory while it copies makes the guest panic at the target, and one that reboots on panic is heard again soon.
 */
export const wasRestarted = (last: GuestSign | undefined, first: GuestSign | undefined): boolean =>
  last !== undefined && first !== undefined && first.uptimeMs < last.uptimeMs;

/**
 * Time in which the guest did not run: our clock between its last sign at the source and its first at the target, less its
 * own clock between the same two (docs/decisions/0004).
 * @returns milliseconds; undefined where an end was not heard, or where its clock ran backwards: then it was restarted.
 * @example 1,000 ms apart by our clock, 850 ms by its own → 150
 */
export function downtimeOf(last: GuestSign | undefined, first: GuestSign | undefined): number | undefined {
  if (last === undefined || first === undefined || wasRestarted(last, first)) return undefined;
  const ours = first.heardAt.getTime() - last.heardAt.getTime();
  return Math.max(0, ours - (first.uptimeMs - last.uptimeMs));
}
