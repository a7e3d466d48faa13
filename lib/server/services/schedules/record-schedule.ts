/** What every change of a schedule leaves behind: its audit row, and the event that pages look again by. */
import type { EventBody } from '@/lib/contracts/events';
import type { AuditedRouteId } from '@/lib/contracts/routes';
import { AppError } from '@/lib/domain/errors';
import { writeAudit } from '@/lib/server/audit/write-audit';
import type { Tx } from '@/lib/server/db/client';
import type { BenchmarkSchedule } from '@/lib/server/db/generated/client';
import { sqlOfTx } from '@/lib/server/db/sql';
import { appendEvents } from '@/lib/server/events/append-event';
import type { ServiceContext } from '@/lib/server/service-context';

export async function recordChange(
  tx: Tx,
  context: ServiceContext,
  action: AuditedRouteId,
  before: BenchmarkSchedule | undefined,
  after: BenchmarkSchedule | undefined,
  reason?: string,
): Promise<void> {
  const either = after ?? before;
  if (either === undefined) return;
  await writeAudit(tx, context, {
    action,
    scope: 'benchmarks:run',
    subjectType: 'benchmark-schedule',
    subjectId: either.id,
    subjectName: either.name,
    reason,
    before: before === undefined ? undefined : facts(before),
    after: after === undefined ? undefined : facts(after),
  });
  await tellSchedule(tx, either, WORDS[action] ?? 'was changed');
}

const WORDS: Partial<Record<AuditedRouteId, string>> = { createSchedule: 'was made', removeSchedule: 'was deleted' };

/** Of the testbed's own: who is bound to VOs hears nothing of it. */
export async function tellSchedule(
  tx: Tx,
  schedule: { readonly id: string; readonly name: string },
  words: string,
): Promise<void> {
  const body: EventBody = { type: 'schedule.changed', scheduleId: schedule.id, name: schedule.name, words };
  await appendEvents(sqlOfTx(tx), [{ body, vo: undefined }]);
}

const facts = (row: BenchmarkSchedule): Record<string, unknown> => ({
  name: row.name,
  benchmark: row.benchmarkName,
  request: row.request,
  trigger: row.trigger,
  budgetMinutes: row.budgetMinutes,
  mostCpuLoad: row.mostCpuLoad,
  retryHours: row.retryHours,
  owner: row.ownerName,
  paused: row.pausedAt !== null,
});

export const nameTaken = (name: string): AppError => {
  const message = `there is a schedule called ${name} already`;
  return new AppError('conflict', `name: ${message}`, { fields: [{ field: 'name', message }] });
};
