'use client';
import { useQuery } from '@tanstack/react-query';
import { createColumnHelper } from '@tanstack/react-table';
import { CircleCheck, CircleX, FileSearch, History } from 'lucide-react';
import { useState } from 'react';
import { DataTable } from '@/components/table/data-table';
import { ClearFilters } from '@/components/table/filter-states';
import { SearchInput } from '@/components/table/search-input';
import type { Column } from '@/components/table/table-types';
import { parseAsTyped, useListFilter } from '@/components/table/use-list-filter';
import { Age } from '@/components/ui/age';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Dash } from '@/components/ui/dash';
import { PageHeader } from '@/components/ui/page-header';
import { Select } from '@/components/ui/select';
import { EmptyState, ForbiddenState } from '@/components/status/view-states';
import { auditQuery } from '@/lib/client/queries/audit';
import type { AuditEntry } from '@/lib/contracts/access';
import { ACTION_WORDS, actionWords } from '@/lib/contracts/audit-words';
import { AppError } from '@/lib/domain/errors';
import { changeWords } from './change-words';
import { AuditDialog } from './audit-dialog';

const column = createColumnHelper<AuditEntry>();
const COLUMNS: Column<AuditEntry>[] = [
  column.accessor('at', {
    header: 'When',
    enableSorting: false,
    meta: { width: '96px' },
    cell: ({ row }) => <Age at={row.original.at} className="text-xs" />,
  }),
  column.accessor('actorName', {
    header: 'Who',
    enableSorting: false,
    enableHiding: false,
    meta: { width: 'minmax(150px, 1.1fr)' },
    cell: ({ row: { original } }) => (
      <span title={`${original.actorName}, by ${original.via}`}>
        {original.actorName}
        {/* A session is how people come; what is worth its room is the rest. */}
        {original.via === 'session' ? null : <span className="text-xs text-muted"> by {original.via}</span>}
      </span>
    ),
  }),
  column.accessor('action', {
    header: 'Action',
    enableSorting: false,
    meta: { width: 'minmax(170px, 1.6fr)' },
    cell: ({ row: { original } }) => (
      <span title={`${actionWords(original)} (${original.action})`}>{actionWords(original)}</span>
    ),
  }),
  column.display({
    id: 'subject',
    header: 'On',
    meta: { width: 'minmax(140px, 1.2fr)' },
    cell: ({ row: { original } }) => original.subjectName ?? original.subjectId ?? original.subjectType,
  }),
  column.accessor('outcome', {
    header: 'Outcome',
    enableSorting: false,
    meta: { width: '110px' },
    cell: ({ row: { original } }) => <Outcome entry={original} />,
  }),
  column.display({
    id: 'change',
    header: 'Change',
    meta: { width: 'minmax(180px, 2fr)' },
    cell: ({ row: { original } }) => {
      const words = changeWords(original);
      return words === '' ? <Dash /> : <span title={words}>{words}</span>;
    },
  }),
  column.accessor('reason', {
    header: 'Reason',
    enableSorting: false,
    meta: { width: 'minmax(120px, 1.2fr)' },
    cell: ({ row }) => row.original.reason ?? <Dash />,
  }),
  column.accessor('address', {
    header: 'Address',
    enableSorting: false,
    meta: { width: '120px', hiddenAtFirst: true },
    cell: ({ row }) => row.original.address ?? <Dash />,
  }),
];

function Outcome({ entry }: { readonly entry: AuditEntry }) {
  return entry.outcome === 'accepted' ? (
    <Badge tone="running" icon={CircleCheck} plain>
      accepted
    </Badge>
  ) : (
    <Badge tone="trouble" icon={CircleX} plain>
      refused
    </Badge>
  );
}

const PARSERS = { q: parseAsTyped, actor: parseAsTyped, action: parseAsTyped };
const rowName = (entry: AuditEntry) => `${actionWords(entry)} by ${entry.actorName}`;
const ACTION_OPTIONS = [
  { value: '', label: 'Any action' },
  ...Object.entries(ACTION_WORDS)
    .map(([value, label]) => ({ value, label }))
    .toSorted((a, b) => a.label.localeCompare(b.label)),
];
const phoneRow = (entry: AuditEntry) => (
  <div className="grid gap-0.5 text-sm">
    <span className="truncate">
      <span className="font-medium">{entry.actorName}</span> {actionWords(entry)}{' '}
      {/* The title of an operation names its subject already. */}
      {entry.subjectName !== null && actionWords(entry).includes(entry.subjectName) ? null : (
        <span className="text-muted">{entry.subjectName}</span>
      )}
    </span>
    <span className="flex items-center gap-2 text-xs text-muted">
      <Outcome entry={entry} />
      <Age at={entry.at} />
    </span>
  </div>
);

/** Who did what, newest first, with what changed. */
export function AuditList() {
  const { facets, setFacets, paging, filter, narrowed } = useListFilter(PARSERS);
  const [opened, setOpened] = useState<AuditEntry>();
  const result = useQuery(auditQuery(filter));
  if (AppError.is(result.error, 'forbidden')) return <ForbiddenState asPage>{result.error.message}</ForbiddenState>;
  return (
    <>
      <PageHeader title="Audit" />
      <DataTable<AuditEntry>
        name="audit"
        label="Audit"
        noun={{ one: 'entry', many: 'entries' }}
        columns={COLUMNS}
        result={result}
        paging={paging}
        question={filter}
        rowName={rowName}
        phoneRow={phoneRow}
        actions={(entry) => [
          { id: 'show', label: 'Show entry', icon: FileSearch, shortcut: 'o', onSelect: () => setOpened(entry) },
        ]}
        onOpen={setOpened}
        filters={
          <>
            <SearchInput
              label="Search the audit"
              placeholder="Name, reason, id"
              value={facets.q}
              onChange={(q) => setFacets({ q })}
            />
            <SearchInput
              label="Who"
              placeholder="Who"
              value={facets.actor}
              onChange={(actor) => setFacets({ actor })}
            />
            <Select
              aria-label="Action"
              className="w-56"
              options={ACTION_OPTIONS}
              value={facets.action}
              onValueChange={(action) => setFacets({ action })}
            />
            <ClearFilters narrowed={narrowed} onClear={() => setFacets(null)} />
          </>
        }
        empty={
          <EmptyState
            icon={History}
            title={narrowed ? 'No entry matches' : 'Nothing has been done yet'}
            action={narrowed ? <Button onClick={() => setFacets(null)}>Show all</Button> : undefined}
          >
            Every write leaves an entry in the same transaction: who, by what right, on what, before and after.
          </EmptyState>
        }
      />
      {opened === undefined ? null : <AuditDialog entry={opened} onClose={() => setOpened(undefined)} />}
    </>
  );
}
