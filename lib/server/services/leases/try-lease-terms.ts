import type { z } from 'zod';
import type { LeaseFeasibility, TryTerms } from '@/lib/contracts/leases';
import { AppError } from '@/lib/domain/errors';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { feasibilityBody, judgeLease } from './judge-lease';
import { environmentBodyOf, findLease, leaseStateOf } from './lease-rows';
import { readEnding } from './lease-ending';
import { readTerms, requireOffered } from './lease-terms';

/**
 * Whether a request could be had with other terms, as an approval would judge it; of an environment that is offered no more as well.
 * @throws AppError `forbidden`, `not-found`, `bad-request` for what the environment does not offer, `refused` once it is decided over
 */
export async function tryLeaseTerms(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly input: TryTerms;
}): Promise<z.input<typeof LeaseFeasibility>> {
  const { context, id, input } = options;
  requireScope(context.actor, 'leases:request');
  const row = await findLease(context.db, context.actor, id);
  const state = leaseStateOf(row);
  if (state !== 'asked' && state !== 'asked-back') throw new AppError('refused', 'It was decided over already.');
  const now = context.now();
  const body = environmentBodyOf(row);
  const terms = readTerms(body, input, now);
  requireOffered(body, terms, now);
  const ending = readEnding(input);
  const judged = await judgeLease(context.db, { body, vo: row.vo, terms, now, ending });
  return feasibilityBody(judged, { terms, now, actor: context.actor });
}
