import { DomainDetail } from '@/components/domains/detail/domain-detail';
import { readDomain } from '@/lib/server/services/domains/read-domain';
import { subjectTitle } from '../../subject-title';

type Params = { readonly params: Promise<{ readonly id: string }> };

export const generateMetadata = ({ params }: Params) =>
  subjectTitle(params, 'Domain', async (at) => `${(await readDomain(at)).name} · Domains`);

export default async function DomainPage({ params }: Params) {
  const { id } = await params;
  // Keyed: going from one domain to another starts afresh, nothing of the first is shown as the second's.
  return <DomainDetail key={id} id={id} />;
}
