import type { z } from 'zod';
import type { MailSettings, RemoveMailSettings } from '@/lib/contracts/mail';
import { notFound, requireScope } from '@/lib/server/auth/require-scope';
import { writeAudit } from '@/lib/server/audit/write-audit';
import type { ServiceContext } from '@/lib/server/service-context';
import { mailSettingsBody, SETTINGS_ID } from './mail-rows';

/** Nothing is mailed any more, and what was to be is forgotten. @throws AppError `forbidden`, `not-found` */
export async function removeMailSettings(options: {
  readonly context: ServiceContext;
  readonly input: RemoveMailSettings;
}): Promise<z.input<typeof MailSettings>> {
  const { context, input } = options;
  requireScope(context.actor, 'leases:approve');
  return await context.db.$transaction(async (tx) => {
    const row = await tx.mailSettings.findUnique({ where: { id: SETTINGS_ID } });
    if (row === null) throw notFound('mail server');
    await tx.mailSettings.delete({ where: { id: SETTINGS_ID } });
    await tx.mailDelivery.deleteMany({ where: { dueAt: { not: null } } });
    await writeAudit(tx, context, {
      action: 'removeMailSettings',
      scope: 'leases:approve',
      subjectType: 'mail-settings',
      subjectName: `${row.host}:${row.port}`,
      reason: input.reason,
    });
    return await mailSettingsBody(tx, context.actor);
  });
}
