import type { z } from 'zod';
import type { BenchmarkDetail, CreateBenchmark } from '@/lib/contracts/benchmark-definitions';
import { AppError } from '@/lib/domain/errors';
import { writeAudit } from '@/lib/server/audit/write-audit';
import { requireScope } from '@/lib/server/auth/require-scope';
import { isUniqueViolation } from '@/lib/server/db-errors';
import type { ServiceContext } from '@/lib/server/service-context';
import { benchmarkDetail } from './read-benchmark';
import { readWritten } from './written-definition';

/**
 * A benchmark of a new name, as its first version.
 * @throws AppError `bad-request` with every problem by line and field, `conflict` where the name is taken.
 */
export async function createBenchmark(options: {
  readonly context: ServiceContext;
  readonly input: CreateBenchmark;
}): Promise<z.input<typeof BenchmarkDetail>> {
  const { context, input } = options;
  requireScope(context.actor, 'benchmarks:review');
  const { definition, source } = readWritten(input.yaml, 1);
  try {
    return await context.db.$transaction(async (tx) => {
      if ((await tx.benchmark.count({ where: { name: definition.name } })) > 0) throw taken(definition.name);
      const row = await tx.benchmark.create({
        data: {
          name: definition.name,
          version: 1,
          body: definition,
          source,
          shipped: false,
          createdByName: context.actor.name,
          createdAt: context.now(),
        },
      });
      await writeAudit(tx, context, {
        action: 'createBenchmark',
        scope: 'benchmarks:review',
        subjectType: 'benchmark',
        subjectId: row.id,
        subjectName: row.name,
        reason: input.reason,
        after: definition,
      });
      return await benchmarkDetail(tx, context.actor, row.id);
    });
  } catch (error) {
    // Somebody wrote one of this name at the same moment.
    throw isUniqueViolation(error) ? taken(definition.name, error) : error;
  }
}

const taken = (name: string, cause?: unknown): AppError => {
  const message = `name: ${name} is the name of another benchmark`;
  return new AppError('conflict', message, { fields: [{ field: 'yaml', message }], cause });
};
