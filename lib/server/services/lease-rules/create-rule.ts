import type { z } from 'zod';
import type { CreateLeaseRule, LeaseRule } from '@/lib/contracts/lease-notices';
import { AppError } from '@/lib/domain/errors';
import { writeAudit } from '@/lib/server/audit/write-audit';
import { requireScope } from '@/lib/server/auth/require-scope';
import { isUniqueViolation } from '@/lib/server/db-errors';
import { appendEvent } from '@/lib/server/events/append-event';
import type { ServiceContext } from '@/lib/server/service-context';
import { knownVos, unknownVoWords } from '@/lib/server/services/vo-quotas/known-vos';
import { ruleBody } from './lease-rules';

/**
 * From now on requests of a VO below these limits are approved as they are asked; what it approves is made by this account.
 * @throws AppError `forbidden`, `bad-request` for a VO of which nothing is, `conflict` where the name is taken
 */
export async function createLeaseRule(options: {
  readonly context: ServiceContext;
  readonly input: CreateLeaseRule;
}): Promise<z.input<typeof LeaseRule>> {
  const { context, input } = options;
  const { actor } = context;
  requireScope(actor, 'leases:approve');
  const { reason, ...limits } = input;
  try {
    return await context.db.$transaction(async (tx) => {
      const strange = unknownVoWords(await knownVos(tx, actor), [input.vo]);
      if (strange !== undefined)
        throw new AppError('bad-request', `vo: ${strange}`, { fields: [{ field: 'vo', message: strange }] });
      const row = await tx.leaseRule.create({
        data: { ...limits, ownerId: actor.userId, ownerName: actor.name, createdAt: context.now() },
      });
      await writeAudit(tx, context, {
        action: 'createLeaseRule',
        scope: 'leases:approve',
        subjectType: 'lease-rule',
        subjectId: row.id,
        subjectName: row.name,
        vo: row.vo,
        reason,
        after: limits,
      });
      const body = await ruleBody(tx, row);
      await appendEvent(tx, { type: 'quota.changed', vo: row.vo, words: `has the rule ${row.name}` }, { vo: row.vo });
      return body;
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    const message = `is taken: there is a rule called ${input.name} already`;
    throw new AppError('conflict', `name: ${message}`, { fields: [{ field: 'name', message }], cause: error });
  }
}
