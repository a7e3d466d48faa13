import type { z } from 'zod';
import type { CreateImage, ImageDetail } from '@/lib/contracts/images';
import { AppError } from '@/lib/domain/errors';
import { writeAudit } from '@/lib/server/audit/write-audit';
import { requireScope } from '@/lib/server/auth/require-scope';
import { isUniqueViolation } from '@/lib/server/db-errors';
import type { ServiceContext } from '@/lib/server/service-context';
import { imageDetail } from './image-detail';
import { recordVersion } from './record-version';
import { readWritten } from './written-specification';

/** The first version of an image. @throws AppError `bad-request` with every problem, `conflict` where the name is taken. */
export async function createImage(options: {
  readonly context: ServiceContext;
  readonly input: CreateImage;
}): Promise<z.input<typeof ImageDetail>> {
  const { context, input } = options;
  requireScope(context.actor, 'images:build');
  const specification = readWritten(input.yaml);
  try {
    return await context.db.$transaction(async (tx) => {
      if ((await tx.imageSpecification.findFirst({ where: { name: specification.name } })) !== null)
        throw taken(specification.name);
      const row = await recordVersion(tx, context, { specification, yaml: input.yaml, version: 1 });
      await writeAudit(tx, context, {
        action: 'createImage',
        scope: 'images:build',
        subjectType: 'image',
        subjectId: row.id,
        subjectName: row.name,
        vo: row.vo ?? undefined,
        reason: input.reason,
        after: { version: row.version, hash: row.hash, yaml: row.yaml },
      });
      return await imageDetail(tx, context.actor, row.id);
    });
  } catch (error) {
    // Somebody wrote one of this name at the same moment.
    throw isUniqueViolation(error) ? taken(specification.name, error) : error;
  }
}

const taken = (name: string, cause?: unknown): AppError => {
  const message = `name: ${name} is the name of another image`;
  return new AppError('conflict', message, { fields: [{ field: 'yaml', message }], cause });
};
