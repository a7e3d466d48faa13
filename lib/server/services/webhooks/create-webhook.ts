import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { CreateWebhook, WebhookMade } from '@/lib/contracts/lease-notices';
import { AppError } from '@/lib/domain/errors';
import { writeAudit } from '@/lib/server/audit/write-audit';
import { requireScope } from '@/lib/server/auth/require-scope';
import { getConfig } from '@/lib/server/config';
import type { ServiceContext } from '@/lib/server/service-context';
import { webhookBody } from './webhook-rows';
import { newWebhookSecret, sealWebhookSecret, secretText } from './webhook-secret';

/** Each of them is told of every lease. */
const WEBHOOKS_MAX = 10;

/** From now on an address is told of every lease. Its secret is in the answer, once. @throws AppError `forbidden`, `refused` beyond the number allowed */
export async function createWebhook(options: {
  readonly context: ServiceContext;
  readonly input: CreateWebhook;
}): Promise<z.input<typeof WebhookMade>> {
  const { context, input } = options;
  const { actor, now } = context;
  requireScope(actor, 'leases:approve');
  const id = randomUUID();
  const secret = newWebhookSecret();
  return await context.db.$transaction(async (tx) => {
    if ((await tx.webhook.count()) >= WEBHOOKS_MAX)
      throw new AppError('refused', `There are ${WEBHOOKS_MAX} webhooks; remove one first.`);
    const row = await tx.webhook.create({
      data: {
        id,
        url: input.url,
        secretEncrypted: sealWebhookSecret(secret, { secret: getConfig().secret, bind: id }),
        setByName: actor.name,
        setAt: now(),
      },
    });
    await writeAudit(tx, context, {
      action: 'createWebhook',
      scope: 'leases:approve',
      subjectType: 'webhook',
      subjectId: id,
      // Whoever knows the rest of the address may write to it.
      subjectName: new URL(input.url).origin,
      reason: input.reason,
    });
    return { webhook: await webhookBody(tx, row), secret: secretText(secret) };
  });
}
