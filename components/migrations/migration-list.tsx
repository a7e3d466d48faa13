'use client';
import { FacetFilter } from '@/components/table/facet-filter';
import { parseAsAnyOf, useListFilter } from '@/components/table/use-list-filter';
import { PageHeader } from '@/components/ui/page-header';
import { OPERATION_STATES } from '@/lib/domain/operation';
import { MigrationTable } from './migration-table';

const PARSERS = { state: parseAsAnyOf(OPERATION_STATES) };
const STATE_OPTIONS = OPERATION_STATES.map((value) => ({ value, label: value }));

/** Migrations of the whole testbed: under way, waiting, past. */
export function MigrationList() {
  const { facets, setFacets, paging, filter, narrowed } = useListFilter(PARSERS);
  return (
    <>
      <PageHeader title="Migrations" />
      <MigrationTable
        name="migrations"
        filter={filter}
        paging={paging}
        narrowed={narrowed}
        filters={
          <FacetFilter
            label="State"
            options={STATE_OPTIONS}
            chosen={facets.state}
            onChange={(state) => setFacets({ state })}
          />
        }
      />
    </>
  );
}
