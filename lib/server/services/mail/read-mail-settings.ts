import type { z } from 'zod';
import type { MailSettings } from '@/lib/contracts/mail';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { mailSettingsBody } from './mail-rows';

/** By which server mail is sent, and how that goes. @throws AppError `forbidden` */
export async function readMailSettings({
  context,
}: {
  readonly context: ServiceContext;
}): Promise<z.input<typeof MailSettings>> {
  requireScope(context.actor, 'leases:approve');
  return await mailSettingsBody(context.db, context.actor);
}
