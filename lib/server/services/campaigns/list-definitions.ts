import type { z } from 'zod';
import type { CampaignDefinitionPage, ListCampaignDefinitionsQuery } from '@/lib/contracts/campaigns';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { definitionBodies } from './definition-rows';
import { visibleCampaigns } from './visible-campaigns';

/** The newest version of every campaign file, by name. */
export async function listCampaignDefinitions(options: {
  readonly context: ServiceContext;
  readonly query: ListCampaignDefinitionsQuery;
}): Promise<z.input<typeof CampaignDefinitionPage>> {
  const { context, query } = options;
  requireScope(context.actor, 'campaigns:read');
  const { db } = context;
  const where = {
    AND: [visibleCampaigns(context.actor), query.name === undefined ? {} : { name: query.name }],
  };
  const [names, rows] = await Promise.all([
    db.campaignDefinition.groupBy({ by: ['name'], where }),
    db.campaignDefinition.findMany({
      where,
      orderBy: [{ name: 'asc' }, { version: 'desc' }],
      distinct: ['name'],
      skip: (query.page - 1) * query.pageSize,
      take: query.pageSize,
    }),
  ]);
  return {
    items: await definitionBodies(db, rows),
    total: names.length,
    page: query.page,
    pageSize: query.pageSize,
  };
}
