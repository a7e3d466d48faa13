import type { z } from 'zod';
import type { CampaignPage, ListCampaignsQuery } from '@/lib/contracts/campaigns';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { CAMPAIGN_PARTS, campaignBody, testTotals } from './campaign-rows';
import { visibleCampaigns } from './visible-campaigns';

/** The newest first. */
export async function listCampaigns(options: {
  readonly context: ServiceContext;
  readonly query: ListCampaignsQuery;
}): Promise<z.input<typeof CampaignPage>> {
  const { context, query } = options;
  requireScope(context.actor, 'campaigns:read');
  const where = {
    AND: [
      visibleCampaigns(context.actor),
      query.definition === undefined ? {} : { definition: { name: query.definition } },
    ],
  };
  const [total, rows] = await Promise.all([
    context.db.campaign.count({ where }),
    context.db.campaign.findMany({
      where,
      orderBy: { number: 'desc' },
      skip: (query.page - 1) * query.pageSize,
      take: query.pageSize,
      ...CAMPAIGN_PARTS,
    }),
  ]);
  const totals = await testTotals(
    context.db,
    rows.map(({ id }) => id),
  );
  return {
    items: rows.map((row) => campaignBody(row, totals)),
    total,
    page: query.page,
    pageSize: query.pageSize,
  };
}
