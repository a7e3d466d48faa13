'use client';
import { useQuery } from '@tanstack/react-query';
import { ArrowLeftRight, GitCompareArrows } from 'lucide-react';
import { AnalysisView } from '@/components/benchmarks/analysis/analysis-view';
import { LeftOutNote } from '@/components/benchmarks/analysis/left-out';
import { UnlikeSwitch } from '@/components/benchmarks/analysis/unlike-switch';
import { BenchmarkHeader } from '@/components/benchmarks/benchmark-header';
import { RunBenchmarkButton } from '@/components/benchmarks/run-dialog/run-benchmark-button';
import { StripFrame } from '@/components/charts/analysis-frames';
import { prepareSamples } from '@/components/charts/prepare/prepare-samples';
import { EmptyState } from '@/components/status/view-states';
import { Button } from '@/components/ui/button';
import { benchmarkChoicesQuery, benchmarkComparisonQuery } from '@/lib/client/queries/benchmark-analysis';
import type { BenchmarkComparison } from '@/lib/contracts/benchmark-analysis';
import { ComparisonTable } from './comparison-table';
import { askedOf, saysSomething, useSelections } from './selection-address';
import { SelectionFields } from './selection-fields';

/** Two selections side by side, the surest differences first. Both are in the address. */
export function ComparePage() {
  const { a, b, unlike, setA, setB, swap, setUnlike } = useSelections();
  const choices = useQuery(benchmarkChoicesQuery());
  const ready = saysSomething(a) && saysSomething(b);
  const read = useQuery({
    ...benchmarkComparisonQuery({ ...askedOf('a', a), ...askedOf('b', b), unlike }),
    enabled: ready,
  });
  return (
    <>
      <BenchmarkHeader title="Compare" meta="Two selections, metric by metric: B against A" />
      <AnalysisView read={choices} what="what there is to compare">
        {(known) =>
          known.runs.length === 0 ? (
            <EmptyState icon={GitCompareArrows} title="Nothing to compare yet" action={<RunBenchmarkButton />}>
              Two selections of runs stand side by side here, with the difference of each metric and how sure it is.
            </EmptyState>
          ) : (
            <>
              <div className="mb-3 grid gap-3 lg:grid-cols-2">
                <SelectionFields name="A" selection={a} choices={known} onChange={setA} />
                <SelectionFields name="B" selection={b} choices={known} onChange={setB} />
              </div>
              <div className="mb-4 flex flex-wrap items-start gap-x-8 gap-y-2">
                <Button onClick={swap}>
                  <ArrowLeftRight aria-hidden />
                  Swap A and B
                </Button>
                <UnlikeSwitch checked={unlike} onChange={setUnlike} />
              </div>
              {ready ? (
                <AnalysisView read={read} what="the comparison">
                  {(comparison) => <Content comparison={comparison} />}
                </AnalysisView>
              ) : (
                <p className="rounded-md bg-sunken px-3 py-6 text-center text-sm text-muted">
                  Choose something for {saysSomething(a) ? 'B' : saysSomething(b) ? 'A' : 'A and B'}: runs, a
                  technology, a host, a domain, a standing or a time.
                </p>
              )}
            </>
          )
        }
      </AnalysisView>
    </>
  );
}

function Content({ comparison }: { readonly comparison: BenchmarkComparison }) {
  const { a, b, rows, onlyA, onlyB } = comparison;
  const only = (name: string, metrics: BenchmarkComparison['onlyA']) =>
    metrics.length === 0 ? null : (
      <p className="text-sm text-muted">
        Only in {name}: {metrics.map(({ title, metric }) => `${title}, ${metric.toLowerCase()}`).join('; ')}.
      </p>
    );
  return (
    <div className="grid gap-4">
      <div>
        <p className="text-sm text-muted">
          A is {count(a.runs)}, B is {count(b.runs)}.
        </p>
        {[a, b].map(({ leftOut }, index) => (
          <LeftOutNote key={index === 0 ? 'a' : 'b'} leftOut={leftOut} />
        ))}
      </div>
      {rows.length === 0 ? (
        <EmptyState icon={GitCompareArrows} title="No metric in common">
          {a.runs === 0 || b.runs === 0
            ? `No run that has ended well is in ${a.runs === 0 ? 'A' : 'B'}; choose it wider.`
            : 'The two hold runs of different benchmarks; choose runs of the same one.'}
        </EmptyState>
      ) : (
        <>
          <ComparisonTable rows={rows} />
          <section aria-label="Distributions">
            <h2 className="mb-2 text-base font-semibold">Every repeat</h2>
            <div className="grid gap-x-8 gap-y-6 lg:grid-cols-2">
              {rows.map((row, index) => (
                <StripFrame
                  key={`${row.benchmark} ${row.metric.name} ${row.a.pool.runs[0]} ${row.b.pool.runs[0]}`}
                  model={prepareSamples(row)}
                  fileName={`compare-${index + 1}-${row.benchmark}-${row.metric.name}`}
                />
              ))}
            </div>
          </section>
        </>
      )}
      {only('A', onlyA)}
      {only('B', onlyB)}
    </div>
  );
}

const count = (runs: number): string => (runs === 1 ? 'one run' : `${runs} runs`);
