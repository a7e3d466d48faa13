/** Telling people and other programs of a lease: filed in the transaction of what it tells of, so that neither is there without the other. */
import { ROLE_SCOPES, USER_ROLES } from '@/lib/domain/access';
import { NOTICE_WORDS, type NoticeKind } from '@/lib/domain/lease-notice';
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
    select: { id: true, email: true, mailPreference: true },
  });
  // People's own words may have ended it already.
  const sentence = `Lease ${lease.number} of ${lease.vo} ${words}${/[.!?]$/.test(words) ? '' : '.'}`;
  const told = users.filter(({ id }) => id !== byUserId);
  await tx.inboxNotice.createMany({
    data: told.map(({ id }) => ({ userId: id, leaseId: lease.id, kind, key, words: sentence, at: now })),
    skipDuplicates: true,
  });
  const url = new URL(pages.lease(lease.id), getConfig().baseUrl).href;
  const mailed = told.filter(({ mailPreference }) => mailPreference?.kinds.includes(kind) === true);
  if (mailed.length > 0 && (await tx.mailSettings.count()) > 0)
    await tx.mailDelivery.createMany({
      data: mailed.map(({ id, email, mailPreference }) => ({
        userId: id,
        leaseId: lease.id,
        key,
        address: mailPreference?.address ?? email,
        // Of people's own words none: they are in the text.
        subject: `Gridbox: lease ${lease.number} of ${lease.vo}, ${NOTICE_WORDS[kind]}`,
        text: `${sentence}\n\n${url}\n`,
        createdAt: now,
        dueAt: now,
      })),
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
      url,
    },
  });
  await tx.webhookDelivery.createMany({
    data: webhooks.map(({ id }) => ({ webhookId: id, leaseId: lease.id, key, body, createdAt: now, dueAt: now })),
    skipDuplicates: true,
  });
}
