'use client';
import { useQuery } from '@tanstack/react-query';
import { Gauge } from 'lucide-react';
import { parseAsString } from 'nuqs';
import { EmptyState } from '@/components/status/view-states';
import { FacetFilter } from '@/components/table/facet-filter';
import { ClearFilters, NothingMatches } from '@/components/table/filter-states';
import { parseAsAnyOf, useListFilter } from '@/components/table/use-list-filter';
import { Select } from '@/components/ui/select';
import { benchmarkRunsQuery, benchmarksQuery } from '@/lib/client/queries/benchmarks';
import { STANDING_WORDS, STANDINGS } from '@/lib/domain/benchmark';
import { OPERATION_STATES } from '@/lib/domain/operation';
import { BenchmarkHeader } from '../benchmark-header';
import { ExportMenu } from '../export-menu';
import { RunBenchmarkButton } from '../run-dialog/run-benchmark-button';
import { RunTable } from './run-table';

const PARSERS = {
  state: parseAsAnyOf(OPERATION_STATES),
  standing: parseAsAnyOf(STANDINGS),
  benchmark: parseAsString.withDefault(''),
};
const STATE_OPTIONS = OPERATION_STATES.map((value) => ({ value, label: value }));
const STANDING_OPTIONS = STANDINGS.map((value) => ({ value, label: STANDING_WORDS[value] }));

/** Runs of benchmarks: under way, waiting, past; and a new one. */
export function RunList() {
  const { facets, setFacets, paging, filter, narrowed } = useListFilter(PARSERS);
  const { data: offered } = useQuery(benchmarksQuery());
  const { data: listed } = useQuery(benchmarkRunsQuery(filter));
  return (
    <>
      <BenchmarkHeader
        title="Benchmark runs"
        actions={
          <>
            <ExportMenu filter={filter} total={listed?.total} />
            <RunBenchmarkButton />
          </>
        }
      />
      <RunTable
        name="benchmark-runs"
        filter={filter}
        paging={paging}
        filters={
          <>
            <Select
              aria-label="Benchmark"
              options={[
                { value: '', label: 'All benchmarks' },
                ...(offered?.items ?? []).map(({ name, title }) => ({ value: name, label: title })),
              ]}
              value={facets.benchmark}
              onValueChange={(benchmark) => setFacets({ benchmark: benchmark === '' ? null : benchmark })}
            />
            <FacetFilter
              label="State"
              options={STATE_OPTIONS}
              chosen={facets.state}
              onChange={(state) => setFacets({ state })}
            />
            <FacetFilter
              label="Review"
              options={STANDING_OPTIONS}
              chosen={facets.standing}
              onChange={(standing) => setFacets({ standing })}
            />
            <ClearFilters narrowed={narrowed} onClear={() => setFacets(null)} />
          </>
        }
        empty={
          narrowed ? (
            <NothingMatches noun={{ one: 'run', many: 'runs' }} onShowAll={() => setFacets(null)} />
          ) : (
            <EmptyState icon={Gauge} title="Nothing has been measured yet" action={<RunBenchmarkButton />}>
              A run measures a domain, a pair of them, or a host itself, and keeps every repeat with what it ran on.
            </EmptyState>
          )
        }
      />
    </>
  );
}
