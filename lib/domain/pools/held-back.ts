/**
 * A pool whose tries fail one after the other is held back: it tries again after waits that grow, and says since when and why. Pure; the rows
 * of the pool keep what is counted.
 */
import { formatDuration, HOUR_MS, MINUTE_MS, SECOND_MS } from '@/lib/utils/time';
import { momentWords } from '@/lib/utils/utc-words';

/** `boot`: a slot was not made, or its batch system never heard of it; `jobs`: a job died at once in a slot. */
export const FAILURE_CAUSES = ['boot', 'jobs'] as const;
export type FailureCause = (typeof FAILURE_CAUSES)[number];

/** So many in a row are held to be no accident. Fewer, and one host that hiccups keeps jobs waiting; more, and a broken image is booted all night. */
export const FAILURES_BEFORE = 3;
const FIRST_WAIT_MS = MINUTE_MS;
/** Whoever mends what was broken waits no longer for the next try, unless they ask for it. */
const LONGEST_WAIT_MS = HOUR_MS;
/** A job that fails sooner after its start has not begun its work. Longer, and jobs that fail by their own fault are taken for it more often. */
export const DIED_AT_ONCE_MS = 10 * SECOND_MS;

export interface Tries {
  /** One after the other, without a success. */
  readonly failures: number;
  /** What ends them: `boot` a slot that opens, `jobs` a job that lives. Null: none failed. */
  readonly cause: FailureCause | null;
  /** Of the last failure. */
  readonly words: string | null;
  readonly failedAt: Date | null;
  /** Null: it is not held back. */
  readonly heldBackSince: Date | null;
  /** The next try is not made before; null: it may be made. */
  readonly heldBackUntil: Date | null;
}
export const NO_FAILURES: Tries = {
  failures: 0,
  cause: null,
  words: null,
  failedAt: null,
  heldBackSince: null,
  heldBackUntil: null,
};

export interface Failure {
  readonly cause: FailureCause;
  readonly words: string;
  readonly at: Date;
  /** When the slot was asked for. */
  readonly wantedAt: Date;
  /** When what failed began: the wish for the slot, or the start of the job. */
  readonly begunAt: Date;
}

/** From a failure until the next try, where it is the last of so many: a minute, twice as long each time, an hour at most. */
export const waitMsAfter = (failures: number): number =>
  failures < FAILURES_BEFORE ? 0 : Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - FAILURES_BEFORE));

export function afterFailure(tries: Tries, { cause, words, at, wantedAt, begunAt }: Failure): Tries {
  // Slots that were booted together fail together, which is one try; and what dies in a slot from before it was held back is known.
  const triedAt = tries.heldBackSince === null ? begunAt : wantedAt;
  if (tries.failedAt !== null && triedAt <= tries.failedAt) return tries;
  const failures = tries.failures + 1;
  const isHeld = failures >= FAILURES_BEFORE;
  return {
    failures,
    cause: cause === 'jobs' ? cause : (tries.cause ?? cause),
    words,
    failedAt: at,
    heldBackSince: isHeld ? (tries.heldBackSince ?? at) : null,
    heldBackUntil: isHeld ? new Date(at.getTime() + waitMsAfter(failures)) : null,
  };
}

/** @param cause of which it is the opposite: a slot that opened says nothing of the jobs that die there */
export const afterSuccess = (tries: Tries, cause: FailureCause): Tries => (tries.cause === cause ? NO_FAILURES : tries);

/** Somebody wants it tried now. What failed stays counted: fails it again, the next wait is longer. */
export const afterRetry = (tries: Tries): Tries => ({ ...tries, heldBackUntil: null });

export const isHeldBack = ({ heldBackUntil }: Pick<Tries, 'heldBackUntil'>, now: Date): boolean =>
  heldBackUntil !== null && now < heldBackUntil;

/** Why nothing is booted; undefined: it is not held back now. It tells of hosts where the failure does. */
export const heldBackWords = (tries: Tries, now: Date): string | undefined =>
  tries.heldBackUntil === null || !isHeldBack(tries, now)
    ? undefined
    : `Nothing is booted until ${momentWords(tries.heldBackUntil.getTime())}, because the last ${tries.failures} tries failed. The last: ${tries.words ?? 'nobody knows why.'}`;

/** Why one slot is booted at a time; undefined: nothing is known against it. */
export const carefulWords = ({ heldBackSince, failures }: Tries): string | undefined =>
  heldBackSince === null ? undefined : `The last ${failures} tries failed, so one slot is tried at a time.`;

/** What a job says of its slot; undefined: nothing, or nothing yet. */
export function jobVerdict(
  job: {
    readonly state: string;
    readonly startedAt: Date | undefined;
    readonly endedAt: Date | undefined;
  },
  now: Date,
): 'lived' | 'died' | undefined {
  const { state, startedAt, endedAt } = job;
  if (startedAt === undefined) return undefined;
  const ranMs = (endedAt ?? now).getTime() - startedAt.getTime();
  if (state === 'completed') return 'lived';
  if (state === 'running') return ranMs >= DIED_AT_ONCE_MS ? 'lived' : undefined;
  if (state !== 'failed' || endedAt === undefined) return undefined;
  return ranMs < DIED_AT_ONCE_MS ? 'died' : 'lived';
}

/** @example 'Job 17 died 0 ms after it began on slot-1: exit code 127.' */
export function deathWords(job: {
  readonly id: string;
  readonly node: string | undefined;
  readonly nativeState: string;
  readonly exitCode: number | undefined;
  readonly startedAt: Date | undefined;
  readonly endedAt: Date | undefined;
}): string {
  const { id, node, nativeState, exitCode, startedAt, endedAt } = job;
  const ranMs = (endedAt?.getTime() ?? 0) - (startedAt?.getTime() ?? 0);
  const how = exitCode === undefined ? nativeState : `exit code ${exitCode}`;
  return `Job ${id} died ${formatDuration(ranMs)} after it began on ${node ?? 'its slot'}: ${how}.`;
}
