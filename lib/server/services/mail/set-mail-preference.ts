import type { z } from 'zod';
import type { MailPreference, SetMailPreference } from '@/lib/contracts/mail';
import { writeAudit } from '@/lib/server/audit/write-audit';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { mailPreferenceBody } from './mail-rows';

/** What the actor is mailed of from now on, and where to. @throws AppError `forbidden` */
export async function setMailPreference(options: {
  readonly context: ServiceContext;
  readonly input: SetMailPreference;
}): Promise<z.input<typeof MailPreference>> {
  const { context, input } = options;
  const { userId, name } = context.actor;
  requireScope(context.actor, 'leases:read');
  return await context.db.$transaction(async (tx) => {
    const data = { address: input.address, kinds: [...new Set(input.kinds)] };
    await tx.mailPreference.upsert({ where: { userId }, create: { userId, ...data }, update: data });
    await writeAudit(tx, context, {
      action: 'setMailPreference',
      scope: 'leases:read',
      subjectType: 'user',
      subjectId: userId,
      subjectName: name,
      after: data,
    });
    return await mailPreferenceBody(tx, userId);
  });
}
