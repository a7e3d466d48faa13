import { DefinitionDetail } from '@/components/campaigns/definition-detail';
import { readCampaignDefinition } from '@/lib/server/services/campaigns/read-definition';
import { subjectTitle } from '../../../subject-title';

type Params = { readonly params: Promise<{ readonly id: string }> };

export const generateMetadata = ({ params }: Params) =>
  subjectTitle(params, 'Campaign file', async (at) => `${(await readCampaignDefinition(at)).name} · Campaign files`);

export default async function CampaignDefinitionPage({ params }: Params) {
  const { id } = await params;
  return <DefinitionDetail key={id} id={id} />;
}
