import { ROLE_SCOPES } from '@/lib/domain/access';
import { AppError } from '@/lib/domain/errors';
import { HOLDING_STATES } from '@/lib/domain/lease';
import { actorFor } from '@/lib/server/auth/actor-for';
import type { Tx } from '@/lib/server/db/client';
import type { LeaseRule } from '@/lib/server/db/generated/client';
import type { ServiceContext } from '@/lib/server/service-context';
import { DAY_MS } from '@/lib/utils/time';
import { approveLease } from './approve-lease';
import type { LeaseRow } from './lease-rows';
import type { Terms } from './lease-terms';

/**
 * Approves a request where a rule of its VO does, and it fits as it was asked. A rule counts what it has approved: many small requests
 * do not get by it what one large one would not.
 * @param backOff why rules of its VO approve nothing now (`readShareBackOff`); its lease says so
 * @returns false where a manager is to decide
 */
export async function approveByRule(
  tx: Tx,
  context: ServiceContext,
  { row, terms, backOff }: { readonly row: LeaseRow; readonly terms: Terms; readonly backOff: string | undefined },
): Promise<boolean> {
  if (backOff !== undefined) {
    await tx.lease.update({ where: { id: row.id }, data: { words: `No rule approves it now: ${backOff}` } });
    return false;
  }
  const rules = await tx.leaseRule.findMany({
    where: { vo: row.vo, removedAt: null },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  });
  for (const rule of rules) if (await tryRule(tx, context, { row, terms, rule })) return true;
  return false;
}

async function tryRule(
  tx: Tx,
  context: ServiceContext,
  { row, terms, rule }: { readonly row: LeaseRow; readonly terms: Terms; readonly rule: LeaseRule },
): Promise<boolean> {
  const name = `rule ${rule.name}`;
  const owner = await actorFor(
    tx,
    { ownerId: rule.ownerId, ownerName: rule.ownerName },
    { scopes: ['leases:approve', 'sites:write', 'sites:apply'], work: 'decide over leases' },
  );
  // Nothing could be made of it by an account that may decide no more.
  if (typeof owner === 'string' || !(await allows(tx, rule, terms))) return false;
  const actor = {
    userId: `rule:${rule.id}`,
    name,
    role: 'manager',
    scopes: ROLE_SCOPES.manager,
    via: 'system',
  } as const;
  try {
    await approveLease(
      tx,
      { ...context, actor },
      {
        row,
        terms,
        decided: {
          decidedById: rule.ownerId,
          decidedByName: name,
          decidedAt: context.now(),
          decision: null,
          ruleId: rule.id,
        },
        stillHolds: async () => ((await allows(tx, rule, terms)) ? undefined : `${name} has given all it may.`),
      },
    );
    return true;
  } catch (error) {
    // It waits for a manager then, as it would without the rule. Nothing was written before it was refused.
    if (!AppError.is(error)) throw error;
    return false;
  }
}

async function allows(tx: Tx, rule: LeaseRule, terms: Terms): Promise<boolean> {
  if (terms.endsAt.getTime() - terms.startsAt.getTime() > rule.days * DAY_MS) return false;
  const taken = await takenByRule(tx, rule.id);
  return (
    taken.domains + terms.count <= rule.domains &&
    taken.vcpus + terms.count * terms.vcpus <= rule.vcpus &&
    taken.memoryMiB + terms.count * terms.memoryMiB <= rule.memoryMiB
  );
}

/** By leases that it approved and that keep a place, in the future too. */
export async function takenByRule(
  tx: Pick<Tx, 'lease'>,
  ruleId: string,
): Promise<{ readonly domains: number; readonly vcpus: number; readonly memoryMiB: number }> {
  const rows = await tx.lease.findMany({
    where: { ruleId, state: { in: [...HOLDING_STATES] } },
    select: { approvedCount: true, approvedVcpus: true, approvedMemoryMiB: true },
  });
  const sum = { domains: 0, vcpus: 0, memoryMiB: 0 };
  for (const { approvedCount, approvedVcpus, approvedMemoryMiB } of rows) {
    const count = approvedCount ?? 0;
    sum.domains += count;
    sum.vcpus += count * (approvedVcpus ?? 0);
    sum.memoryMiB += count * (approvedMemoryMiB ?? 0);
  }
  return sum;
}
