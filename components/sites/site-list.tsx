'use client';
import { useQuery } from '@tanstack/react-query';
import { createColumnHelper } from '@tanstack/react-table';
import { Network } from 'lucide-react';
import { EmptyState } from '@/components/status/view-states';
import { DataTable } from '@/components/table/data-table';
import { NameCell, PhoneName } from '@/components/table/row-name';
import type { Column } from '@/components/table/table-types';
import { useListFilter } from '@/components/table/use-list-filter';
import { Age } from '@/components/ui/age';
import { Button } from '@/components/ui/button';
import { Dash } from '@/components/ui/dash';
import { LinkButton } from '@/components/ui/link-button';
import { PageHeader } from '@/components/ui/page-header';
import { VoTag } from '@/components/ui/vo-tag';
import { siteExamplesQuery, sitesQuery } from '@/lib/client/queries/sites';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import type { SiteSummary } from '@/lib/contracts/sites';
import { pages } from '@/lib/utils/paths';
import { thereWords } from './site-words';

const column = createColumnHelper<SiteSummary>();
const rowName = (site: SiteSummary) => site.name;
const rowHref = (site: SiteSummary) => pages.site(site.id);

function Vos({ vos }: { readonly vos: readonly string[] }) {
  if (vos.length === 0) return <VoTag vo={null} />;
  return (
    <span className="flex flex-wrap gap-x-2">
      {vos.map((vo) => (
        <VoTag key={vo} vo={vo} />
      ))}
    </span>
  );
}

const COLUMNS: Column<SiteSummary>[] = [
  column.accessor('name', {
    header: 'Site',
    enableSorting: false,
    enableHiding: false,
    meta: { width: 'minmax(150px, 1fr)' },
    cell: ({ row: { original } }) => <NameCell href={rowHref(original)} name={original.name} simulated={false} />,
  }),
  column.accessor('description', {
    header: 'Description',
    enableSorting: false,
    meta: { width: 'minmax(180px, 2fr)' },
    cell: ({ row: { original } }) =>
      original.description === null ? (
        <Dash />
      ) : (
        <span className="block truncate" title={original.description}>
          {original.description}
        </span>
      ),
  }),
  column.display({
    id: 'vos',
    header: 'VOs',
    meta: { width: 'minmax(110px, 1fr)' },
    cell: ({ row: { original } }) => <Vos vos={original.vos} />,
  }),
  column.display({
    id: 'domains',
    header: 'Domains',
    meta: { width: '130px' },
    cell: ({ row: { original } }) => thereWords(original),
  }),
  column.accessor('revision', { header: 'Revision', enableSorting: false, meta: { width: '90px', align: 'end' } }),
  column.accessor('changedByName', { header: 'By', enableSorting: false, meta: { width: 'minmax(100px, 0.8fr)' } }),
  column.accessor('changedAt', {
    header: 'Changed',
    enableSorting: false,
    meta: { width: '110px', align: 'end' },
    cell: ({ row: { original } }) => <Age at={original.changedAt} className="text-xs text-muted" />,
  }),
];

const phoneRow = (site: SiteSummary) => (
  <div className="grid gap-0.5">
    <PhoneName href={rowHref(site)} name={site.name} simulated={false}>
      <Age at={site.changedAt} className="text-xs text-muted" />
    </PhoneName>
    <div className="flex min-w-0 flex-wrap items-center gap-x-2 text-xs text-muted">
      <Vos vos={site.vos} />
      <span>{thereWords(site)}</span>
    </div>
  </div>
);

/** A link where one can be made; else a button that says why not. */
function NewSiteButton() {
  const refused = useScopeRefusal('sites:write');
  if (refused !== undefined) return <Button disabledReason={refused}>New site</Button>;
  return (
    <LinkButton href={pages.newSite()} variant="primary">
      New site
    </LinkButton>
  );
}

/** How many there are is the release's matter. */
function Examples() {
  const { data } = useQuery(siteExamplesQuery());
  const count = data?.items.length ?? 0;
  return count === 0 ? null : <>{count === 1 ? 'One example is' : `${count} examples are`} there to begin with.</>;
}

/** Sites by their files: what is wanted of each, and what of it is there. */
export function SiteList() {
  const { paging, filter } = useListFilter({});
  const result = useQuery(sitesQuery(filter));
  return (
    <>
      <PageHeader
        title="Sites"
        meta="Whole grid sites, each from one file"
        actions={
          <>
            <LinkButton href={pages.importSite()}>Import</LinkButton>
            <NewSiteButton />
          </>
        }
      />
      <DataTable<SiteSummary>
        name="sites"
        label="Sites"
        noun={{ one: 'site', many: 'sites' }}
        columns={COLUMNS}
        result={result}
        paging={paging}
        question={filter}
        rowName={rowName}
        rowHref={rowHref}
        phoneRow={phoneRow}
        empty={
          <EmptyState icon={Network} title="No site yet" action={<NewSiteButton />}>
            A site file says which domains a site has, in which roles, on which hosts, and who waits for whom. Its plan
            says what would be created, changed and destroyed, where and why. <Examples />
          </EmptyState>
        }
      />
    </>
  );
}
