'use client';
import { parseAsArrayOf, parseAsStringLiteral, useQueryState } from 'nuqs';
import { useMemo } from 'react';
import { FacetFilter } from '@/components/table/facet-filter';
import { PageHeader } from '@/components/ui/page-header';
import { OPERATION_STATES } from '@/lib/domain/operation';
import { MigrationTable } from './migration-table';

const STATE_OPTIONS = OPERATION_STATES.map((value) => ({ value, label: value }));

/** Migrations of the whole testbed: under way, waiting, past. */
export function MigrationList() {
  const [state, setState] = useQueryState(
    'state',
    parseAsArrayOf(parseAsStringLiteral(OPERATION_STATES)).withDefault([]),
  );
  const narrow = useMemo(() => (state.length === 0 ? {} : { state }), [state]);
  return (
    <>
      <PageHeader title="Migrations" />
      <MigrationTable
        name="migrations"
        narrow={narrow}
        narrowed={state.length > 0}
        filters={
          <FacetFilter label="State" options={STATE_OPTIONS} chosen={state} onChange={(next) => void setState(next)} />
        }
      />
    </>
  );
}
