'use client';
import { useQuery } from '@tanstack/react-query';
import { createColumnHelper } from '@tanstack/react-table';
import { ClipboardCheck } from 'lucide-react';
import { EmptyState, ForbiddenState } from '@/components/status/view-states';
import { ClearFilters } from '@/components/table/filter-states';
import { DataTable } from '@/components/table/data-table';
import { FacetFilter } from '@/components/table/facet-filter';
import { NameCell, PhoneName } from '@/components/table/row-name';
import type { Column } from '@/components/table/table-types';
import { parseAsAnyOf, useListFilter } from '@/components/table/use-list-filter';
import { Age } from '@/components/ui/age';
import { Button } from '@/components/ui/button';
import { Dash } from '@/components/ui/dash';
import { LinkButton } from '@/components/ui/link-button';
import { PageHeader } from '@/components/ui/page-header';
import { plansQuery } from '@/lib/client/queries/plans';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import type { PlanSummary } from '@/lib/contracts/plans';
import { PLAN_KIND_WORDS, PLAN_KINDS, PLAN_STATE_WORDS, PLAN_STATES, planTitle } from '@/lib/domain/plan';
import { TESTBED_ONLY } from '@/lib/domain/access';
import { AppError } from '@/lib/domain/errors';
import { pages } from '@/lib/utils/paths';
import { PlanBadge, progressWords } from './plan-look';
import { RebalanceButton } from './rebalance-button';
import { RebalanceMode } from './rebalance-mode';

const column = createColumnHelper<PlanSummary>();
const rowName = planTitle;
const rowHref = (plan: PlanSummary) => pages.plan(plan.id);

const COLUMNS: Column<PlanSummary>[] = [
  column.accessor((plan) => planTitle(plan), {
    id: 'plan',
    header: 'Plan',
    enableSorting: false,
    enableHiding: false,
    meta: { width: 'minmax(150px, 1fr)' },
    cell: ({ row: { original } }) => <NameCell href={rowHref(original)} name={rowName(original)} simulated={false} />,
  }),
  column.display({
    id: 'state',
    header: 'State',
    meta: { width: '140px' },
    cell: ({ row: { original } }) => <PlanBadge plan={original} plain />,
  }),
  column.display({
    id: 'progress',
    header: 'How far',
    meta: { width: 'minmax(220px, 2fr)' },
    cell: ({ row: { original } }) => {
      const words = progressWords(original);
      return (
        <span className="block truncate" title={words}>
          {words}
        </span>
      );
    },
  }),
  column.accessor('madeByName', { header: 'By', enableSorting: false, meta: { width: 'minmax(100px, 0.8fr)' } }),
  column.accessor('reason', {
    header: 'Reason',
    enableSorting: false,
    meta: { width: 'minmax(120px, 1fr)' },
    cell: ({ row: { original } }) => original.reason ?? <Dash />,
  }),
  column.accessor('createdAt', {
    header: 'Made',
    enableSorting: false,
    meta: { width: '110px', align: 'end' },
    cell: ({ row: { original } }) => <Age at={original.createdAt} className="text-xs text-muted" />,
  }),
];

const phoneRow = (plan: PlanSummary) => (
  <div className="grid gap-0.5">
    <PhoneName href={rowHref(plan)} name={rowName(plan)} simulated={false}>
      <Age at={plan.createdAt} className="text-xs text-muted" />
    </PhoneName>
    <div className="flex min-w-0 flex-wrap items-center gap-x-2 text-xs text-muted">
      <PlanBadge plan={plan} plain />
      <span>{progressWords(plan)}</span>
    </div>
  </div>
);

/** A link where it can be asked; else a button that says why not, as the one beside it. */
function WhatIfButton() {
  const refused = useScopeRefusal('hosts:write');
  if (refused === undefined) return <LinkButton href={pages.whatIf()}>What if…</LinkButton>;
  return <Button disabledReason={refused}>What if…</Button>;
}

/** Plans that people read before anything is done, newest first. */
export function PlanList() {
  const { facets, setFacets, paging, filter, narrowed } = useListFilter({
    kind: parseAsAnyOf(PLAN_KINDS),
    state: parseAsAnyOf(PLAN_STATES),
  });
  const result = useQuery(plansQuery(filter));
  if (AppError.is(result.error, 'forbidden')) return <ForbiddenState asPage>{TESTBED_ONLY}</ForbiddenState>;
  return (
    <>
      <PageHeader
        title="Plans"
        meta="What is to be done with many domains, read before it is done"
        actions={
          <>
            <RebalanceButton />
            <WhatIfButton />
          </>
        }
      />
      <RebalanceMode />
      <DataTable<PlanSummary>
        name="plans"
        label="Plans"
        noun={{ one: 'plan', many: 'plans' }}
        columns={COLUMNS}
        result={result}
        paging={paging}
        question={filter}
        rowName={rowName}
        rowHref={rowHref}
        phoneRow={phoneRow}
        filters={
          <>
            <FacetFilter
              label="Kind"
              options={PLAN_KINDS.map((value) => ({ value, label: PLAN_KIND_WORDS[value] }))}
              chosen={facets.kind}
              onChange={(kind) => setFacets({ kind })}
            />
            <FacetFilter
              label="State"
              options={PLAN_STATES.map((value) => ({ value, label: PLAN_STATE_WORDS[value] }))}
              chosen={facets.state}
              onChange={(state) => setFacets({ state })}
            />
            <ClearFilters narrowed={narrowed} onClear={() => setFacets(null)} />
          </>
        }
        empty={
          <EmptyState
            icon={ClipboardCheck}
            title={narrowed ? 'No plan matches' : 'No plan yet'}
            action={
              narrowed ? (
                <Button onClick={() => setFacets(null)}>Show all</Button>
              ) : (
                <LinkButton href={pages.hosts()}>Choose a host to drain</LinkButton>
              )
            }
          >
            The emptying of a host is planned first: where each domain goes and why, what stands in the way, how long it
            takes. So is the levelling of many hosts. Approved, a plan is carried out; it can be paused and cancelled. A
            what-if says what would be if hosts or domains went or came; it is only read.
          </EmptyState>
        }
      />
    </>
  );
}
