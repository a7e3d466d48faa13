import type { z } from 'zod';
import type { RemoveVoQuota, VoQuota } from '@/lib/contracts/environments';
import { writeAudit } from '@/lib/server/audit/write-audit';
import { notFound, requireScope } from '@/lib/server/auth/require-scope';
import { appendEvent } from '@/lib/server/events/append-event';
import type { ServiceContext } from '@/lib/server/service-context';
import { quotaBody, takenNow } from './list-quotas';

/** From now on the leases of a VO may take what fits. @throws AppError `forbidden`, `not-found` where it has no quota */
export async function removeVoQuota(options: {
  readonly context: ServiceContext;
  readonly vo: string;
  readonly input: RemoveVoQuota;
}): Promise<z.input<typeof VoQuota>> {
  const { context, vo, input } = options;
  requireScope(context.actor, 'leases:approve');
  return await context.db.$transaction(async (tx) => {
    const before = await tx.voQuota.findUnique({ where: { vo } });
    if (before === null) throw notFound('quota');
    await tx.voQuota.delete({ where: { vo } });
    await writeAudit(tx, context, {
      action: 'removeVoQuota',
      scope: 'leases:approve',
      subjectType: 'vo',
      subjectId: vo,
      subjectName: vo,
      vo,
      reason: input.reason,
      before: { ...before },
    });
    const taken = await takenNow(tx, context.now());
    await appendEvent(tx, { type: 'quota.changed', vo, words: 'has no quota any more' }, { vo });
    return quotaBody(vo, undefined, taken.get(vo));
  });
}
