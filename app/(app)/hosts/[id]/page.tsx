import { HostDetail } from '@/components/hosts/detail/host-detail';
import { readHost } from '@/lib/server/services/hosts/read-host';
import { subjectTitle } from '../../subject-title';

type Params = { readonly params: Promise<{ readonly id: string }> };

export const generateMetadata = ({ params }: Params) =>
  subjectTitle(params, 'Host', async (at) => `${(await readHost(at)).name} · Hosts`);

export default async function HostPage({ params }: Params) {
  const { id } = await params;
  return <HostDetail key={id} id={id} />;
}
