import { stringify } from 'yaml';
import type { z } from 'zod';
import { BenchmarkDefinition } from '@/lib/benchmarks/definition';
import type { BenchmarkDetail } from '@/lib/contracts/benchmark-definitions';
import { type Actor, hasScope, refusalOf } from '@/lib/domain/access';
import { notFound, requireScope } from '@/lib/server/auth/require-scope';
import type { Db, Tx } from '@/lib/server/db/client';
import type { ServiceContext } from '@/lib/server/service-context';
import { benchmarkBody } from './benchmark-body';
import { visibleRuns } from './run-rows';

/** @throws AppError `not-found` */
export async function readBenchmark(options: {
  readonly context: ServiceContext;
  readonly id: string;
}): Promise<z.input<typeof BenchmarkDetail>> {
  const { context, id } = options;
  requireScope(context.actor, 'benchmarks:read');
  return await benchmarkDetail(context.db, context.actor, id);
}

/** The text a benchmark has, or would have. */
export const yamlOf = (row: { readonly source: string | null; readonly body: unknown }): string =>
  row.source ?? stringify(BenchmarkDefinition.parse(row.body), { lineWidth: 120 });

/** @throws AppError `not-found` */
export async function benchmarkDetail(
  db: Pick<Db | Tx, 'benchmark'>,
  actor: Actor,
  id: string,
): Promise<z.input<typeof BenchmarkDetail>> {
  const row = await db.benchmark.findUnique({ where: { id } });
  if (row === null) throw notFound('benchmark');
  const versions = await db.benchmark.findMany({
    where: { name: row.name },
    orderBy: { version: 'desc' },
    include: { _count: { select: { runs: { where: visibleRuns(actor) } } } },
  });
  return {
    ...benchmarkBody(row),
    yaml: yamlOf(row),
    versions: versions.map((each) => ({
      id: each.id,
      version: each.version,
      createdByName: each.createdByName,
      createdAt: each.createdAt.toISOString(),
      retiredAt: each.retiredAt?.toISOString() ?? null,
      runs: each._count.runs,
    })),
    can: canOf(actor, row, versions[0]?.version ?? row.version),
  };
}

interface Row {
  readonly name: string;
  readonly version: number;
  readonly shipped: boolean;
  readonly retiredAt: Date | null;
}

function canOf(actor: Actor, row: Row, newest: number): z.input<typeof BenchmarkDetail>['can'] {
  const refused = (reason: string | undefined) =>
    reason === undefined ? ({ allowed: true } as const) : ({ allowed: false, reason } as const);
  if (!hasScope(actor, 'benchmarks:review')) {
    const reason = refusalOf(actor.role, 'benchmarks:review');
    return { edit: refused(reason), retire: refused(reason) };
  }
  return { edit: refused(editRefusal(row, newest)), retire: refused(retireRefusal(row)) };
}

/** Why a version may not be the ground of the next one; undefined where it may. */
export function editRefusal(row: Row, newest: number): string | undefined {
  if (row.shipped) return 'It comes with this release; copy it under another name.';
  return row.version < newest ? `There is a version ${newest} already; change that one.` : undefined;
}

export function retireRefusal(row: Row): string | undefined {
  if (row.shipped) return 'It comes with this release.';
  return row.retiredAt === null ? undefined : 'It is not offered any more already.';
}
