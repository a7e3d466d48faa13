import { LossDetail } from '@/components/recovery/loss-detail';
import { readLoss } from '@/lib/server/services/recovery/read-loss';
import { subjectTitle } from '../../subject-title';

type Params = { readonly params: Promise<{ readonly id: string }> };

export const generateMetadata = ({ params }: Params) =>
  subjectTitle(params, 'Host loss', async (at) => `Loss of ${(await readLoss(at)).hostName} · Recovery`);

export default async function LossPage({ params }: Params) {
  const { id } = await params;
  return <LossDetail key={id} id={id} />;
}
