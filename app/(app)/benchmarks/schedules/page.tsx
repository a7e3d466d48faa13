import type { Metadata } from 'next';
import { ScheduleList } from '@/components/benchmarks/schedules/schedule-list';

export const metadata: Metadata = { title: 'Schedules · Benchmarks' };

export default function SchedulesPage() {
  return <ScheduleList />;
}
