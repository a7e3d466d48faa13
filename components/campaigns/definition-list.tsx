'use client';
import { useQuery } from '@tanstack/react-query';
import { createColumnHelper } from '@tanstack/react-table';
import { FilePlus2, ScrollText } from 'lucide-react';
import { EmptyState } from '@/components/status/view-states';
import { DataTable } from '@/components/table/data-table';
import { NameCell, PhoneName } from '@/components/table/row-name';
import type { Column } from '@/components/table/table-types';
import { useListFilter } from '@/components/table/use-list-filter';
import { Age } from '@/components/ui/age';
import { Dash } from '@/components/ui/dash';
import { PageHeader } from '@/components/ui/page-header';
import { PrimaryLink } from '@/components/ui/primary-link';
import { InlineLink } from '@/components/ui/text-link';
import { VoTag } from '@/components/ui/vo-tag';
import { campaignDefinitionsQuery } from '@/lib/client/queries/campaigns';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import type { CampaignDefinition } from '@/lib/contracts/campaigns';
import { pages } from '@/lib/utils/paths';
import { CampaignBadge } from './campaign-look';

const column = createColumnHelper<CampaignDefinition>();
const rowName = (definition: CampaignDefinition) => definition.name;
const rowHref = (definition: CampaignDefinition) => pages.campaignDefinition(definition.id);

const COLUMNS: Column<CampaignDefinition>[] = [
  column.display({
    id: 'name',
    header: 'Campaign file',
    enableHiding: false,
    meta: { width: 'minmax(170px, 1.2fr)' },
    cell: ({ row: { original } }) => (
      <NameCell href={rowHref(original)} name={original.name} simulated={false}>
        <span className="text-xs whitespace-nowrap text-muted">version {original.version}</span>
      </NameCell>
    ),
  }),
  column.display({
    id: 'environments',
    header: 'Environments',
    meta: { width: 'minmax(140px, 1.5fr)' },
    cell: ({ row: { original } }) => <span className="truncate">{original.environments.join(', ')}</span>,
  }),
  column.display({
    id: 'vo',
    header: 'VO',
    meta: { width: '90px' },
    cell: ({ row: { original } }) => (original.vo === null ? <Dash /> : <VoTag vo={original.vo} />),
  }),
  column.display({
    id: 'last',
    header: 'Last campaign',
    meta: { width: '150px' },
    cell: ({ row: { original } }) =>
      original.last === null ? <Dash /> : <CampaignBadge campaign={original.last} plain />,
  }),
  column.display({
    id: 'written',
    header: 'Written',
    meta: { width: '110px', align: 'end' },
    cell: ({ row: { original } }) => <Age at={original.createdAt} className="text-xs text-muted" />,
  }),
];

const phoneRow = (definition: CampaignDefinition) => (
  <div className="grid gap-0.5">
    <PhoneName href={rowHref(definition)} name={definition.name} simulated={false}>
      <span className="text-xs text-muted">version {definition.version}</span>
    </PhoneName>
    <div className="flex min-w-0 flex-wrap items-center gap-x-2 text-xs text-muted">
      {definition.last === null ? 'never run' : <CampaignBadge campaign={definition.last} plain />}
      <span className="truncate">{definition.environments.join(', ')}</span>
    </div>
  </div>
);

/** What can be run: the newest version of each campaign file. */
export function DefinitionList() {
  const { paging, filter } = useListFilter({});
  const asked = { page: filter.page, pageSize: filter.pageSize };
  const result = useQuery(campaignDefinitionsQuery(asked));
  const refused = useScopeRefusal('campaigns:run');
  const write = (
    <PrimaryLink href={pages.newCampaignDefinition()} icon={<FilePlus2 aria-hidden />} refused={refused}>
      New campaign file
    </PrimaryLink>
  );
  return (
    <>
      <PageHeader
        title="Campaign files"
        meta={<InlineLink href={pages.campaigns()}>All campaigns</InlineLink>}
        actions={write}
      />
      <DataTable<CampaignDefinition>
        name="campaign-files"
        label="Campaign files"
        noun={{ one: 'campaign file', many: 'campaign files' }}
        columns={COLUMNS}
        result={result}
        paging={paging}
        question={asked}
        rowName={rowName}
        rowHref={rowHref}
        phoneRow={phoneRow}
        empty={
          <EmptyState icon={ScrollText} title="No campaign file yet" action={write}>
            It names a command, the environments in which it is run, and the files that are kept of it. A CI system can
            send the same file by the command line.
          </EmptyState>
        }
      />
    </>
  );
}
