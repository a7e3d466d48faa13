'use client';
import { useQuery } from '@tanstack/react-query';
import { createColumnHelper } from '@tanstack/react-table';
import { CalendarClock } from 'lucide-react';
import { EmptyState } from '@/components/status/view-states';
import { DataTable } from '@/components/table/data-table';
import type { Column } from '@/components/table/table-types';
import { useListFilter } from '@/components/table/use-list-filter';
import { Age } from '@/components/ui/age';
import { Dash } from '@/components/ui/dash';
import { firingsQuery } from '@/lib/client/queries/schedules';
import type { BenchmarkFiring } from '@/lib/contracts/schedules';
import { FiringOutcome } from './schedule-look';
import { CAUSE_WORDS, outcomeWords } from './schedule-words';

const column = createColumnHelper<BenchmarkFiring>();
const COLUMNS: Column<BenchmarkFiring>[] = [
  column.accessor('dueAt', {
    header: 'Due',
    enableSorting: false,
    enableHiding: false,
    meta: { width: '110px' },
    cell: ({ row }) => <Age at={row.original.dueAt} className="text-xs" />,
  }),
  column.accessor('cause', {
    header: 'Because of',
    enableSorting: false,
    meta: { width: 'minmax(130px, 0.8fr)' },
    cell: ({ row }) => CAUSE_WORDS[row.original.cause],
  }),
  column.display({
    id: 'outcome',
    header: 'What became of it',
    meta: { width: 'minmax(260px, 3fr)' },
    cell: ({ row: { original } }) => <Outcome firing={original} />,
  }),
  column.accessor('note', {
    header: 'Note',
    enableSorting: false,
    meta: { width: 'minmax(180px, 2fr)' },
    cell: ({ row }) =>
      row.original.note === null ? (
        <Dash />
      ) : (
        <span className="block py-1 text-xs whitespace-normal text-muted">{row.original.note}</span>
      ),
  }),
];

/** With what is in the way in full: it is what one comes here to read. */
function Outcome({ firing }: { readonly firing: BenchmarkFiring }) {
  return (
    <div className="grid gap-0.5 py-1">
      <FiringOutcome firing={{ ...firing, reason: null }} />
      {firing.reason === null ? null : <span className="text-xs whitespace-normal text-muted">{firing.reason}</span>}
      {firing.nextTryAt === null ? null : (
        <span className="text-xs text-muted">
          Tried again <Age at={firing.nextTryAt} />
        </span>
      )}
    </div>
  );
}

const rowName = (firing: BenchmarkFiring) => `${CAUSE_WORDS[firing.cause]}, ${outcomeWords(firing)}`;
const phoneRow = (firing: BenchmarkFiring) => (
  <div className="grid gap-0.5 text-sm">
    <span className="flex items-center gap-2 text-xs text-muted">
      <Age at={firing.dueAt} /> {CAUSE_WORDS[firing.cause]}
    </span>
    <Outcome firing={firing} />
    {firing.note === null ? null : <span className="text-xs text-muted">{firing.note}</span>}
  </div>
);

/** Every time that a schedule was due, newest first. */
export function FiringTable({ id }: { readonly id: string }) {
  const { paging, filter } = useListFilter({});
  const result = useQuery(firingsQuery(id, filter));
  return (
    <DataTable<BenchmarkFiring>
      name="benchmark-firings"
      label="Its times"
      noun={{ one: 'time', many: 'times' }}
      columns={COLUMNS}
      result={result}
      paging={paging}
      question={filter}
      rowName={rowName}
      phoneRow={phoneRow}
      empty={
        <EmptyState icon={CalendarClock} title="It was not due yet">
          Each time that it is, what became of it stands here: the run, or why there was none.
        </EmptyState>
      }
    />
  );
}
