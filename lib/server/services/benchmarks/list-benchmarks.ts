import type { z } from 'zod';
import { BenchmarkDefinition } from '@/lib/benchmarks/definition';
import type { BenchmarkList } from '@/lib/contracts/benchmarks';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { metricBody } from './run-rows';

/** The newest version of every benchmark that is offered, by title. */
export async function listBenchmarks(context: ServiceContext): Promise<z.input<typeof BenchmarkList>> {
  requireScope(context.actor, 'benchmarks:read');
  const rows = await context.db.benchmark.findMany({
    where: { retiredAt: null },
    orderBy: [{ name: 'asc' }, { version: 'desc' }],
    distinct: ['name'],
  });
  const items = rows.map((row) => {
    const definition = BenchmarkDefinition.parse(row.body);
    const { name, version, title, about, places, programs, metrics, repeats, warmUps, timeLimitSeconds } = definition;
    return {
      id: row.id,
      name,
      version,
      title,
      about,
      places,
      programs,
      parameters: definition.parameters.map((parameter) => ({
        name: parameter.name,
        title: parameter.title,
        unit: parameter.unit ?? null,
        kind: parameter.kind,
        default: parameter.default,
        min: parameter.min ?? null,
        max: parameter.max ?? null,
      })),
      metrics: metrics.map(metricBody),
      repeats,
      warmUps,
      timeLimitSeconds,
      shipped: row.shipped,
    };
  });
  return { items: items.toSorted((a, b) => a.title.localeCompare(b.title)) };
}
