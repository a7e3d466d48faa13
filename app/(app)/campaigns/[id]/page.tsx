import { CampaignDetail } from '@/components/campaigns/campaign-detail';
import { readCampaign } from '@/lib/server/services/campaigns/read-campaign';
import { subjectTitle } from '../../subject-title';

type Params = { readonly params: Promise<{ readonly id: string }> };

export const generateMetadata = ({ params }: Params) =>
  subjectTitle(params, 'Campaign', async (at) => {
    const { name, number } = await readCampaign(at);
    return `${name} ${number} · Campaigns`;
  });

export default async function CampaignPage({ params }: Params) {
  const { id } = await params;
  return <CampaignDetail key={id} id={id} />;
}
