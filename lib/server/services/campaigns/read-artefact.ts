import { notFound, requireScope } from '@/lib/server/auth/require-scope';
import { fileResponse } from '@/lib/server/http/file-response';
import type { ServiceContext } from '@/lib/server/service-context';
import { findCampaign } from './campaign-rows';

/** What a guest wrote is never shown in place: it is saved as bytes. @throws AppError `not-found` */
export async function readCampaignArtefact(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly sequence: number;
  readonly number: number;
}): Promise<Response> {
  const { context, id, sequence, number } = options;
  requireScope(context.actor, 'campaigns:read');
  const { number: campaign } = await findCampaign(context.db, context.actor, id);
  const row = await context.db.campaignArtefact.findUnique({
    where: { campaignId_sequence_number: { campaignId: id, sequence, number } },
    include: { cell: { select: { name: true } } },
  });
  if (row === null || row.content === null) throw notFound('kept file of this campaign');
  const base = row.path.split('/').at(-1) ?? 'artefact';
  return fileResponse(row.content, 'application/octet-stream', `campaign-${campaign}-${row.cell.name}-${base}`);
}
