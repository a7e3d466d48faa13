import type { ListCampaignDefinitionsQuery, ListCampaignsQuery } from '@/lib/contracts/campaigns';
import type { Filter } from '@/lib/client/queries/filter';

export const campaignKeys = {
  all: () => ['campaigns'] as const,
  list: (filter: Filter<ListCampaignsQuery>) => [...campaignKeys.all(), 'list', filter] as const,
  detail: (id: string) => [...campaignKeys.all(), 'detail', id] as const,
  cell: (id: string, sequence: number) => [...campaignKeys.all(), 'cell', id, sequence] as const,
  definitions: (filter: Filter<ListCampaignDefinitionsQuery>) =>
    [...campaignKeys.all(), 'definitions', filter] as const,
  definition: (id: string) => [...campaignKeys.all(), 'definition', id] as const,
  checked: (yaml: string) => ['campaign-check', yaml] as const,
};
