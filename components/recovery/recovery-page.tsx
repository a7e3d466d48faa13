'use client';
import { useQuery } from '@tanstack/react-query';
import { createColumnHelper } from '@tanstack/react-table';
import { LifeBuoy } from 'lucide-react';
import { EmptyState, ForbiddenState } from '@/components/status/view-states';
import { DataTable } from '@/components/table/data-table';
import { FacetFilter } from '@/components/table/facet-filter';
import { ClearFilters } from '@/components/table/filter-states';
import { NameCell, PhoneName } from '@/components/table/row-name';
import type { Column } from '@/components/table/table-types';
import { parseAsAnyOf, useListFilter } from '@/components/table/use-list-filter';
import { Age } from '@/components/ui/age';
import { Banner } from '@/components/ui/banner';
import { PageHeader } from '@/components/ui/page-header';
import { InlineLink } from '@/components/ui/text-link';
import { lossesQuery } from '@/lib/client/queries/recovery';
import type { LossSummary } from '@/lib/contracts/recovery';
import { TESTBED_ONLY } from '@/lib/domain/access';
import { AppError } from '@/lib/domain/errors';
import { isOpenLoss, isStartingDomains, LOSS_STATE_WORDS, LOSS_STATES } from '@/lib/domain/recovery';
import { pages } from '@/lib/utils/paths';
import { LossBadge, lossWords } from './loss-look';
import { SurvivalSection } from './survival-section';

const column = createColumnHelper<LossSummary>();
const rowName = (loss: LossSummary) => `Loss of ${loss.hostName}`;
const rowHref = (loss: LossSummary) => pages.loss(loss.id);

const COLUMNS: Column<LossSummary>[] = [
  column.accessor('hostName', {
    header: 'Host',
    enableSorting: false,
    enableHiding: false,
    meta: { width: 'minmax(150px, 1fr)' },
    cell: ({ row: { original } }) => <NameCell href={rowHref(original)} name={rowName(original)} simulated={false} />,
  }),
  column.display({
    id: 'state',
    header: 'State',
    meta: { width: '170px' },
    cell: ({ row: { original } }) => <LossBadge loss={original} plain />,
  }),
  column.display({
    id: 'words',
    header: 'What became of it',
    meta: { width: 'minmax(240px, 3fr)' },
    cell: ({ row: { original } }) => (
      <span className="block truncate" title={lossWords(original)}>
        {lossWords(original)}
      </span>
    ),
  }),
  column.accessor('suspectedAt', {
    header: 'Silent since',
    enableSorting: false,
    meta: { width: '120px', align: 'end' },
    cell: ({ row: { original } }) => <Age at={original.suspectedAt} className="text-xs text-muted" />,
  }),
];

const phoneRow = (loss: LossSummary) => (
  <div className="grid gap-0.5">
    <PhoneName href={rowHref(loss)} name={rowName(loss)} simulated={false}>
      <Age at={loss.suspectedAt} className="text-xs text-muted" />
    </PhoneName>
    <div className="flex min-w-0 flex-wrap items-center gap-x-2 text-xs text-muted">
      <LossBadge loss={loss} plain />
      <span>{lossWords(loss)}</span>
    </div>
  </div>
);

/** Which hosts are lost, what the testbed survives, and what was lost before. */
export function RecoveryPage() {
  const { facets, setFacets, paging, filter, narrowed } = useListFilter({ state: parseAsAnyOf(LOSS_STATES) });
  const open = useQuery(lossesQuery({ state: LOSS_STATES.filter(isOpenLoss) }));
  const result = useQuery(lossesQuery(filter));
  if (AppError.is(result.error, 'forbidden')) return <ForbiddenState asPage>{TESTBED_ONLY}</ForbiddenState>;
  return (
    <>
      <PageHeader title="Recovery" meta="What becomes of domains whose host is lost" />
      <div className="grid gap-8">
        {open.data === undefined || open.data.items.length === 0 ? null : (
          <div className="grid gap-2">
            {open.data.items.map((loss) => (
              <Banner key={loss.id} kind={isStartingDomains(loss.state) ? 'info' : 'trouble'}>
                <InlineLink href={rowHref(loss)}>{rowName(loss)}</InlineLink>: {LOSS_STATE_WORDS[loss.state]}.{' '}
                {lossWords(loss)}
              </Banner>
            ))}
          </div>
        )}
        <SurvivalSection />
        <section aria-label="Losses">
          <h2 className="mb-1 text-base font-semibold">Losses</h2>
          <p className="mb-2 max-w-3xl text-sm text-muted">
            A host that falls silent with domains on it is suspected after 20 s and stands here. On its page, which
            opens from here and from the page of the host, an operator or an administrator may call it lost, or say that
            it is not, before the rules do.
          </p>
          <DataTable<LossSummary>
            name="losses"
            label="Losses"
            noun={{ one: 'loss', many: 'losses' }}
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
                  label="State"
                  options={LOSS_STATES.map((value) => ({ value, label: LOSS_STATE_WORDS[value] }))}
                  chosen={facets.state}
                  onChange={(state) => setFacets({ state })}
                />
                <ClearFilters narrowed={narrowed} onClear={() => setFacets(null)} />
              </>
            }
            empty={
              <EmptyState icon={LifeBuoy} title={narrowed ? 'No loss matches' : 'No host was lost yet'}>
                Called lost by the rules or by somebody, a host is switched off for certain; then its domains are
                started elsewhere by their restart priority.
              </EmptyState>
            }
          />
        </section>
      </div>
    </>
  );
}
