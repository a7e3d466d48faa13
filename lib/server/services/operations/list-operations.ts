import type { z } from 'zod';
import type { ListOperationsQuery, OperationPage } from '@/lib/contracts/operations';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { Prisma } from '@/lib/server/db/generated/client';
import type { ServiceContext } from '@/lib/server/service-context';
import { operationSummary } from './operation-rows';
import { stopRefusals } from './stop-refusals';

/** Operations, newest first. Those about a host alone have no VO and are the testbed's. */
export async function listOperations(options: {
  readonly context: ServiceContext;
  readonly query: ListOperationsQuery;
}): Promise<z.input<typeof OperationPage>> {
  const { context, query } = options;
  requireScope(context.actor, 'operations:read');
  const where: Prisma.OperationWhereInput = {
    ...(context.actor.vos === undefined ? {} : { vo: { in: [...context.actor.vos] } }),
    ...(query.state === undefined ? {} : { state: { in: query.state } }),
    ...(query.kind === undefined ? {} : { kind: { in: query.kind } }),
    ...(query.domain === undefined ? {} : { domainId: query.domain }),
    ...(query.host === undefined ? {} : { OR: [{ hostId: query.host }, { targetHostId: query.host }] }),
  };
  const [rows, total] = await Promise.all([
    context.db.operation.findMany({
      where,
      orderBy: { number: 'desc' },
      skip: (query.page - 1) * query.pageSize,
      take: query.pageSize,
    }),
    context.db.operation.count({ where }),
  ]);
  const refusals = await stopRefusals(context.db, rows);
  return {
    items: rows.map((row) => operationSummary(row, refusals.get(row.id))),
    total,
    page: query.page,
    pageSize: query.pageSize,
  };
}
