import type { z } from 'zod';
import type { RemoveWebhook, WebhookRemoved } from '@/lib/contracts/lease-notices';
import { writeAudit } from '@/lib/server/audit/write-audit';
import { notFound, requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';

/** It is told nothing any more, and what was to be told again is forgotten. @throws AppError `forbidden`, `not-found` */
export async function removeWebhook(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly input: RemoveWebhook;
}): Promise<z.input<typeof WebhookRemoved>> {
  const { context, id, input } = options;
  requireScope(context.actor, 'leases:approve');
  return await context.db.$transaction(async (tx) => {
    const row = await tx.webhook.findUnique({ where: { id } });
    if (row === null) throw notFound('webhook');
    await tx.webhook.delete({ where: { id } });
    await writeAudit(tx, context, {
      action: 'removeWebhook',
      scope: 'leases:approve',
      subjectType: 'webhook',
      subjectId: id,
      subjectName: new URL(row.url).origin,
      reason: input.reason,
    });
    return { id };
  });
}
