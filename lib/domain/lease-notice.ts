/** What people are told of leases, of the maintenance of hosts and of pools that are held back, and when. Pure. */
import { DAY_MS, HOUR_MS } from '@/lib/utils/time';

/**
 * `filed`, `answered`: a manager is to decide; `maintenance`: a VO whose domains it touches is told; `maintenance-answered`: managers are told
 * what a VO said to it; `pool-held-back`, `pool-goes-on`: managers and the VO of a pool of slots are told; the rest is told to whoever asked for the lease.
 */
export const NOTICE_KINDS = [
  'filed',
  'answered',
  'decided',
  'asked-back',
  'ready',
  'reminder',
  'extended',
  'ended',
  'failed',
  'snapshot-goes',
  'maintenance',
  'maintenance-answered',
  'pool-held-back',
  'pool-goes-on',
] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];
export const NOTICE_WORDS: Record<NoticeKind, string> = {
  filed: 'to decide',
  answered: 'to decide',
  decided: 'decided',
  'asked-back': 'to answer',
  ready: 'ready',
  reminder: 'ends soon',
  extended: 'extended',
  ended: 'ended',
  failed: 'failed',
  'snapshot-goes': 'snapshot goes',
  maintenance: 'maintenance',
  'maintenance-answered': 'answered',
  'pool-held-back': 'held back',
  'pool-goes-on': 'goes on',
};

/** So long before its end a lease is reminded of. One too many is read and forgotten; one too few loses what is on its disks. */
const REMINDER_LEADS_MS = [7 * DAY_MS, DAY_MS, HOUR_MS] as const;
/** A reminder earlier than the middle of a lease says nothing new. */
const LEAD_SHARE_MAX = 1 / 2;
/** Of a lease too short for any of them the last quarter is announced. */
const SHORT_LEAD_SHARE = 1 / 4;

/** How long before the end of a lease of this length it is reminded of, the longest first. */
export function reminderLeadsMs(lengthMs: number): readonly number[] {
  const leads = REMINDER_LEADS_MS.filter((lead) => lead <= lengthMs * LEAD_SHARE_MAX);
  return leads.length > 0 ? leads : [lengthMs * SHORT_LEAD_SHARE];
}

export interface Reminder {
  /** Which is due: the last one whose time has come; undefined: none yet, or the end is over. */
  readonly leadMs: number | undefined;
  /** When there is more to say; undefined: nothing more. */
  readonly nextAtMs: number | undefined;
}

export function reminderAt(lease: { readonly startsAtMs: number; readonly endsAtMs: number }, nowMs: number): Reminder {
  const { startsAtMs, endsAtMs } = lease;
  const leftMs = endsAtMs - nowMs;
  if (leftMs <= 0) return { leadMs: undefined, nextAtMs: undefined };
  const leads = reminderLeadsMs(endsAtMs - startsAtMs);
  const next = leads.find((lead) => lead < leftMs);
  return {
    leadMs: leads.findLast((lead) => lead >= leftMs),
    nextAtMs: next === undefined ? undefined : endsAtMs - next,
  };
}
