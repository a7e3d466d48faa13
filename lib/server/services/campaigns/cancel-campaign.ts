import type { z } from 'zod';
import type { CampaignDetail, CancelCampaign } from '@/lib/contracts/campaigns';
import { AppError } from '@/lib/domain/errors';
import { writeAudit } from '@/lib/server/audit/write-audit';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { campaignDetail, cancelRefusal, findCampaign } from './campaign-rows';
import { tellCampaign } from './tell-campaign';

/**
 * Nothing more is begun, what runs is asked to end, and the domains are deleted: by the loop that carries the campaign out.
 * @throws AppError `not-found`, `conflict` where it has ended or is being cancelled.
 */
export async function cancelCampaign(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly body: CancelCampaign;
}): Promise<z.input<typeof CampaignDetail>> {
  const { context, id, body } = options;
  requireScope(context.actor, 'campaigns:run');
  return await context.db.$transaction(async (tx) => {
    const row = await findCampaign(tx, context.actor, id);
    const refusal = cancelRefusal(row);
    if (refusal !== undefined) throw new AppError('conflict', refusal);
    await tx.campaign.update({
      where: { id },
      data: { cancelRequestedAt: context.now(), cancelledByName: context.actor.name },
      select: { id: true },
    });
    await writeAudit(tx, context, {
      action: 'cancelCampaign',
      scope: 'campaigns:run',
      subjectType: 'campaign',
      subjectId: id,
      subjectName: `${row.definition.name} ${row.number}`,
      vo: row.vo ?? undefined,
      reason: body.reason,
    });
    await tellCampaign(tx, row, 'is being cancelled');
    return await campaignDetail(tx, context.actor, id);
  });
}
