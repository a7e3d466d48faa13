import type { z } from 'zod';
import type { ReferenceFigures } from '@/lib/contracts/testbed';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';

/** The figures of the 2006 report, as it printed them. */
export async function listReferences({
  context,
}: {
  readonly context: ServiceContext;
}): Promise<z.input<typeof ReferenceFigures>> {
  requireScope(context.actor, 'benchmarks:read');
  const items = await context.db.referenceFigure.findMany({
    orderBy: [{ source: 'asc' }, { metric: 'asc' }, { configuration: 'asc' }, { id: 'asc' }],
  });
  return { items };
}
