import { EnvironmentDetail } from '@/components/environments/environment-detail';
import { readEnvironment } from '@/lib/server/services/environments/read-environment';
import { subjectTitle } from '../../subject-title';

type Params = { readonly params: Promise<{ readonly id: string }> };

export const generateMetadata = ({ params }: Params) =>
  subjectTitle(params, 'Environment', async (at) => {
    const { name, version } = await readEnvironment(at);
    return `${name} ${version} · Environments`;
  });

export default async function EnvironmentPage({ params }: Params) {
  const { id } = await params;
  return <EnvironmentDetail key={id} id={id} />;
}
