import type { Metadata } from 'next';
import { NewDefinition } from '@/components/campaigns/new-definition';

export const metadata: Metadata = { title: 'New campaign file' };

export default function NewCampaignDefinitionPage() {
  return <NewDefinition />;
}
