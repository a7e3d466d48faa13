import type { z } from 'zod';
import type { BenchmarkDetail, RetireBenchmark } from '@/lib/contracts/benchmark-definitions';
import { AppError } from '@/lib/domain/errors';
import { writeAudit } from '@/lib/server/audit/write-audit';
import { notFound, requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { benchmarkDetail, retireRefusal } from './read-benchmark';

/**
 * Offers a benchmark no more, whichever of its versions is named. A new version brings it back.
 * @throws AppError `not-found`, `refused` (a shipped one, or one retired already).
 */
export async function retireBenchmark(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly input: RetireBenchmark;
}): Promise<z.input<typeof BenchmarkDetail>> {
  const { context, id, input } = options;
  requireScope(context.actor, 'benchmarks:review');
  return await context.db.$transaction(async (tx) => {
    const row = await tx.benchmark.findUnique({ where: { id } });
    if (row === null) throw notFound('benchmark');
    const retiredAt = context.now();
    const { count } = await tx.benchmark.updateMany({
      where: { name: row.name, shipped: false, retiredAt: null },
      data: { retiredAt },
    });
    // Asked after the write, which waits for others' writes of the same rows.
    if (count === 0) throw new AppError('refused', retireRefusal(row) ?? 'It is not offered any more already.');
    await writeAudit(tx, context, {
      action: 'retireBenchmark',
      scope: 'benchmarks:review',
      subjectType: 'benchmark',
      subjectId: id,
      subjectName: row.name,
      reason: input.reason,
      before: { retiredAt: null },
      after: { retiredAt, version: row.version },
    });
    return await benchmarkDetail(tx, context.actor, id);
  });
}
