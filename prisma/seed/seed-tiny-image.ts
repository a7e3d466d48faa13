import { randomUUID } from 'node:crypto';
import { AppError } from '@/lib/domain/errors';
import type { Db } from '@/lib/server/db/client';
import type { ServiceContext } from '@/lib/server/service-context';
import { buildImage } from '@/lib/server/services/images/build-image';
import { createImage } from '@/lib/server/services/images/create-image';
import { offeredExamples } from '@/lib/server/services/images/image-examples';

const NAME = 'tiny-grid';

/**
 * Writes the shipped image of tiny grid nodes down and asks for its build, as a person would. Once: whoever changes it, retires it or removes
 * it does not find another at the next start.
 * @returns whether a build was asked for now
 */
export async function seedTinyImage(db: Db): Promise<boolean> {
  if ((await db.imageSpecification.findFirst({ where: { name: NAME }, select: { id: true } })) !== null) return false;
  const yaml = offeredExamples().find((each) => each.name === NAME)?.yaml;
  if (yaml === undefined) throw new Error(`no example of an image is named ${NAME}`);
  const context: ServiceContext = {
    actor: {
      userId: 'system',
      name: 'Gridbox',
      role: 'administrator',
      scopes: ['images:read', 'images:build'],
      via: 'system',
    },
    db,
    now: () => new Date(),
    requestId: randomUUID(),
    address: undefined,
  };
  try {
    const { id } = await createImage({ context, input: { yaml, reason: 'Shipped: for the tiny site' } });
    await buildImage({ context, id, body: { fresh: false, reason: 'Shipped: for the tiny site' }, call: {} });
    return true;
  } catch (error) {
    // Another start wrote it at the same moment.
    if (AppError.is(error, 'conflict')) return false;
    throw error;
  }
}
