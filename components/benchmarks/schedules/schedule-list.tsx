'use client';
import { useQuery } from '@tanstack/react-query';
import { CalendarClock, Plus } from 'lucide-react';
import { useState } from 'react';
import { EmptyState, ForbiddenState } from '@/components/status/view-states';
import { DataTable } from '@/components/table/data-table';
import { useListFilter } from '@/components/table/use-list-filter';
import { Button } from '@/components/ui/button';
import { schedulesQuery } from '@/lib/client/queries/schedules';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import type { BenchmarkSchedule } from '@/lib/contracts/schedules';
import { TESTBED_ONLY } from '@/lib/domain/access';
import { AppError } from '@/lib/domain/errors';
import { pages } from '@/lib/utils/paths';
import { BenchmarkHeader } from '../benchmark-header';
import { SCHEDULE_COLUMNS, SchedulePhoneRow } from './schedule-columns';
import { ScheduleDialog } from './schedule-dialog';
import { useScheduleActions } from './use-schedule-actions';

const rowName = (schedule: BenchmarkSchedule) => schedule.name;
const rowHref = (schedule: BenchmarkSchedule) => pages.schedule(schedule.id);
const phoneRow = (schedule: BenchmarkSchedule) => <SchedulePhoneRow schedule={schedule} />;

/** Benchmarks that run by themselves: when next, what became of the last time. */
export function ScheduleList() {
  const { paging, filter } = useListFilter({});
  const result = useQuery(schedulesQuery(filter));
  const refused = useScopeRefusal('benchmarks:run');
  const [adding, setAdding] = useState(false);
  const { itemsFor, dialogs } = useScheduleActions();
  if (AppError.is(result.error, 'forbidden')) return <ForbiddenState asPage>{TESTBED_ONLY}</ForbiddenState>;
  const add = (
    <Button variant="primary" disabledReason={refused} onClick={() => setAdding(true)}>
      <Plus aria-hidden />
      Add schedule
    </Button>
  );
  return (
    <>
      <BenchmarkHeader title="Benchmark schedules" actions={add} />
      <DataTable<BenchmarkSchedule>
        name="benchmark-schedules"
        label="Benchmark schedules"
        noun={{ one: 'schedule', many: 'schedules' }}
        columns={SCHEDULE_COLUMNS}
        result={result}
        paging={paging}
        question={filter}
        rowName={rowName}
        rowHref={rowHref}
        phoneRow={phoneRow}
        actions={itemsFor}
        empty={
          <EmptyState icon={CalendarClock} title="Nothing runs by itself yet" action={add}>
            A schedule runs a benchmark at night, after a host has changed, or around migrations, and says of each time
            what became of it.
          </EmptyState>
        }
      />
      {adding ? <ScheduleDialog schedule={undefined} onClose={() => setAdding(false)} /> : null}
      {dialogs}
    </>
  );
}
