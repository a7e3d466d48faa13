import type { z } from 'zod';
import type { LeaseRule, RemoveLeaseRule } from '@/lib/contracts/lease-notices';
import { writeAudit } from '@/lib/server/audit/write-audit';
import { notFound, requireScope } from '@/lib/server/auth/require-scope';
import { appendEvent } from '@/lib/server/events/append-event';
import type { ServiceContext } from '@/lib/server/service-context';
import { ruleBody } from './lease-rules';

/** It approves nothing any more; what it approved goes on. @throws AppError `forbidden`, `not-found` */
export async function removeLeaseRule(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly input: RemoveLeaseRule;
}): Promise<z.input<typeof LeaseRule>> {
  const { context, id, input } = options;
  requireScope(context.actor, 'leases:approve');
  return await context.db.$transaction(async (tx) => {
    const removed = await tx.leaseRule.updateMany({
      where: { id, removedAt: null },
      data: { removedAt: context.now() },
    });
    const row = await tx.leaseRule.findUnique({ where: { id } });
    if (removed.count === 0 || row === null) throw notFound('rule');
    await writeAudit(tx, context, {
      action: 'removeLeaseRule',
      scope: 'leases:approve',
      subjectType: 'lease-rule',
      subjectId: row.id,
      subjectName: row.name,
      vo: row.vo,
      reason: input.reason,
    });
    const body = await ruleBody(tx, row);
    const words = `has the rule ${row.name} no more`;
    await appendEvent(tx, { type: 'quota.changed', vo: row.vo, words }, { vo: row.vo });
    return body;
  });
}
