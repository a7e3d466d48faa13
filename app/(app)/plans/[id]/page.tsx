import { PlanDetail } from '@/components/plans/plan-detail';
import { readPlan } from '@/lib/server/services/plans/read-plan';
import { subjectTitle } from '../../subject-title';

type Params = { readonly params: Promise<{ readonly id: string }> };

export const generateMetadata = ({ params }: Params) =>
  subjectTitle(params, 'Plan', async (at) => `Drain ${(await readPlan(at)).hostName} · Plans`);

export default async function PlanPage({ params }: Params) {
  const { id } = await params;
  return <PlanDetail key={id} id={id} />;
}
