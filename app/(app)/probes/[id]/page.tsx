import { TargetDetail } from '@/components/probes/target-detail';
import { readProbeTarget } from '@/lib/server/services/probes/read-target';
import { subjectTitle } from '../../subject-title';

type Params = { readonly params: Promise<{ readonly id: string }> };

export const generateMetadata = ({ params }: Params) =>
  subjectTitle(params, 'Service', async (at) => `${(await readProbeTarget(at)).name} · Probes`);

export default async function ProbePage({ params }: Params) {
  const { id } = await params;
  // Keyed: going from one service to another starts afresh, nothing of the first is shown as the second's.
  return <TargetDetail key={id} id={id} />;
}
