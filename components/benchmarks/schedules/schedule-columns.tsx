'use client';
import { createColumnHelper } from '@tanstack/react-table';
import { NameCell, PhoneName } from '@/components/table/row-name';
import type { Column } from '@/components/table/table-types';
import { Age } from '@/components/ui/age';
import { Dash } from '@/components/ui/dash';
import type { BenchmarkSchedule } from '@/lib/contracts/schedules';
import { pages } from '@/lib/utils/paths';
import { FiringOutcome, ScheduleState } from './schedule-look';
import { triggerWords } from './schedule-words';

const column = createColumnHelper<BenchmarkSchedule>();

export const SCHEDULE_COLUMNS: Column<BenchmarkSchedule>[] = [
  column.accessor('name', {
    header: 'Name',
    enableSorting: false,
    enableHiding: false,
    meta: { width: 'minmax(150px, 1.2fr)' },
    cell: ({ row: { original } }) => (
      <NameCell href={pages.schedule(original.id)} name={original.name} simulated={false} />
    ),
  }),
  column.display({
    id: 'what',
    header: 'Benchmark, where',
    meta: { width: 'minmax(200px, 1.6fr)' },
    cell: ({ row: { original } }) => <What schedule={original} />,
  }),
  column.display({
    id: 'trigger',
    header: 'When',
    meta: { width: 'minmax(170px, 1.3fr)' },
    cell: ({ row: { original } }) => {
      const words = triggerWords(original.trigger);
      return (
        <span className="block truncate" title={words}>
          {words}
        </span>
      );
    },
  }),
  column.accessor('nextDueAt', {
    header: 'Next',
    enableSorting: false,
    meta: { width: '118px', align: 'end' },
    cell: ({ row: { original } }) => <Next schedule={original} />,
  }),
  column.display({
    id: 'last',
    header: 'Last time',
    meta: { width: 'minmax(200px, 1.8fr)' },
    cell: ({ row: { original } }) => <FiringOutcome firing={original.last} />,
  }),
  column.display({
    id: 'state',
    header: 'State',
    meta: { width: '92px' },
    cell: ({ row: { original } }) => <ScheduleState schedule={original} plain />,
  }),
  column.accessor('ownerName', {
    header: 'By',
    enableSorting: false,
    meta: { width: 'minmax(90px, 0.7fr)', name: 'By whose account' },
  }),
];

function What({ schedule }: { readonly schedule: BenchmarkSchedule }) {
  const title = schedule.benchmarkTitle ?? `${schedule.benchmark}, not offered any more`;
  return (
    <span className="block truncate" title={`${title} in ${schedule.ends}`}>
      {title} <span className="text-muted">{schedule.ends}</span>
    </span>
  );
}

/** A trigger that is no clock has no next time. */
export function Next({ schedule }: { readonly schedule: BenchmarkSchedule }) {
  if (schedule.nextDueAt === null) return <Dash />;
  return <Age at={schedule.nextDueAt} className="text-xs text-muted" />;
}

/** A schedule in three lines. */
export function SchedulePhoneRow({ schedule }: { readonly schedule: BenchmarkSchedule }) {
  return (
    <div className="grid gap-0.5">
      <PhoneName href={pages.schedule(schedule.id)} name={schedule.name} simulated={false}>
        <ScheduleState schedule={schedule} plain />
      </PhoneName>
      <div className="flex min-w-0 flex-wrap items-center gap-x-2 text-xs text-muted">
        <What schedule={schedule} />
        <span>{triggerWords(schedule.trigger)}</span>
        {schedule.nextDueAt === null ? null : <Next schedule={schedule} />}
      </div>
      {schedule.last === null ? null : <FiringOutcome firing={schedule.last} />}
    </div>
  );
}
