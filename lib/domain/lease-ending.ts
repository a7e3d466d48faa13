/** What becomes of the disks of a lease when it ends. Pure. */
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@/lib/utils/time';

/**
 * `destroy`: nothing is kept; `export`: its disks are copied into files that its VO can fetch for a time; `snapshot`: and a later request of
 * the VO may start from them. Everything else goes in all of them.
 */
export const LEASE_ENDINGS = ['destroy', 'export', 'snapshot'] as const;
export type LeaseEnding = (typeof LEASE_ENDINGS)[number];
export const LEASE_ENDING_WORDS: Record<LeaseEnding, string> = {
  destroy: 'its disks are destroyed',
  export: 'its disks are exported, then destroyed',
  snapshot: 'its disks are kept as snapshots, then destroyed',
};

/** `waiting`: to be tried, or tried again; `copying`: an operation is at it; `given-up`: it is destroyed unkept. */
export const KEEPING_STATES = ['waiting', 'copying', 'done', 'given-up'] as const;
export type KeepingState = (typeof KEEPING_STATES)[number];
export const isSettled = (state: KeepingState): boolean => state === 'done' || state === 'given-up';

/** `begun`: its file is being written. */
export const KEPT_STATES = ['begun', 'kept', 'gone'] as const;

/** Nobody plans to fetch a disk later; a disk that stays for ever fills the machine. */
export const KEEP_DAYS_MAX = 90;
/** Where nobody says for how long. */
export const KEEP_DAYS = 14;

/** Between one try and the next; the last stays. A host that is rebooted, and a VO that makes room, are met again. */
const TRY_AGAIN_MS = [MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS] as const;
/**
 * From the first try on. Given up too early, a VO loses what it was promised; too late, the place is kept from others by hosts that
 * do not come back.
 */
export const KEEP_GIVE_UP_MS = DAY_MS;

/** @param attempt how often it was tried, 1 at least */
export const keepAgainMs = (attempt: number): number =>
  TRY_AGAIN_MS[Math.min(attempt, TRY_AGAIN_MS.length) - 1] ?? TRY_AGAIN_MS[0];

/** Failures that trying again does not mend: the driver reads no files there, or there is nothing any more. */
const LASTING: readonly string[] = ['unsupported', 'not-found'];

/** Is it tried again after this failure? */
export const keepsTrying = (
  { beganAtMs, errorKind }: { readonly beganAtMs: number; readonly errorKind: string | null },
  nowMs: number,
): boolean => !LASTING.includes(errorKind ?? '') && nowMs - beganAtMs < KEEP_GIVE_UP_MS;

/** Of a kept disk, in the folder of them: what is kept is qcow2, whatever it was before. */
export const keptFileName = (id: string): string => `${id}.qcow2`;

/** Of a kept disk, for people: domains of leases have names that no other domain gets. */
export const keptName = ({ domainName, target }: { readonly domainName: string; readonly target: string }): string =>
  `${domainName} ${target}`;

/** A snapshot that goes sooner is told of. Too early is forgotten again; too late leaves no time to fetch it. */
const TELL_BEFORE_MS = 3 * DAY_MS;
/** Of one kept for less than twice that, at the middle of its time: its end has just been told. */
const TELL_SHARE_MAX = 1 / 2;

/** Is it to be told now that it goes? */
export const isSoonGone = (
  { keptAtMs, keptUntilMs }: { readonly keptAtMs: number; readonly keptUntilMs: number },
  nowMs: number,
): boolean => keptUntilMs - nowMs <= Math.min(TELL_BEFORE_MS, (keptUntilMs - keptAtMs) * TELL_SHARE_MAX);
