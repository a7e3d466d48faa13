import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { RunBenchmark } from '@/lib/contracts/benchmarks';
import type { OperationAccepted } from '@/lib/contracts/operations';
import { AppError } from '@/lib/domain/errors';
import { notFound } from '@/lib/server/auth/require-scope';
import { runBenchmark } from '@/lib/server/services/benchmarks/run-benchmark';
import type { CommandCall } from '@/lib/server/services/operations/submit-command';
import type { ServiceContext } from '@/lib/server/service-context';
import { newestOffered } from './check-schedule';
import { tellSchedule } from './record-schedule';
import { requireSchedules, runReason } from './schedule-rows';

/**
 * Runs what a schedule runs, now and by the account of whoever asks. Neither its budget nor a busy host keeps it from that:
 * somebody who asks has looked. It is in the list of the schedule's times like any other.
 * @throws AppError as `runBenchmark`; `refused` where the benchmark is not offered any more.
 */
export async function runSchedule(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly call: CommandCall;
}): Promise<z.input<typeof OperationAccepted>> {
  const { context, id, call } = options;
  const { db } = context;
  requireSchedules(context.actor, 'benchmarks:run');
  const schedule = await db.benchmarkSchedule.findUnique({ where: { id } });
  if (schedule === null) throw notFound('schedule');
  const offered = await newestOffered(db, schedule.benchmarkName);
  if (offered === undefined) throw new AppError('refused', `${schedule.benchmarkName} is not offered any more.`);
  const accepted = await runBenchmark({
    context,
    id: offered.id,
    body: RunBenchmark.parse({ ...Object(schedule.request), reason: runReason(schedule, 'by hand') }),
    // A key of its own where the caller has none: the run and its place in the list belong together.
    call: { ...call, idempotencyKey: call.idempotencyKey ?? randomUUID() },
  });
  const now = context.now();
  await db.$transaction(async (tx) => {
    const listed = await tx.benchmarkFiring.createMany({
      data: {
        scheduleId: id,
        dueAt: now,
        cause: 'by-hand',
        // Asked again with its key it is the same run, and in the list once.
        causeOperationId: accepted.operation.id,
        operationId: accepted.operation.id,
        note: `${context.actor.name} asked for it.`,
        outcome: 'run',
        giveUpAt: now,
        settledAt: now,
      },
      skipDuplicates: true,
    });
    if (listed.count > 0) await tellSchedule(tx, schedule, 'runs');
  });
  return accepted;
}
