import type { z } from 'zod';
import type { ProbeComparison } from '@/lib/contracts/probes';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { compareSets } from './compare-sets';
import { summaryBodies } from './list-targets';
import { nameOf, readTargetRow } from './target-rows';

/** The same probes of two targets side by side, e.g. of a native service and of a domain. @throws AppError `forbidden`, `not-found`. */
export async function compareProbeTargets(options: {
  readonly context: ServiceContext;
  readonly query: { readonly a: string; readonly b: string };
}): Promise<z.input<typeof ProbeComparison>> {
  const { context, query } = options;
  requireScope(context.actor, 'probes:read');
  const [a, b] = [
    await readTargetRow(context.db, context.actor, query.a),
    await readTargetRow(context.db, context.actor, query.b),
  ];
  const compared = await compareSets(context, { name: nameOf(a), targets: [a] }, { name: nameOf(b), targets: [b] });
  const [first, second] = await summaryBodies(context.db, [a, b], context.now());
  if (first === undefined || second === undefined) throw new Error('two rows gave no two summaries');
  return { a: first, b: second, ...compared };
}
