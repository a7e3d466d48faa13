import { type RouteId, routes } from '@/lib/contracts/routes';
import { writeAudit } from '@/lib/server/audit/write-audit';
import type { Tx } from '@/lib/server/db/client';
import type { BatchPool, Prisma } from '@/lib/server/db/generated/client';
import type { ServiceContext } from '@/lib/server/service-context';
import { tellPool } from './tell-pool';

/** What every change by a person leaves behind: its audit row, and the event that pages look again by. */
export async function recordPool(
  tx: Tx,
  context: ServiceContext,
  done: {
    readonly action: Extract<RouteId, 'createPool' | 'changePool' | 'retryPool' | 'removePool' | 'bringSpecification'>;
    readonly row: BatchPool;
    readonly reason: string | undefined;
    readonly words: string;
    /** Left out: the policy. */
    readonly after?: Prisma.InputJsonObject;
  },
): Promise<void> {
  const { action, row, reason, words, after } = done;
  const { environmentId, nodes, min, max, idleSeconds, bootAhead, closesAt, enabled, takesSpecifications } = row;
  await writeAudit(tx, context, {
    action,
    scope: routes[action].access,
    subjectType: 'pool',
    subjectId: row.id,
    subjectName: row.name,
    vo: row.vo ?? undefined,
    reason,
    after: after ?? {
      environmentId,
      nodes,
      min,
      max,
      idleSeconds,
      bootAhead,
      closesAt: closesAt?.toISOString() ?? null,
      enabled,
      takesSpecifications,
    },
  });
  await tellPool(tx, row, words);
}
