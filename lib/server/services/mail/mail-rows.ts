import { z } from 'zod';
import type { MailPreference, MailSettings } from '@/lib/contracts/mail';
import type { Actor } from '@/lib/domain/access';
import { NOTICE_KINDS, type NoticeKind } from '@/lib/domain/lease-notice';
import { MAIL_SECURITIES } from '@/lib/domain/mail';
import type { Tx } from '@/lib/server/db/client';

export const SETTINGS_ID = 1;
/** Of a mail that tells of no lease. */
export const TEST_KEY = 'test';

export async function mailSettingsBody(tx: Tx, actor: Actor): Promise<z.input<typeof MailSettings>> {
  const row = await tx.mailSettings.findUnique({ where: { id: SETTINGS_ID } });
  const waiting = await tx.mailDelivery.count({ where: { dueAt: { not: null } } });
  const newest = { orderBy: { createdAt: 'desc' } } as const;
  const sent = await tx.mailDelivery.findFirst({ where: { sentAt: { not: null } }, orderBy: { sentAt: 'desc' } });
  const failed = await tx.mailDelivery.findFirst({ where: { problem: { not: null } }, ...newest });
  const test = await tx.mailDelivery.findFirst({
    where: { userId: actor.userId, leaseId: null, key: { startsWith: TEST_KEY } },
    ...newest,
  });
  const isOld = failed !== null && sent?.sentAt !== null && sent !== null && sent.createdAt > failed.createdAt;
  return {
    server:
      row === null
        ? null
        : {
            host: row.host,
            port: row.port,
            security: z.enum(MAIL_SECURITIES).parse(row.security),
            sender: row.sender,
            username: row.username,
            hasPassword: row.passwordSealed !== null,
            setByName: row.setByName,
            setAt: row.setAt.toISOString(),
          },
    waiting,
    sentAt: sent?.sentAt?.toISOString() ?? null,
    problem: failed === null || isOld ? null : failed.problem,
    test:
      test === null
        ? null
        : {
            at: test.createdAt.toISOString(),
            address: test.address,
            sentAt: test.sentAt?.toISOString() ?? null,
            problem: test.problem,
          },
  };
}

const isKind = (text: string): text is NoticeKind => NOTICE_KINDS.some((kind) => kind === text);

/** Where somebody is mailed, and of what. */
export async function mailPreferenceBody(tx: Tx, userId: string): Promise<z.input<typeof MailPreference>> {
  const { email, mailPreference } = await tx.user.findUniqueOrThrow({
    where: { id: userId },
    select: { email: true, mailPreference: true },
  });
  return {
    address: mailPreference?.address ?? email,
    own: (mailPreference?.address ?? null) !== null,
    kinds: mailPreference?.kinds.filter(isKind) ?? [],
    possible: (await tx.mailSettings.count()) > 0,
  };
}
