/** The three ways of telling: inbox, mail and webhooks, filed in the transaction of what is told, so that neither is there without the other. */
import type { NoticeKind } from '@/lib/domain/lease-notice';
import { getConfig } from '@/lib/server/config';
import type { Prisma } from '@/lib/server/db/generated/client';
import type { Tx } from '@/lib/server/db/client';

export interface ToldNotice {
  /** What it is of, and what it tells of that: told again it is left out. */
  readonly of: ({ readonly leaseId: string } | { readonly maintenanceId: string } | { readonly poolId: string }) & {
    readonly key: string;
  };
  readonly kind: NoticeKind;
  /** Who is told. Who did it knows of it, and people who are disabled are left out. */
  readonly to: Prisma.UserWhereInput;
  readonly byUserId: string | undefined;
  /** Of a maintenance the VO that it tells of, in the inbox. */
  readonly vo?: string | undefined;
  readonly sentence: string;
  /** Of a mail. Of people's own words none: they are in the text. */
  readonly subject: string;
  /** Path of the page that it is about. */
  readonly page: string;
  /** What other programs are told besides `words` and `url`; every address is told. */
  readonly event: { readonly type: string; readonly data: Readonly<Record<string, string | number>> };
  readonly now: Date;
}

export async function tellPeople(tx: Tx, notice: ToldNotice): Promise<void> {
  const { of, kind, to, byUserId, vo, sentence, subject, page, event, now } = notice;
  const users = await tx.user.findMany({
    where: { ...to, disabled: false },
    select: { id: true, email: true, mailPreference: true },
  });
  const told = users.filter(({ id }) => id !== byUserId);
  await tx.inboxNotice.createMany({
    data: told.map(({ id }) => ({ ...of, userId: id, vo: vo ?? null, kind, words: sentence, at: now })),
    skipDuplicates: true,
  });
  const url = new URL(page, getConfig().baseUrl).href;
  const mailed = told.filter(({ mailPreference }) => mailPreference?.kinds.includes(kind) === true);
  if (mailed.length > 0 && (await tx.mailSettings.count()) > 0)
    await tx.mailDelivery.createMany({
      data: mailed.map(({ id, email, mailPreference }) => ({
        ...of,
        userId: id,
        address: mailPreference?.address ?? email,
        subject,
        text: `${sentence}\n\n${url}\n`,
        createdAt: now,
        dueAt: now,
      })),
      skipDuplicates: true,
    });
  const webhooks = await tx.webhook.findMany({ select: { id: true } });
  if (webhooks.length === 0) return;
  const body = JSON.stringify({
    type: event.type,
    timestamp: now.toISOString(),
    data: { ...event.data, words: sentence, url },
  });
  await tx.webhookDelivery.createMany({
    data: webhooks.map(({ id }) => ({ ...of, webhookId: id, body, createdAt: now, dueAt: now })),
    skipDuplicates: true,
  });
}
