import type { z } from 'zod';
import type { BenchmarkDetail, CreateBenchmark } from '@/lib/contracts/benchmark-definitions';
import { AppError } from '@/lib/domain/errors';
import { writeAudit } from '@/lib/server/audit/write-audit';
import { notFound, requireScope } from '@/lib/server/auth/require-scope';
import { isUniqueViolation } from '@/lib/server/db-errors';
import type { ServiceContext } from '@/lib/server/service-context';
import { benchmarkDetail, editRefusal, yamlOf } from './read-benchmark';
import { readWritten } from './written-definition';

/**
 * The version after the one in `id`, which is offered no more then; its runs stay, and stay runs of it.
 * @throws AppError `bad-request`, `not-found`, `refused` (a shipped one, another name, no change), `conflict` where there is
 * a newer version already.
 */
export async function addBenchmarkVersion(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly input: CreateBenchmark;
}): Promise<z.input<typeof BenchmarkDetail>> {
  const { context, id, input } = options;
  requireScope(context.actor, 'benchmarks:review');
  try {
    return await context.db.$transaction(async (tx) => {
      const before = await tx.benchmark.findUnique({ where: { id } });
      if (before === null) throw notFound('benchmark');
      const newest = await tx.benchmark.findFirst({ where: { name: before.name }, orderBy: { version: 'desc' } });
      const refusal = editRefusal(before, newest?.version ?? before.version);
      if (refusal !== undefined) throw new AppError(before.shipped ? 'refused' : 'conflict', refusal);
      const version = before.version + 1;
      const { definition, source } = readWritten(input.yaml, version);
      if (definition.name !== before.name) {
        const message = `name: a version of ${before.name} keeps its name; write a new benchmark for another one`;
        throw new AppError('refused', message, { fields: [{ field: 'yaml', message }] });
      }
      // A retired one is brought back by the same text.
      if (before.retiredAt === null && source === readWritten(yamlOf(before), version).source)
        throw new AppError('refused', `Nothing is changed: this is version ${before.version} as it stands.`);
      await tx.benchmark.updateMany({
        where: { name: before.name, retiredAt: null },
        data: { retiredAt: context.now() },
      });
      const row = await tx.benchmark.create({
        data: {
          name: before.name,
          version,
          body: definition,
          source,
          shipped: false,
          createdByName: context.actor.name,
          createdAt: context.now(),
        },
      });
      await writeAudit(tx, context, {
        action: 'addBenchmarkVersion',
        scope: 'benchmarks:review',
        subjectType: 'benchmark',
        subjectId: row.id,
        subjectName: row.name,
        reason: input.reason,
        before: fields(before.body),
        after: definition,
      });
      return await benchmarkDetail(tx, context.actor, row.id);
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new AppError('conflict', 'Somebody else has written the next version meanwhile; change that one.', {
      cause: error,
    });
  }
}

/** The column holds a definition, which is an object. */
const fields = (body: unknown): Record<string, unknown> =>
  typeof body === 'object' && body !== null ? { ...body } : {};
