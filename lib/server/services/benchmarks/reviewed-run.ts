/** A run on its way to being signed: read under a lock, and moved on with its audit and its event. */
import type { EventBody } from '@/lib/contracts/events';
import type { AuditedRouteId } from '@/lib/contracts/routes';
import type { Actor, Scope } from '@/lib/domain/access';
import { type ReviewSituation, type Standing, STANDINGS } from '@/lib/domain/benchmark';
import { domainId, hostId, operationId } from '@/lib/domain/ids';
import { writeAudit } from '@/lib/server/audit/write-audit';
import { notFound } from '@/lib/server/auth/require-scope';
import type { Tx } from '@/lib/server/db/client';
import type { Prisma } from '@/lib/server/db/generated/client';
import { sqlOfTx } from '@/lib/server/db/sql';
import { appendEvents } from '@/lib/server/events/append-event';
import type { ServiceContext } from '@/lib/server/service-context';
import { z } from 'zod';
import { Contamination, visibleRuns } from './run-rows';

const PARTS = {
  operation: { select: { title: true, state: true } },
  verdicts: { orderBy: { sequence: 'desc' } },
} as const satisfies Prisma.BenchmarkRunInclude;
type Row = Prisma.BenchmarkRunGetPayload<{ include: typeof PARTS }>;
export type ReviewedRun = Row & ReviewSituation;

/** Locks the run until the transaction ends: of two who judge at once the second sees what the first signed. */
export async function readReviewed(tx: Tx, actor: Actor, id: string): Promise<ReviewedRun> {
  await tx.$queryRaw`select 1 from "BenchmarkRun" where "operationId" = ${id}::uuid for update`;
  const row = await tx.benchmarkRun.findFirst({
    where: { AND: [{ operationId: id }, visibleRuns(actor)] },
    include: PARTS,
  });
  if (row === null) throw notFound('benchmark run');
  return {
    ...row,
    standing: z.enum(STANDINGS).parse(row.standing),
    succeeded: row.operation.state === 'succeeded',
    contaminated: Contamination.parse(row.contamination).length > 0,
  };
}

export async function changeStanding(
  tx: Tx,
  context: ServiceContext,
  run: ReviewedRun,
  change: {
    readonly action: AuditedRouteId;
    readonly scope: Scope;
    readonly standing: Standing;
    readonly words: string;
    readonly data: Prisma.BenchmarkRunUpdateInput;
  },
): Promise<void> {
  const { title } = run.operation;
  await tx.benchmarkRun.update({
    where: { operationId: run.operationId },
    data: { ...change.data, standing: change.standing },
  });
  await writeAudit(tx, context, {
    action: change.action,
    scope: change.scope,
    subjectType: 'benchmark-run',
    subjectId: run.operationId,
    subjectName: title,
    vo: run.vo ?? undefined,
    reason: change.words === '' ? undefined : change.words,
    before: { standing: run.standing },
    after: { standing: change.standing },
  });
  const body: EventBody = {
    type: 'benchmark.standing',
    operationId: operationId(run.operationId),
    title,
    domainId: run.domainId === null ? null : domainId(run.domainId),
    hostId: run.hostId === null ? null : hostId(run.hostId),
    standing: change.standing,
    byName: context.actor.name,
  };
  // A VO learns of what was accepted in its own domains, and of nothing before that.
  const vo = change.standing === 'accepted' || run.standing === 'accepted' ? (run.vo ?? undefined) : undefined;
  await appendEvents(sqlOfTx(tx), [{ body, vo }]);
}
