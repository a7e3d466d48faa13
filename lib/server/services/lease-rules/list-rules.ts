import type { z } from 'zod';
import type { LeaseRules } from '@/lib/contracts/lease-notices';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { visibleLeases } from '@/lib/server/services/leases/lease-rows';
import { ruleBody } from './lease-rules';

/** Rules that approve, of the reader's VOs. @throws AppError `forbidden` */
export async function listLeaseRules(options: {
  readonly context: ServiceContext;
}): Promise<z.input<typeof LeaseRules>> {
  const { db, actor } = options.context;
  requireScope(actor, 'leases:read');
  const rows = await db.leaseRule.findMany({
    where: { removedAt: null, ...visibleLeases(actor) },
    orderBy: [{ vo: 'asc' }, { createdAt: 'asc' }],
  });
  return { items: await Promise.all(rows.map(async (row) => await ruleBody(db, row))) };
}
