import { z } from 'zod';
import { BenchmarkDefinition } from '@/lib/benchmarks/definition';
import { RunBenchmark } from '@/lib/contracts/benchmarks';
import { type BenchmarkFiring, type BenchmarkSchedule, ScheduleTrigger } from '@/lib/contracts/schedules';
import type { Actor, Scope } from '@/lib/domain/access';
import { operationId } from '@/lib/domain/ids';
import { OPERATION_STATES } from '@/lib/domain/operation';
import { FIRING_CAUSES, FIRING_OUTCOMES } from '@/lib/domain/schedule';
import { requireTestbed } from '@/lib/server/auth/require-scope';
import type { Tx } from '@/lib/server/db/client';
import type { BenchmarkFiring as FiringRow, Prisma } from '@/lib/server/db/generated/client';
import { endsWords, findEnds, namesOf } from './schedule-ends';

/** @throws AppError `forbidden`; see `requireTestbed`. */
export const requireSchedules = (actor: Actor, scope: Scope): void => requireTestbed(actor, scope);

export const SCHEDULE_PARTS = {
  firings: { orderBy: [{ dueAt: 'desc' }], take: 1 },
} as const satisfies Prisma.BenchmarkScheduleInclude;
type ScheduleRow = Prisma.BenchmarkScheduleGetPayload<{ include: typeof SCHEDULE_PARTS }>;

export async function scheduleBodies(
  db: Tx,
  rows: readonly ScheduleRow[],
): Promise<z.input<typeof BenchmarkSchedule>[]> {
  // One after the other: within a transaction there is one connection for them.
  const found = await findEnds(
    db,
    rows.map(({ request }) => request),
  );
  const offered = await db.benchmark.findMany({
    where: { name: { in: rows.map(({ benchmarkName }) => benchmarkName) }, retiredAt: null },
    orderBy: { version: 'asc' },
    select: { name: true, body: true },
  });
  const firings = await firingBodies(
    db,
    rows.flatMap((row) => row.firings),
  );
  // Of several versions the last, which is the newest, stays.
  const titles = new Map(offered.map(({ name, body }) => [name, BenchmarkDefinition.parse(body).title]));
  const lasts = new Map(firings.map((firing) => [firing.id, firing]));
  return rows.map((row) => {
    const [last] = row.firings;
    return {
      id: row.id,
      name: row.name,
      benchmark: row.benchmarkName,
      benchmarkTitle: titles.get(row.benchmarkName) ?? null,
      ends: endsWords(row.request, found),
      names: namesOf(row.request, found),
      request: RunBenchmark.parse(row.request),
      trigger: ScheduleTrigger.parse(row.trigger),
      budgetMinutes: row.budgetMinutes,
      mostCpuLoad: row.mostCpuLoad,
      retryHours: row.retryHours,
      ownerName: row.ownerName,
      paused: row.pausedAt === null ? null : { at: row.pausedAt.toISOString(), reason: row.pausedReason },
      nextDueAt: row.nextDueAt?.toISOString() ?? null,
      last: (last === undefined ? undefined : lasts.get(last.id)) ?? null,
      createdAt: row.createdAt.toISOString(),
      version: row.version,
    };
  });
}

export async function firingBodies(db: Tx, rows: readonly FiringRow[]): Promise<z.input<typeof BenchmarkFiring>[]> {
  const operations = await db.operation.findMany({
    where: { id: { in: rows.flatMap((row) => row.operationId ?? []) } },
    select: { id: true, title: true, state: true },
  });
  const runs = new Map(operations.map((operation) => [operation.id, operation]));
  return rows.map((row) => {
    const run = row.operationId === null ? undefined : runs.get(row.operationId);
    return {
      id: row.id,
      dueAt: row.dueAt.toISOString(),
      cause: z.enum(FIRING_CAUSES).parse(row.cause),
      note: row.note,
      outcome: z.enum(FIRING_OUTCOMES).parse(row.outcome),
      reason: row.reason,
      nextTryAt: row.outcome === 'waiting' ? (row.nextTryAt?.toISOString() ?? null) : null,
      settledAt: row.settledAt?.toISOString() ?? null,
      operationId: row.operationId === null ? null : operationId(row.operationId),
      run: run === undefined ? null : { title: run.title, state: z.enum(OPERATION_STATES).parse(run.state) },
    };
  });
}

const LONGEST_REASON = 500;

/**
 * The reason of a run that a schedule makes, with what somebody gave as the reason of all of them.
 * @example runReason(schedule, 'at its time') // 'Schedule “Nightly”, at its time: watch the new kernel'
 */
export function runReason(schedule: { readonly name: string; readonly request: unknown }, cause: string): string {
  const given = z.looseObject({ reason: z.string().optional() }).parse(schedule.request).reason ?? '';
  return `Schedule “${schedule.name}”, ${cause}${given === '' ? '' : `: ${given}`}`.slice(0, LONGEST_REASON);
}
