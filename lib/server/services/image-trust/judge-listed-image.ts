import type { z } from 'zod';
import type { ImageListDetail, JudgeListedImage } from '@/lib/contracts/image-trust';
import { AppError } from '@/lib/domain/errors';
import { writeAudit } from '@/lib/server/audit/write-audit';
import { notFound, requireScope } from '@/lib/server/auth/require-scope';
import { appendEvent } from '@/lib/server/events/append-event';
import type { ServiceContext } from '@/lib/server/service-context';
import { listDetail } from './trust-rows';

/**
 * Invalidates one image of a list at this site, or takes that back; in all versions of that list, so that a newer or an older one does
 * not let it in again.
 * @throws AppError `forbidden`, `not-found`, `refused` where nothing would change.
 */
export async function judgeListedImage(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly input: JudgeListedImage;
}): Promise<z.input<typeof ImageListDetail>> {
  const { context, id, input } = options;
  requireScope(context.actor, 'images:trust');
  return await context.db.$transaction(async (tx) => {
    const image = await tx.listedImage.findUnique({ where: { id }, include: { list: true } });
    if (image === null) throw notFound('listed image');
    const { list, sha512, title } = image;
    const { count } = await tx.listedImage.updateMany({
      where: { sha512, list: { identifier: list.identifier }, invalidatedAt: input.invalidated ? null : { not: null } },
      data: input.invalidated
        ? { invalidatedAt: context.now(), invalidatedByName: context.actor.name, invalidatedWhy: input.reason ?? null }
        : { invalidatedAt: null, invalidatedByName: null, invalidatedWhy: null },
    });
    if (count === 0)
      throw new AppError(
        'refused',
        input.invalidated ? `${title} is invalidated already.` : `${title} is not invalidated.`,
      );
    await writeAudit(tx, context, {
      action: 'judgeListedImage',
      scope: 'images:trust',
      subjectType: 'listed-image',
      subjectId: id,
      subjectName: title,
      reason: input.reason,
      before: { invalidated: !input.invalidated },
      after: { invalidated: input.invalidated, sha512, list: list.title },
    });
    const words = input.invalidated ? `${title} is invalidated` : `${title} is not invalidated any more`;
    await appendEvent(tx, { type: 'image-trust.changed', words });
    return await listDetail(tx, context.actor, list.id, context.now());
  });
}
