import type { z } from 'zod';
import { CampaignFile } from '@/lib/contracts/campaign-file';
import type { CampaignDefinition, CampaignDefinitionDetail } from '@/lib/contracts/campaigns';
import { type Actor, hasScope, refusalOf } from '@/lib/domain/access';
import { notFound } from '@/lib/server/auth/require-scope';
import type { Tx } from '@/lib/server/db/client';
import type { CampaignDefinition as Row } from '@/lib/server/db/generated/client';
import { CAMPAIGN_PARTS, campaignBody, type CampaignRow, testTotals } from './campaign-rows';
import { visibleCampaigns } from './visible-campaigns';

/** @throws AppError `not-found` where there is none, or it is of a VO that the actor does not see. */
export async function findDefinition(db: Pick<Tx, 'campaignDefinition'>, actor: Actor, id: string): Promise<Row> {
  const row = await db.campaignDefinition.findFirst({ where: { AND: [{ id }, visibleCampaigns(actor)] } });
  if (row === null) throw notFound('campaign file');
  return row;
}

/** With the last campaign of each name. */
export async function definitionBodies(db: Tx, rows: readonly Row[]): Promise<z.input<typeof CampaignDefinition>[]> {
  // One after the other: a transaction has one connection.
  const last: (CampaignRow | null)[] = [];
  for (const { name } of rows)
    last.push(
      await db.campaign.findFirst({ where: { definition: { name } }, orderBy: { number: 'desc' }, ...CAMPAIGN_PARTS }),
    );
  const totals = await testTotals(
    db,
    last.flatMap((row) => row?.id ?? []),
  );
  return rows.map((row, index) => {
    const file = CampaignFile.parse(row.body);
    const campaign = last[index] ?? null;
    return {
      id: row.id,
      name: row.name,
      version: row.version,
      description: file.description,
      vo: row.vo,
      environments: file.environments.map(({ name }) => name),
      archive: file.archive,
      createdByName: row.createdByName,
      createdAt: row.createdAt.toISOString(),
      last: campaign === null ? null : campaignBody(campaign, totals),
    };
  });
}

/** @throws AppError `not-found` */
export async function definitionDetail(
  db: Tx,
  actor: Actor,
  id: string,
): Promise<z.input<typeof CampaignDefinitionDetail>> {
  const row = await findDefinition(db, actor, id);
  const versions = await db.campaignDefinition.findMany({ where: { name: row.name }, orderBy: { version: 'desc' } });
  const [body] = await definitionBodies(db, [row]);
  if (body === undefined) throw notFound('campaign file');
  const refused = hasScope(actor, 'campaigns:run') ? undefined : refusalOf(actor.role, 'campaigns:run');
  const verdict = (reason: string | undefined) =>
    reason === undefined ? ({ allowed: true } as const) : ({ allowed: false, reason } as const);
  return {
    ...body,
    yaml: row.yaml,
    file: CampaignFile.parse(row.body),
    versions: versions.map((each) => ({
      id: each.id,
      version: each.version,
      createdByName: each.createdByName,
      createdAt: each.createdAt.toISOString(),
    })),
    can: {
      edit: verdict(refused ?? editRefusal(row, versions[0]?.version ?? row.version)),
      run: verdict(refused),
    },
  };
}

/** Why a version may not be the ground of the next one; undefined where it may. */
export const editRefusal = (row: Pick<Row, 'version'>, newest: number): string | undefined =>
  row.version < newest ? `There is a version ${newest} already; change that one.` : undefined;
