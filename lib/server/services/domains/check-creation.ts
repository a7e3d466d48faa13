import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { CheckCreation, CreationCheck } from '@/lib/contracts/domain-making';
import { domainId } from '@/lib/domain/ids';
import { checkAllForCreate } from '@/lib/placement/create/check-create';
import { chooseTarget } from '@/lib/placement/choose-target';
import { requireScope } from '@/lib/server/auth/require-scope';
import { sqlOfTx } from '@/lib/server/db/sql';
import { loadCreation } from '@/lib/server/inventory/placement-input';
import { candidateBody } from '@/lib/server/services/migrations/candidate-body';
import type { ServiceContext } from '@/lib/server/service-context';
import { settleByInventory } from './wish-facts';

/**
 * Every host for a domain that is not there yet, by the very functions that decide when it is asked for.
 * @throws AppError `forbidden`, `bad-request` for a wish that cannot be.
 */
export async function checkCreation(options: {
  readonly context: ServiceContext;
  readonly body: CheckCreation;
}): Promise<z.input<typeof CreationCheck>> {
  const { context, body } = options;
  requireScope(context.actor, 'domains:create');
  // It names every host and its free memory.
  requireScope(context.actor, 'hosts:read');
  const wish = await settleByInventory(context.db, context.actor, { ...body, name: 'new' });
  const now = context.now();
  const { hosts, context: placed } = await loadCreation(sqlOfTx(context.db), { groups: wish.metadata, now });
  const candidates = checkAllForCreate(wish, domainId(randomUUID()), hosts, placed);
  const choice = chooseTarget(candidates);
  const best = choice.kind === 'chosen' ? choice.candidate.hostId : undefined;
  const byId = new Map(hosts.map((host) => [host.id, host]));
  return {
    at: now.toISOString(),
    items: candidates.map((candidate) =>
      candidateBody(candidate, byId.get(candidate.hostId), candidate.hostId === best),
    ),
    words: choice.reason,
  };
}
