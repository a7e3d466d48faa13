import type { z } from 'zod';
import { checkDefinition } from '@/lib/benchmarks/check-definition';
import type { BenchmarkChecked, CheckBenchmark } from '@/lib/contracts/benchmark-definitions';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { metricBody } from './run-rows';

/** What is wrong with a definition while it is written. */
export function checkBenchmark(options: {
  readonly context: ServiceContext;
  readonly input: CheckBenchmark;
}): z.input<typeof BenchmarkChecked> {
  requireScope(options.context.actor, 'benchmarks:review');
  const checked = checkDefinition(options.input.yaml, 'domains');
  if ('problems' in checked) return { problems: [...checked.problems], definition: null };
  const { name, title, places, programs, metrics, repeats } = checked.definition;
  return { problems: [], definition: { name, title, places, programs, metrics: metrics.map(metricBody), repeats } };
}
