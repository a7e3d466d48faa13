/** Telling people and other programs of a lease: filed in the transaction of what it tells of, so that neither is there without the other. */
import { ROLE_SCOPES, USER_ROLES } from '@/lib/domain/access';
import type { NoticeKind } from '@/lib/domain/lease-notice';
import { getConfig } from '@/lib/server/config';
import type { Tx } from '@/lib/server/db/client';
import { pages } from '@/lib/utils/paths';

/** Roles that may decide over leases. */
const DECIDERS = USER_ROLES.filter((role) => ROLE_SCOPES[role].includes('leases:approve'));

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
  const users = await tx.user.findMany({
    where: { disabled: false, ...(toManagers ? { role: { in: DECIDERS } } : { id: lease.askedById }) },
    select: { id: true },
  });
  // People's own words may have ended it already.
  const sentence = `Lease ${lease.number} of ${lease.vo} ${words}${/[.!?]$/.test(words) ? '' : '.'}`;
  await tx.inboxNotice.createMany({
    data: users
      .filter(({ id }) => id !== byUserId)
      .map(({ id }) => ({ userId: id, leaseId: lease.id, kind, key, words: sentence, at: now })),
    skipDuplicates: true,
  });
  const webhooks = await tx.webhook.findMany({ select: { id: true } });
  if (webhooks.length === 0) return;
  const body = JSON.stringify({
    type: `lease.${kind}`,
    timestamp: now.toISOString(),
    data: {
      leaseId: lease.id,
      number: lease.number,
      vo: lease.vo,
      words: sentence,
      url: new URL(pages.lease(lease.id), getConfig().baseUrl).href,
    },
  });
  await tx.webhookDelivery.createMany({
    data: webhooks.map(({ id }) => ({ webhookId: id, leaseId: lease.id, key, body, createdAt: now, dueAt: now })),
    skipDuplicates: true,
  });
}
