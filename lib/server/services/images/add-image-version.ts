import type { z } from 'zod';
import type { CreateImage, ImageDetail } from '@/lib/contracts/images';
import { AppError } from '@/lib/domain/errors';
import { writeAudit } from '@/lib/server/audit/write-audit';
import { requireScope } from '@/lib/server/auth/require-scope';
import { isUniqueViolation } from '@/lib/server/db-errors';
import type { ServiceContext } from '@/lib/server/service-context';
import { editRefusal, imageDetail } from './image-detail';
import { findImage } from './image-rows';
import { recordVersion } from './record-version';
import { readWritten } from './written-specification';

/**
 * The version after the one in `id`, which is offered no more then; what was built of it stays.
 * @throws AppError `bad-request`, `not-found`, `refused` (another name, another VO, no change), `conflict` where there is a newer
 * version already.
 */
export async function addImageVersion(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly input: CreateImage;
}): Promise<z.input<typeof ImageDetail>> {
  const { context, id, input } = options;
  requireScope(context.actor, 'images:build');
  const specification = readWritten(input.yaml);
  try {
    return await context.db.$transaction(async (tx) => {
      const before = await findImage(tx, context.actor, id);
      const newest = await tx.imageSpecification.findFirst({
        where: { name: before.name },
        orderBy: { version: 'desc' },
      });
      const refusal = editRefusal(before, newest?.version ?? before.version);
      if (refusal !== undefined) throw new AppError('conflict', refusal);
      if (specification.name !== before.name)
        throw kept('name', `a version of ${before.name} keeps its name; write a new image for another one`);
      if ((specification.vo ?? null) !== before.vo)
        throw kept('vo', 'the versions of an image are for the same people; write a new image for others');
      // A retired one is brought back by the same text.
      if (before.retiredAt === null && input.yaml === before.yaml)
        throw new AppError('refused', `Nothing is changed: this is version ${before.version} as it stands.`);
      await tx.imageSpecification.updateMany({
        where: { name: before.name, retiredAt: null },
        data: { retiredAt: context.now() },
      });
      const row = await recordVersion(tx, context, { specification, yaml: input.yaml, version: before.version + 1 });
      await writeAudit(tx, context, {
        action: 'addImageVersion',
        scope: 'images:build',
        subjectType: 'image',
        subjectId: row.id,
        subjectName: row.name,
        vo: row.vo ?? undefined,
        reason: input.reason,
        before: { version: before.version, hash: before.hash, yaml: before.yaml },
        after: { version: row.version, hash: row.hash, yaml: row.yaml },
      });
      return await imageDetail(tx, context.actor, row.id);
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new AppError('conflict', 'Somebody else has written the next version meanwhile; change that one.', {
      cause: error,
    });
  }
}

const kept = (field: string, words: string): AppError => {
  const message = `${field}: ${words}`;
  return new AppError('refused', message, { fields: [{ field: 'yaml', message }] });
};
