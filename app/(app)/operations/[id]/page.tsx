import { OperationDetail } from '@/components/operations/operation-detail';
import { readOperation } from '@/lib/server/services/operations/read-operation';
import { subjectTitle } from '../../subject-title';

type Params = { readonly params: Promise<{ readonly id: string }> };

export const generateMetadata = ({ params }: Params) =>
  subjectTitle(params, 'Operation', async (at) => `${(await readOperation(at)).title} · Operations`);

export default async function OperationPage({ params }: Params) {
  const { id } = await params;
  return <OperationDetail key={id} id={id} />;
}
