import type { BenchmarkResult } from '@/lib/benchmarks/result';
import { soundResults } from '@/lib/benchmarks/sound-results';
import type { ServiceContext } from '@/lib/server/service-context';
import { summarize } from '@/lib/statistics/describe';
import { loadResults } from './load-results';

/** What one guest of a flavour did on a host, as a manager accepted it. */
export interface AcceptedFigure {
  readonly id: string;
  /** `benchmark-version:metric` */
  readonly type: string;
  /** Median of its repeats, in `unit`. */
  readonly value: number;
  readonly unit: string;
  readonly direction: BenchmarkResult['metric']['direction'];
  readonly at: Date;
  readonly hostId: string;
  readonly vcpus: number;
  readonly memoryKiB: number;
}

/** Of each benchmark, metric, host and flavour the latest that a manager accepted. A figure of an emulator says nothing of a processor. */
export async function readAcceptedFigures(context: ServiceContext): Promise<readonly AcceptedFigure[]> {
  const { results } = await loadResults({ context, filter: { standing: ['accepted'] } });
  const latest = new Map<string, AcceptedFigure>();
  for (const result of soundResults(results).sound) {
    const found = figureOf(result);
    if (found === undefined) continue;
    const key = JSON.stringify([found.type, found.hostId, found.vcpus, found.memoryKiB]);
    const known = latest.get(key);
    if (known === undefined || known.at < found.at) latest.set(key, found);
  }
  return [...latest.values()];
}

function figureOf(result: BenchmarkResult): AcceptedFigure | undefined {
  const { conditions, hostId, metric, samples } = result;
  const { vcpus, memoryKiB, emulated, dom0, guests, ends, benchmark, version } = conditions;
  // What several guests did together, or two with each other, is no figure of one worker node.
  const ofOneGuest = result.measuredOn !== 'native' && dom0 !== true && ends === 'one' && guests === 1;
  if (!ofOneGuest || emulated !== false || samples.length === 0) return undefined;
  if (hostId === undefined || vcpus === undefined || memoryKiB === undefined) return undefined;
  return {
    id: `${result.id}:${metric.name}`,
    type: `${benchmark}-${version}:${metric.name}`,
    value: summarize(samples).median,
    unit: metric.unit,
    direction: metric.direction,
    at: result.at,
    hostId,
    vcpus,
    memoryKiB,
  };
}
