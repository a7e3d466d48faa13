import type { Metadata } from 'next';
import { DefinitionList } from '@/components/campaigns/definition-list';

export const metadata: Metadata = { title: 'Campaign files' };

export default function CampaignDefinitionsPage() {
  return <DefinitionList />;
}
