import { ScheduleDetail } from '@/components/benchmarks/schedules/schedule-detail';
import { readSchedule } from '@/lib/server/services/schedules/read-schedule';
import { subjectTitle } from '../../../subject-title';

type Params = { readonly params: Promise<{ readonly id: string }> };

export const generateMetadata = ({ params }: Params) =>
  subjectTitle(params, 'Schedule', async (at) => `${(await readSchedule(at)).name} · Schedules`);

export default async function SchedulePage({ params }: Params) {
  const { id } = await params;
  return <ScheduleDetail key={id} id={id} />;
}
