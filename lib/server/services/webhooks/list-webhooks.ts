import type { z } from 'zod';
import type { Webhooks } from '@/lib/contracts/lease-notices';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { webhookBody } from './webhook-rows';

/** Addresses that are told of leases; who knows one may write to it, so managers alone see them. @throws AppError `forbidden` */
export async function listWebhooks(options: { readonly context: ServiceContext }): Promise<z.input<typeof Webhooks>> {
  const { db, actor } = options.context;
  requireScope(actor, 'leases:approve');
  const rows = await db.webhook.findMany({ orderBy: { setAt: 'asc' } });
  return { items: await Promise.all(rows.map(async (row) => await webhookBody(db, row))) };
}
