import { PoolDetail } from '@/components/batch/pool-detail';
import { readPool } from '@/lib/server/services/pools/read-pool';
import { subjectTitle } from '../../subject-title';

type Params = { readonly params: Promise<{ readonly id: string }> };

export const generateMetadata = ({ params }: Params) =>
  subjectTitle(params, 'Pool', async (at) => {
    const { name } = await readPool(at);
    return `${name} · Batch`;
  });

export default async function PoolPage({ params }: Params) {
  const { id } = await params;
  return <PoolDetail key={id} id={id} />;
}
