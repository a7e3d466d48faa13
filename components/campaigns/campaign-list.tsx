'use client';
import { useQuery } from '@tanstack/react-query';
import { createColumnHelper } from '@tanstack/react-table';
import { FlaskRound, ScrollText } from 'lucide-react';
import { EmptyState } from '@/components/status/view-states';
import { DataTable } from '@/components/table/data-table';
import { NameCell, PhoneName } from '@/components/table/row-name';
import type { Column } from '@/components/table/table-types';
import { useListFilter } from '@/components/table/use-list-filter';
import { Age } from '@/components/ui/age';
import { Dash } from '@/components/ui/dash';
import { LinkButton } from '@/components/ui/link-button';
import { PageHeader } from '@/components/ui/page-header';
import { VoTag } from '@/components/ui/vo-tag';
import { campaignsQuery } from '@/lib/client/queries/campaigns';
import type { Campaign } from '@/lib/contracts/campaigns';
import { pages } from '@/lib/utils/paths';
import { CampaignBadge, testWords } from './campaign-look';

const column = createColumnHelper<Campaign>();
const rowName = (campaign: Campaign) => `${campaign.name} ${campaign.number}`;
const rowHref = (campaign: Campaign) => pages.campaign(campaign.id);
const done = ({ environments }: Campaign): string =>
  `${environments.filter(({ state }) => state === 'done').length} of ${environments.length}`;

const COLUMNS: Column<Campaign>[] = [
  column.display({
    id: 'name',
    header: 'Campaign',
    enableHiding: false,
    meta: { width: 'minmax(170px, 1.5fr)' },
    cell: ({ row: { original } }) => (
      <NameCell href={rowHref(original)} name={rowName(original)} simulated={original.simulated} />
    ),
  }),
  column.display({
    id: 'state',
    header: 'State',
    meta: { width: '140px' },
    cell: ({ row: { original } }) => <CampaignBadge campaign={original} plain />,
  }),
  column.display({
    id: 'environments',
    header: 'Environments',
    meta: { width: '110px', align: 'end' },
    cell: ({ row: { original } }) => done(original),
  }),
  column.display({
    id: 'tests',
    header: 'Tests',
    meta: { width: 'minmax(120px, 1fr)' },
    cell: ({ row: { original } }) => testWords(original.tests) ?? <Dash />,
  }),
  column.display({
    id: 'vo',
    header: 'VO',
    meta: { width: '90px' },
    cell: ({ row: { original } }) => (original.vo === null ? <Dash /> : <VoTag vo={original.vo} />),
  }),
  column.display({
    id: 'by',
    header: 'By',
    meta: { width: 'minmax(90px, 0.7fr)' },
    cell: ({ row: { original } }) => original.byName,
  }),
  column.display({
    id: 'asked',
    header: 'Asked',
    meta: { width: '100px', align: 'end' },
    cell: ({ row: { original } }) => <Age at={original.createdAt} className="text-xs text-muted" />,
  }),
];

const phoneRow = (campaign: Campaign) => (
  <div className="grid gap-0.5">
    <PhoneName href={rowHref(campaign)} name={rowName(campaign)} simulated={campaign.simulated}>
      <Age at={campaign.createdAt} className="text-xs text-muted" />
    </PhoneName>
    <div className="flex min-w-0 flex-wrap items-center gap-x-2 text-xs text-muted">
      <CampaignBadge campaign={campaign} plain />
      <span>{done(campaign)} environments</span>
      {testWords(campaign.tests)}
    </div>
  </div>
);

/** What was tested, the newest first. */
export function CampaignList() {
  const { paging, filter } = useListFilter({});
  const asked = { page: filter.page, pageSize: filter.pageSize };
  const result = useQuery(campaignsQuery(asked));
  const files = (
    <LinkButton variant="primary" href={pages.campaignDefinitions()}>
      <ScrollText aria-hidden />
      Campaign files
    </LinkButton>
  );
  return (
    <>
      <PageHeader
        title="Campaigns"
        meta="One command in clean domains of several environments, compared with the time before"
        actions={files}
      />
      <DataTable<Campaign>
        name="campaigns"
        label="Campaigns"
        noun={{ one: 'campaign', many: 'campaigns' }}
        columns={COLUMNS}
        result={result}
        paging={paging}
        question={asked}
        rowName={rowName}
        rowHref={rowHref}
        phoneRow={phoneRow}
        empty={
          <EmptyState icon={FlaskRound} title="No campaign yet" action={files}>
            A campaign file says what is run and in which environments. Each run makes a domain for every one of them,
            keeps the log, the tests and the files that are named, and deletes the domains.
          </EmptyState>
        }
      />
    </>
  );
}
