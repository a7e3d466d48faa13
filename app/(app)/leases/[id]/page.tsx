import { LeaseDetail } from '@/components/leases/lease-detail';
import { readLease } from '@/lib/server/services/leases/read-lease';
import { subjectTitle } from '../../subject-title';

type Params = { readonly params: Promise<{ readonly id: string }> };

export const generateMetadata = ({ params }: Params) =>
  subjectTitle(params, 'Lease', async (at) => {
    const { number } = await readLease(at);
    return `Lease ${number} · Leases`;
  });

export default async function LeasePage({ params }: Params) {
  const { id } = await params;
  return <LeaseDetail key={id} id={id} />;
}
