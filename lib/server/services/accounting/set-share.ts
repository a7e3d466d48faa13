import type { z } from 'zod';
import type { SetVoShare, VoShareBody } from '@/lib/contracts/accounting';
import { writeAudit } from '@/lib/server/audit/write-audit';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';

/** Says what share a VO is to have from now on, or that it has none. @throws AppError `forbidden` */
export async function setVoShare(options: {
  readonly context: ServiceContext;
  readonly input: SetVoShare;
}): Promise<z.input<typeof VoShareBody>> {
  const { context, input } = options;
  const { actor } = context;
  requireScope(actor, 'leases:approve');
  const { vo, weight, reason } = input;
  const set = { setByName: actor.name, setAt: context.now() };
  await context.db.$transaction(async (tx) => {
    const before = await tx.voShare.findUnique({ where: { vo } });
    if (weight === null) await tx.voShare.deleteMany({ where: { vo } });
    else await tx.voShare.upsert({ where: { vo }, create: { vo, weight, ...set }, update: { weight, ...set } });
    await writeAudit(tx, context, {
      action: 'setVoShare',
      scope: 'leases:approve',
      subjectType: 'vo',
      subjectId: vo,
      subjectName: vo,
      vo,
      reason,
      before: { weight: before?.weight ?? null },
      after: { weight },
    });
  });
  return { vo, weight, setByName: set.setByName, setAt: set.setAt.toISOString() };
}
