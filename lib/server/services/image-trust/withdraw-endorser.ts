import type { z } from 'zod';
import type { ImageEndorser, WithdrawEndorser } from '@/lib/contracts/image-trust';
import { AppError } from '@/lib/domain/errors';
import { writeAudit } from '@/lib/server/audit/write-audit';
import { notFound, requireScope } from '@/lib/server/auth/require-scope';
import { appendEvent } from '@/lib/server/events/append-event';
import type { ServiceContext } from '@/lib/server/service-context';
import { ENDORSER_PARTS, endorserBody } from './trust-rows';

/**
 * Trusts an endorser no more: what it has endorsed counts no more at once. Domains that run are left alone.
 * @throws AppError `forbidden`, `not-found`, `refused` where that was done already.
 */
export async function withdrawEndorser(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly input: WithdrawEndorser;
}): Promise<z.input<typeof ImageEndorser>> {
  const { context, id, input } = options;
  requireScope(context.actor, 'images:trust');
  return await context.db.$transaction(async (tx) => {
    const { count } = await tx.imageEndorser.updateMany({
      where: { id, withdrawnAt: null },
      data: { withdrawnAt: context.now(), withdrawnByName: context.actor.name },
    });
    const row = await tx.imageEndorser.findUnique({ where: { id }, include: ENDORSER_PARTS });
    if (row === null) throw notFound('endorser');
    if (count === 0) throw new AppError('refused', `${row.subject} is not trusted any more already.`);
    await writeAudit(tx, context, {
      action: 'withdrawEndorser',
      scope: 'images:trust',
      subjectType: 'image-endorser',
      subjectId: id,
      subjectName: row.subject,
      reason: input.reason,
      before: { vos: row.vos, fingerprint: row.fingerprint },
      after: { withdrawnAt: row.withdrawnAt },
    });
    await appendEvent(tx, { type: 'image-trust.changed', words: `${row.subject} is not trusted any more` });
    return endorserBody(context.actor, row);
  });
}
