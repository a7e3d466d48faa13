import type { z } from 'zod';
import { BenchmarkDefinition } from '@/lib/benchmarks/definition';
import type { Benchmark } from '@/lib/contracts/benchmarks';
import { metricBody } from './run-rows';

/** One version of a benchmark as lists tell it. */
export function benchmarkBody(row: {
  readonly id: string;
  readonly body: unknown;
  readonly shipped: boolean;
  readonly createdByName: string;
  readonly createdAt: Date;
  readonly retiredAt: Date | null;
}): z.input<typeof Benchmark> {
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
    createdByName: row.createdByName,
    createdAt: row.createdAt.toISOString(),
    retiredAt: row.retiredAt?.toISOString() ?? null,
  };
}
