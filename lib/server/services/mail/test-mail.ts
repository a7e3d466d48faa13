import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { MailSettings } from '@/lib/contracts/mail';
import { AppError } from '@/lib/domain/errors';
import { writeAudit } from '@/lib/server/audit/write-audit';
import { requireScope } from '@/lib/server/auth/require-scope';
import { getConfig } from '@/lib/server/config';
import type { ServiceContext } from '@/lib/server/service-context';
import { mailPreferenceBody, mailSettingsBody, TEST_KEY } from './mail-rows';

/** Files a mail to whoever asks; the agent sends it, as any other, and the settings say what came of it. @throws AppError `forbidden`, `refused` */
export async function testMail({
  context,
}: {
  readonly context: ServiceContext;
}): Promise<z.input<typeof MailSettings>> {
  const { actor } = context;
  requireScope(actor, 'leases:approve');
  return await context.db.$transaction(async (tx) => {
    const { address, possible } = await mailPreferenceBody(tx, actor.userId);
    if (!possible) throw new AppError('refused', 'Say first by which server mail is sent.');
    const now = context.now();
    await tx.mailDelivery.create({
      data: {
        userId: actor.userId,
        key: `${TEST_KEY} ${randomUUID()}`,
        address,
        subject: 'Gridbox: test',
        text: `This is the test that was asked for at ${getConfig().baseUrl.href}\n`,
        createdAt: now,
        dueAt: now,
      },
    });
    await writeAudit(tx, context, {
      action: 'testMail',
      scope: 'leases:approve',
      subjectType: 'mail-settings',
      after: { address },
    });
    return await mailSettingsBody(tx, actor);
  });
}
