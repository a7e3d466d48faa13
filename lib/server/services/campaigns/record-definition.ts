import type { CampaignFile } from '@/lib/contracts/campaign-file';
import type { AuditedRouteId } from '@/lib/contracts/routes';
import { writeAudit } from '@/lib/server/audit/write-audit';
import type { Tx } from '@/lib/server/db/client';
import type { CampaignDefinition } from '@/lib/server/db/generated/client';
import { appendEvent } from '@/lib/server/events/append-event';
import type { ServiceContext } from '@/lib/server/service-context';

/** A version's row, its audit, and the word that there is one. */
export async function recordDefinition(
  tx: Tx,
  context: ServiceContext,
  written: {
    readonly action: AuditedRouteId;
    readonly file: CampaignFile;
    readonly yaml: string;
    readonly version: number;
    readonly reason: string | undefined;
    readonly before?: Record<string, unknown>;
  },
): Promise<CampaignDefinition> {
  const { file, yaml, version, reason, before } = written;
  const row = await tx.campaignDefinition.create({
    data: {
      name: file.name,
      version,
      body: file,
      yaml,
      vo: file.vo ?? null,
      createdByName: context.actor.name,
      createdAt: context.now(),
    },
  });
  await writeAudit(tx, context, {
    action: written.action,
    scope: 'campaigns:run',
    subjectType: 'campaign file',
    subjectId: row.id,
    subjectName: row.name,
    vo: row.vo ?? undefined,
    reason,
    before,
    after: { version, yaml },
  });
  await appendEvent(
    tx,
    { type: 'campaign.changed', campaignId: null, definitionId: row.id, name: row.name, words: 'is written' },
    { vo: row.vo },
  );
  return row;
}
