'use client';
import { BadgeCheck } from 'lucide-react';
import { EmptyState } from '@/components/status/view-states';
import { parseAsAnyOf, useListFilter } from '@/components/table/use-list-filter';
import { FacetFilter } from '@/components/table/facet-filter';
import { LinkButton } from '@/components/ui/link-button';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import { STANDING_WORDS, STANDINGS } from '@/lib/domain/benchmark';
import { pages } from '@/lib/utils/paths';
import { BenchmarkHeader } from '../benchmark-header';
import { RunTable } from '../runs/run-table';

const OPTIONS = STANDINGS.filter((value) => value !== 'not-proposed').map((value) => ({
  value,
  label: STANDING_WORDS[value],
}));
const PARSERS = { standing: parseAsAnyOf(STANDINGS).withDefault(['proposed']) };

/** What waits for a testbed manager, and what was decided before. A run is judged on its own page, beside its figures. */
export function ReviewQueue() {
  const { facets, setFacets, paging, filter } = useListFilter(PARSERS);
  const refused = useScopeRefusal('benchmarks:review');
  const waiting = facets.standing.length === 1 && facets.standing[0] === 'proposed';
  return (
    <>
      <BenchmarkHeader
        title="Review"
        meta={refused === undefined ? 'Open a run to sign a verdict' : 'Testbed managers sign verdicts'}
      />
      <RunTable
        name="benchmark-review"
        filter={filter}
        paging={paging}
        filters={
          <FacetFilter
            label="Review"
            options={OPTIONS}
            chosen={facets.standing}
            onChange={(standing) => setFacets({ standing: standing.length === 0 ? null : standing })}
          />
        }
        empty={
          <EmptyState
            icon={BadgeCheck}
            title={waiting ? 'Nothing waits for a verdict' : 'No run stands so'}
            action={<LinkButton href={pages.benchmarkRuns()}>Open the runs</LinkButton>}
          >
            A run that has ended is proposed on its page; then it stands here until a testbed manager accepts or rejects
            it, or asks for another.
          </EmptyState>
        }
      />
    </>
  );
}
