import type { z } from 'zod';
import type { ImageDetail, RetireImage } from '@/lib/contracts/images';
import { AppError } from '@/lib/domain/errors';
import { writeAudit } from '@/lib/server/audit/write-audit';
import { requireScope } from '@/lib/server/auth/require-scope';
import { appendEvent } from '@/lib/server/events/append-event';
import type { ServiceContext } from '@/lib/server/service-context';
import { imageDetail, retireRefusal } from './image-detail';
import { findImage } from './image-rows';

/**
 * Offers an image no more, whichever of its versions is named. What was built stays until a collection; a new version brings
 * it back.
 * @throws AppError `not-found`, `refused` where it is retired already.
 */
export async function retireImage(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly input: RetireImage;
}): Promise<z.input<typeof ImageDetail>> {
  const { context, id, input } = options;
  requireScope(context.actor, 'images:build');
  return await context.db.$transaction(async (tx) => {
    const row = await findImage(tx, context.actor, id);
    const retiredAt = context.now();
    const { count } = await tx.imageSpecification.updateMany({
      where: { name: row.name, retiredAt: null },
      data: { retiredAt },
    });
    // Asked after the write, which waits for others' writes of the same rows.
    if (count === 0) throw new AppError('refused', retireRefusal(row) ?? 'It is not offered any more already.');
    const { name, version, vo } = row;
    await writeAudit(tx, context, {
      action: 'retireImage',
      scope: 'images:build',
      subjectType: 'image',
      subjectId: id,
      subjectName: name,
      vo: vo ?? undefined,
      reason: input.reason,
      before: { retiredAt: null },
      after: { retiredAt, version },
    });
    const detail = await imageDetail(tx, context.actor, id);
    await appendEvent(
      tx,
      { type: 'image.changed', specificationId: id, name, version, words: 'is not offered any more' },
      { vo },
    );
    return detail;
  });
}
