'use client';
import { useQuery } from '@tanstack/react-query';
import { MoreHorizontal } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { DetailPage } from '@/components/layout/detail-page';
import { Age } from '@/components/ui/age';
import { Banner } from '@/components/ui/banner';
import { Button } from '@/components/ui/button';
import { DescriptionList } from '@/components/ui/description-list';
import { IconButton } from '@/components/ui/icon-button';
import { ActionMenu } from '@/components/ui/menu';
import { PageHeader } from '@/components/ui/page-header';
import { scheduleQuery } from '@/lib/client/queries/schedules';
import type { BenchmarkSchedule } from '@/lib/contracts/schedules';
import { pages } from '@/lib/utils/paths';
import { FiringTable } from './firing-table';
import { ScheduleState } from './schedule-look';
import { limitWords, triggerWords } from './schedule-words';
import { useScheduleActions } from './use-schedule-actions';

/** One schedule: what it runs and when, and what became of each of its times. */
export function ScheduleDetail({ id }: { readonly id: string }) {
  const result = useQuery(scheduleQuery(id));
  return (
    <DetailPage result={result} what="this schedule">
      {(schedule) => <Content schedule={schedule} />}
    </DetailPage>
  );
}

/** Those that stand as buttons; all are in the menu. */
const BUTTONS = ['run', 'paused', 'edit'];

function Content({ schedule }: { readonly schedule: BenchmarkSchedule }) {
  const router = useRouter();
  const { itemsFor, dialogs } = useScheduleActions(() => router.push(pages.schedules()));
  const items = itemsFor(schedule);
  const { paused } = schedule;
  return (
    <>
      <PageHeader
        title={schedule.name}
        meta={
          <>
            <ScheduleState schedule={schedule} />
            {schedule.nextDueAt === null ? null : <Age at={schedule.nextDueAt} prefix="next" />}
          </>
        }
        actions={
          <>
            {items
              .filter(({ id }) => BUTTONS.includes(id))
              .map((item) => (
                <Button key={item.id} disabledReason={item.disabledReason} onClick={item.onSelect}>
                  {item.label}
                </Button>
              ))}
            <ActionMenu
              heading={schedule.name}
              items={items}
              trigger={
                <IconButton label={`All actions on ${schedule.name}`} variant="secondary">
                  <MoreHorizontal aria-hidden />
                </IconButton>
              }
            />
          </>
        }
      />
      {paused === null ? null : (
        <Banner kind={paused.reason === null ? 'info' : 'warning'} className="mb-3">
          {paused.reason === null ? 'Paused' : `${paused.reason} It is paused`} <Age at={paused.at} prefix="since" />.
          Resumed, it runs by the account of whoever resumes it.
        </Banner>
      )}
      {schedule.benchmarkTitle === null ? (
        <Banner kind="warning" className="mb-3">
          {schedule.benchmark} is not offered any more: its times are skipped. Edit the schedule, or delete it.
        </Banner>
      ) : null}
      <DescriptionList
        className="mb-6"
        items={[
          { term: 'Benchmark', value: schedule.benchmarkTitle ?? schedule.benchmark },
          { term: 'Where', value: schedule.ends },
          { term: 'When', value: triggerWords(schedule.trigger) },
          { term: 'Limits', value: limitWords(schedule) },
          { term: 'Parameters', value: parameterWords(schedule) },
          { term: 'By account of', value: schedule.ownerName },
        ]}
      />
      <h2 className="mb-2 text-base font-semibold">Its times</h2>
      <FiringTable id={schedule.id} />
      {dialogs}
    </>
  );
}

const parameterWords = ({ request }: BenchmarkSchedule): string => {
  const words = Object.entries(request.parameters).map(([name, value]) => `${name} ${value}`);
  if (request.repeats !== undefined) words.push(`${request.repeats} repeats`);
  return words.length === 0 ? 'as defined' : words.join(', ');
};
