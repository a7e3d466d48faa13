'use client';
import { useQuery } from '@tanstack/react-query';
import { createColumnHelper } from '@tanstack/react-table';
import { BellOff, CheckCheck, CircleAlert } from 'lucide-react';
import { parseAsStringLiteral } from 'nuqs';
import { useState } from 'react';
import { DataTable } from '@/components/table/data-table';
import type { Column } from '@/components/table/table-types';
import { useListFilter } from '@/components/table/use-list-filter';
import { Age } from '@/components/ui/age';
import { Badge } from '@/components/ui/badge';
import { Dash } from '@/components/ui/dash';
import { PageHeader } from '@/components/ui/page-header';
import { Select } from '@/components/ui/select';
import { TextLink } from '@/components/ui/text-link';
import { EmptyState } from '@/components/status/view-states';
import { alarmsQuery } from '@/lib/client/queries/alarms';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import type { Alarm } from '@/lib/contracts/events';
import type { AlarmKind } from '@/lib/domain/operation';
import { pages } from '@/lib/utils/paths';
import { ResolveDialog } from './resolve-dialog';

const ALARM_LABELS: Record<AlarmKind, string> = {
  'split-brain': 'two copies',
  'moved-unheard': 'moved, guest not heard from',
  'moved-restarted': 'moved, guest restarted',
  'domain-lost': 'domain lost',
  'domain-crashed': 'domain crashed',
  'host-unreachable': 'host unreachable',
  'host-lost': 'host lost',
  'benchmark-regression': 'slower than declared',
  'probe-critical': 'probe fails',
};

const column = createColumnHelper<Alarm>();
const COLUMNS: Column<Alarm>[] = [
  column.accessor('kind', {
    header: 'Alarm',
    enableSorting: false,
    enableHiding: false,
    meta: { width: 'minmax(190px, 1fr)' },
    cell: ({ row: { original } }) => (
      <Badge
        tone={original.resolvedAt === null ? 'trouble' : 'off'}
        icon={original.resolvedAt === null ? CircleAlert : CheckCheck}
        plain
      >
        {ALARM_LABELS[original.kind]}
      </Badge>
    ),
  }),
  column.accessor('sentence', {
    header: 'What is known, and what to do',
    enableSorting: false,
    meta: { width: 'minmax(320px, 4fr)' },
    cell: ({ row: { original } }) => (
      <span className="block py-1 whitespace-normal">
        {original.sentence}{' '}
        <span className="text-muted">{original.resolvedAt === null ? original.remedy : original.note}</span>
      </span>
    ),
  }),
  column.display({
    id: 'subject',
    header: 'Concerns',
    meta: { width: 'minmax(130px, 1fr)' },
    cell: ({ row }) => <Subject alarm={row.original} />,
  }),
  column.accessor('raisedAt', {
    header: 'Raised',
    enableSorting: false,
    meta: { width: '96px', align: 'end' },
    cell: ({ row }) => <Age at={row.original.raisedAt} className="text-xs text-muted" />,
  }),
  column.accessor('resolvedAt', {
    header: 'Resolved',
    enableSorting: false,
    meta: { width: 'minmax(130px, 1fr)', align: 'end' },
    cell: ({ row: { original } }) =>
      original.resolvedAt === null ? (
        <span className="font-medium text-trouble">open</span>
      ) : (
        <span className="text-xs text-muted">
          <Age at={original.resolvedAt} /> by {original.resolvedBy ?? 'Gridbox'}
        </span>
      ),
  }),
];

function Subject({ alarm }: { readonly alarm: Alarm }) {
  if (alarm.domainId !== null)
    return <TextLink href={pages.domain(alarm.domainId)}>{alarm.domainName ?? 'domain'}</TextLink>;
  if (alarm.hostId !== null) return <TextLink href={pages.host(alarm.hostId)}>{alarm.hostName ?? 'host'}</TextLink>;
  return <Dash />;
}

const SHOWN = ['open', 'resolved', 'all'] as const;
const PARSERS = { show: parseAsStringLiteral(SHOWN).withDefault('open') };
const SHOWN_OPTIONS = [
  { value: 'open', label: 'Open' },
  { value: 'resolved', label: 'Resolved' },
  { value: 'all', label: 'All' },
] as const;
const rowName = (alarm: Alarm) => `${ALARM_LABELS[alarm.kind]}: ${alarm.domainName ?? alarm.hostName ?? ''}`;
const phoneRow = (alarm: Alarm) => (
  <div className="grid gap-0.5 text-sm">
    <span className="flex items-center gap-2">
      <Badge tone={alarm.resolvedAt === null ? 'trouble' : 'off'} icon={CircleAlert} plain>
        {ALARM_LABELS[alarm.kind]}
      </Badge>
      <Subject alarm={alarm} />
      <Age at={alarm.raisedAt} className="text-xs text-muted" />
    </span>
    <span className="text-xs text-muted">{alarm.sentence}</span>
  </div>
);

/** Alarms: open ones first of all, each with what to do; resolving asks for a note. */
export function AlarmList() {
  const { facets, setFacets, paging, filter } = useListFilter(PARSERS);
  const [resolving, setResolving] = useState<Alarm>();
  const refused = useScopeRefusal('alarms:resolve');
  const { show, ...page } = filter;
  const question = { ...page, open: show === 'all' ? undefined : show === 'open' };
  const result = useQuery(alarmsQuery(question));
  return (
    <>
      <PageHeader title="Alarms" />
      <DataTable<Alarm>
        name="alarms"
        label="Alarms"
        noun={{ one: 'alarm', many: 'alarms' }}
        columns={COLUMNS}
        result={result}
        paging={paging}
        question={question}
        rowName={rowName}
        phoneRow={phoneRow}
        actions={(alarm) => [
          {
            id: 'resolve',
            label: 'Resolve…',
            icon: CheckCheck,
            shortcut: 'r',
            disabledReason: alarm.resolvedAt === null ? refused : 'It is resolved already.',
            onSelect: () => setResolving(alarm),
          },
        ]}
        filters={
          <Select
            aria-label="Which alarms"
            className="w-36"
            options={SHOWN_OPTIONS}
            value={facets.show}
            onValueChange={(show) => setFacets({ show })}
          />
        }
        empty={
          <EmptyState icon={BellOff} title={facets.show === 'open' ? 'No open alarms' : 'No alarms'}>
            Two running copies of one domain, a domain that no host reports, a guest not heard from after a move, a host
            that does not answer, or one that is slower than declared in two benchmarks in a row: each raises one. A
            guest that crashed raises none: its tile on the map and its row in the list of domains say so.
          </EmptyState>
        }
      />
      {resolving === undefined ? null : (
        <ResolveDialog key={resolving.id} alarm={resolving} onClose={() => setResolving(undefined)} />
      )}
    </>
  );
}
