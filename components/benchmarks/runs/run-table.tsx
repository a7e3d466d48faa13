'use client';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useCancelAction } from '@/components/operations/use-cancel-action';
import { DataTable } from '@/components/table/data-table';
import type { Paging } from '@/components/table/use-paging';
import type { BenchmarkRunFilter } from '@/lib/client/query-keys/benchmarks';
import { benchmarkRunsQuery } from '@/lib/client/queries/benchmarks';
import type { BenchmarkRunSummary } from '@/lib/contracts/benchmarks';
import { endsOf } from '@/lib/domain/benchmark';
import { pages } from '@/lib/utils/paths';
import { RUN_COLUMNS, RunPhoneRow } from './run-columns';

const rowName = (run: BenchmarkRunSummary) => `${run.title} of ${endsOf(run)}`;
const rowHref = (run: BenchmarkRunSummary) => pages.benchmarkRun(run.id);
const phoneRow = (run: BenchmarkRunSummary) => <RunPhoneRow run={run} />;

/** Runs, newest first, of those that `filter` asks for. */
export function RunTable({
  name,
  filter,
  paging,
  filters,
  empty,
}: {
  readonly name: string;
  readonly filter: BenchmarkRunFilter;
  readonly paging: Paging<'newest'>;
  readonly filters?: ReactNode;
  readonly empty: ReactNode;
}) {
  const result = useQuery(benchmarkRunsQuery(filter));
  const { itemFor } = useCancelAction();
  return (
    <DataTable<BenchmarkRunSummary>
      name={name}
      label="Benchmark runs"
      noun={{ one: 'run', many: 'runs' }}
      columns={RUN_COLUMNS}
      result={result}
      paging={paging}
      question={filter}
      rowName={rowName}
      rowHref={rowHref}
      phoneRow={phoneRow}
      actions={(run) => [itemFor({ ...run, cancellable: true, stopRefusal: null })]}
      filters={filters}
      empty={empty}
    />
  );
}
