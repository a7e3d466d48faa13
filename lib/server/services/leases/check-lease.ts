import type { z } from 'zod';
import type { LeaseFeasibility, LeaseWish } from '@/lib/contracts/leases';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { feasibilityBody, judgeLease } from './judge-lease';
import { readEnding } from './lease-ending';
import { readTerms, requireOffered } from './lease-terms';
import { requireEnvironment } from './require-environment';
import { requireSnapshot } from './require-snapshot';

/** Whether it could be had as things are; nothing is kept. @throws AppError as `requestLease`. */
export async function checkLease(options: {
  readonly context: ServiceContext;
  readonly input: LeaseWish;
}): Promise<z.input<typeof LeaseFeasibility>> {
  const { context, input } = options;
  requireScope(context.actor, 'leases:request');
  const { body } = await requireEnvironment(context.db, context.actor, input);
  const now = context.now();
  const terms = readTerms(body, input, now);
  requireOffered(body, terms, now);
  const ending = readEnding(input);
  await requireSnapshot(context.db, { ...input, body, terms, now });
  const judged = await judgeLease(context.db, { body, vo: input.vo, terms, now, ending });
  return feasibilityBody(judged, { terms, now, actor: context.actor });
}
