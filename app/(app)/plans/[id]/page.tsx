import { PlanDetail } from '@/components/plans/plan-detail';
import { planTitle } from '@/lib/domain/plan';
import { readPlan } from '@/lib/server/services/plans/read-plan';
import { subjectTitle } from '../../subject-title';

type Params = { readonly params: Promise<{ readonly id: string }> };

export const generateMetadata = ({ params }: Params) =>
  subjectTitle(params, 'Plan', async (at) => `${planTitle(await readPlan(at))} · Plans`);

export default async function PlanPage({ params }: Params) {
  const { id } = await params;
  return <PlanDetail key={id} id={id} />;
}
