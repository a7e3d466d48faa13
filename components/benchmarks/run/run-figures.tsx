import type { BenchmarkRunDetail } from '@/lib/contracts/benchmarks';
import { StripFrame } from '@/components/charts/analysis-frames';
import { prepareRunSamples } from '@/components/charts/prepare/prepare-run-samples';
import { cn } from '@/components/ui/cn';
import { Dash } from '@/components/ui/dash';
import { formatFigure, formatInterval } from '@/lib/utils/figures';

const DIRECTIONS = { 'higher-is-better': 'higher is better', 'lower-is-better': 'lower is better' } as const;

const repeatsOf = ({ samples }: BenchmarkRunDetail['metrics'][number]): string =>
  `${samples} ${samples === 1 ? 'repeat' : 'repeats'}`;

/** The median of each metric with its interval. */
export function RunFigures({ run }: { readonly run: BenchmarkRunDetail }) {
  return (
    <section aria-label="Figures">
      <h2 className="mb-2 text-base font-semibold">Figures</h2>
      <div className="overflow-x-auto">
        <table className="w-full max-w-3xl text-left text-sm">
          <thead>
            <tr className="text-xs text-muted">
              {['Metric', 'Median', 'Interval', 'From'].map((name) => (
                <th
                  key={name}
                  scope="col"
                  className={cn('border-b border-line py-1 pr-4 font-medium', name === 'From' && 'max-sm:hidden')}
                >
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {run.metrics.map((metric) => (
              <tr key={metric.name}>
                <th scope="row" className="py-1.5 pr-4 font-normal">
                  {metric.title} <span className="text-xs text-muted">{DIRECTIONS[metric.direction]}</span>
                </th>
                <td className="py-1.5 pr-4 font-medium whitespace-nowrap tabular-nums">
                  {metric.estimate === null ? <Dash /> : formatFigure(metric.estimate.value, metric.unit)}
                </td>
                <td className="py-1.5 pr-4 whitespace-nowrap tabular-nums">
                  {metric.estimate === null ? <Dash /> : formatInterval(metric.estimate)}
                  <span className="block text-xs text-muted sm:hidden">{repeatsOf(metric)}</span>
                </td>
                <td className="py-1.5 whitespace-nowrap text-muted max-sm:hidden">{repeatsOf(metric)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="mt-4 grid gap-x-8 gap-y-4 empty:hidden lg:grid-cols-2">
        {run.metrics.map((metric) => {
          const model = prepareRunSamples(run, metric);
          return model === undefined ? null : (
            <StripFrame key={metric.name} model={model} fileName={`run-${run.benchmarkName}-${metric.name}`} />
          );
        })}
      </div>
    </section>
  );
}
