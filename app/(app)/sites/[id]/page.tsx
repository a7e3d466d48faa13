import { SiteDetail } from '@/components/sites/site-detail';
import { readSiteById } from '@/lib/server/services/sites/read-site';
import { subjectTitle } from '../../subject-title';

type Params = { readonly params: Promise<{ readonly id: string }> };

export const generateMetadata = ({ params }: Params) =>
  subjectTitle(params, 'Site', async (at) => `${(await readSiteById(at)).name} · Sites`);

export default async function SitePage({ params }: Params) {
  const { id } = await params;
  return <SiteDetail key={id} id={id} />;
}
