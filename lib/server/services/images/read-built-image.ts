import type { z } from 'zod';
import type { BuiltImageDetail } from '@/lib/contracts/images';
import { notFound, requireScope } from '@/lib/server/auth/require-scope';
import { listedAs } from '@/lib/server/services/image-trust/listed-as';
import type { ServiceContext } from '@/lib/server/service-context';
import { builtBody, readManifest, visibleImages } from './image-rows';

/** @throws AppError `not-found` */
export async function readBuiltImage(options: {
  readonly context: ServiceContext;
  readonly id: string;
}): Promise<z.input<typeof BuiltImageDetail>> {
  const { context, id } = options;
  requireScope(context.actor, 'images:read');
  const row = await context.db.image.findFirst({
    where: { id, specification: visibleImages(context.actor) },
    include: { uses: { orderBy: [{ since: 'asc' }, { subject: 'asc' }] } },
  });
  if (row === null) throw notFound('image');
  return {
    ...builtBody(row),
    imageId: row.specificationId,
    listed: await listedAs(context.db, context.actor, row, context.now()),
    manifest: readManifest(row.manifest),
    manifestText: row.manifest,
    manifestSignature: row.signature,
    keyId: row.keyId,
  };
}
