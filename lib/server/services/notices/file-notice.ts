/** Telling people and other programs of a lease. */
import { ROLE_SCOPES, USER_ROLES } from '@/lib/domain/access';
import { NOTICE_WORDS, type NoticeKind } from '@/lib/domain/lease-notice';
import type { Tx } from '@/lib/server/db/client';
import { pages } from '@/lib/utils/paths';
import { tellPeople } from './tell-people';

/** Roles that may decide over leases, and announce the maintenance of hosts. */
export const DECIDERS = USER_ROLES.filter((role) => ROLE_SCOPES[role].includes('leases:approve'));

export interface FiledNotice {
  readonly lease: { readonly id: string; readonly number: number; readonly vo: string; readonly askedById: string };
  readonly kind: NoticeKind;
  /** What it tells of, for this lease: told again it is left out. */
  readonly key: string;
  /** To follow the lease, e.g. `is approved`. */
  readonly words: string;
  readonly now: Date;
  /** Who did it knows of it. */
  readonly byUserId?: string | undefined;
}

/** Of a kind that is to be decided over managers are told, of the others whoever asked for the lease; addresses of all. */
export async function fileNotice(tx: Tx, notice: FiledNotice): Promise<void> {
  const { lease, kind, key, words, now, byUserId } = notice;
  const toManagers = kind === 'filed' || kind === 'answered';
  await tellPeople(tx, {
    of: { leaseId: lease.id, key },
    kind,
    to: toManagers ? { role: { in: DECIDERS } } : { id: lease.askedById },
    byUserId,
    // People's own words may have ended it already.
    sentence: `Lease ${lease.number} of ${lease.vo} ${words}${/[.!?]$/.test(words) ? '' : '.'}`,
    subject: `Gridbox: lease ${lease.number} of ${lease.vo}, ${NOTICE_WORDS[kind]}`,
    page: pages.lease(lease.id),
    event: { type: `lease.${kind}`, data: { leaseId: lease.id, number: lease.number, vo: lease.vo } },
    now,
  });
}
