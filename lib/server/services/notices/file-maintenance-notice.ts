/** Telling people and other programs of the maintenance of a host, as `fileNotice` tells of leases. */
import { ROLE_SCOPES, USER_ROLES } from '@/lib/domain/access';
import { NOTICE_WORDS } from '@/lib/domain/lease-notice';
import { getConfig } from '@/lib/server/config';
import type { Tx } from '@/lib/server/db/client';
import { pages } from '@/lib/utils/paths';

/** Roles that may announce it. */
const ANNOUNCERS = USER_ROLES.filter((role) => ROLE_SCOPES[role].includes('leases:approve'));

export interface MaintenanceNotice {
  readonly maintenance: { readonly id: string; readonly hostName: string };
  readonly kind: 'maintenance' | 'maintenance-answered';
  /** What it tells of, for this maintenance: told again it is left out. */
  readonly key: string;
  readonly vo: string;
  readonly sentence: string;
  readonly now: Date;
  /** Who did it knows of it. */
  readonly byUserId?: string | undefined;
}

/** Of what touches a VO its own people are told, of what a VO said to it the managers; addresses of all. */
export async function fileMaintenanceNotice(tx: Tx, notice: MaintenanceNotice): Promise<void> {
  const { maintenance, kind, key, vo, sentence, now, byUserId } = notice;
  const users = await tx.user.findMany({
    where: {
      disabled: false,
      ...(kind === 'maintenance' ? { role: 'vo-admin', vos: { has: vo } } : { role: { in: ANNOUNCERS } }),
    },
    select: { id: true, email: true, mailPreference: true },
  });
  const others = users.filter(({ id }) => id !== byUserId);
  const told = { maintenanceId: maintenance.id, key: `${key} ${vo}` };
  await tx.inboxNotice.createMany({
    data: others.map(({ id }) => ({ ...told, userId: id, vo, kind, words: sentence, at: now })),
    skipDuplicates: true,
  });
  const url = new URL(pages.maintenance(maintenance.id), getConfig().baseUrl).href;
  const mailed = others.filter(({ mailPreference }) => mailPreference?.kinds.includes(kind) === true);
  if (mailed.length > 0 && (await tx.mailSettings.count()) > 0)
    await tx.mailDelivery.createMany({
      data: mailed.map(({ id, email, mailPreference }) => ({
        ...told,
        userId: id,
        address: mailPreference?.address ?? email,
        subject: `Gridbox: maintenance of ${maintenance.hostName}, ${NOTICE_WORDS[kind]}`,
        text: `${sentence}\n\n${url}\n`,
        createdAt: now,
        dueAt: now,
      })),
      skipDuplicates: true,
    });
  const webhooks = await tx.webhook.findMany({ select: { id: true } });
  if (webhooks.length === 0) return;
  const body = JSON.stringify({
    type: kind === 'maintenance' ? 'maintenance.told' : 'maintenance.answered',
    timestamp: now.toISOString(),
    data: {
      maintenanceId: maintenance.id,
      host: maintenance.hostName,
      vo,
      words: sentence,
      url,
    },
  });
  await tx.webhookDelivery.createMany({
    data: webhooks.map(({ id }) => ({ ...told, webhookId: id, body, createdAt: now, dueAt: now })),
    skipDuplicates: true,
  });
}
