import type { z } from 'zod';
import type { MailPreference } from '@/lib/contracts/mail';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { mailPreferenceBody } from './mail-rows';

/** The actor's own. @throws AppError `forbidden` */
export async function readMailPreference({
  context,
}: {
  readonly context: ServiceContext;
}): Promise<z.input<typeof MailPreference>> {
  requireScope(context.actor, 'leases:read');
  return await mailPreferenceBody(context.db, context.actor.userId);
}
