/**
 * Phase 3: the environment of a pool names a specification that nobody has built, or whose image was removed since. The factory makes it
 * first; then slots are booted of it as of any other.
 */
import { BuildImage } from '@/lib/contracts/images';
import { EnvironmentBody } from '@/lib/contracts/environments';
import { AppError } from '@/lib/domain/errors';
import { buildImage } from '@/lib/server/services/images/build-image';
import { BUILD_AGAIN_AFTER_MS } from './limits';
import { poolContext } from './pool-actor';
import type { BroughtRow, PoolLook } from './pool-look';

export interface PoolImage {
  /** Undefined: it lies on the hosts, or nobody has built it. */
  readonly builtAt: Date | undefined;
  /** A specification that is to be built first. */
  readonly missing: { readonly id: string; readonly label: string } | undefined;
}

/** The image that slots of the pool are made of; where it is none that is known, making a slot says so. */
export async function imageOf({ db, pool }: PoolLook): Promise<PoolImage> {
  const { image } = EnvironmentBody.parse(pool.environment.body);
  if ('path' in image) return { builtAt: undefined, missing: undefined };
  const { library: name, version } = image;
  const row = await db.imageSpecification.findUnique({
    where: { name_version: { name, version } },
    select: { id: true, images: { where: { removedAt: null }, orderBy: { builtAt: 'desc' }, take: 1 } },
  });
  const [built] = row?.images ?? [];
  const missing = row === null || built !== undefined ? undefined : { id: row.id, label: `${name} ${version}` };
  return { builtAt: built?.builtAt, missing };
}

/** The same of a specification that a job brings. */
export function imageOfBrought({ specification }: BroughtRow): PoolImage {
  const [built] = specification.images;
  const label = `${specification.name} ${specification.version}`;
  return { builtAt: built?.builtAt, missing: built === undefined ? { id: specification.id, label } : undefined };
}

/**
 * Asks for its build, once: one that is under way is waited for, whoever began it, and one that failed is tried again after a while.
 * @returns why nothing can be booted meanwhile
 */
export async function buildFirst(look: PoolLook, { id, label }: NonNullable<PoolImage['missing']>): Promise<string> {
  const { db, pool, now } = look;
  const builds = await db.imageBuild.findMany({
    where: { specificationId: id },
    orderBy: { createdAt: 'desc' },
    include: { operation: { select: { state: true, finishedAt: true, errorMessage: true } } },
  });
  const waits = `Image ${label} is being built; a slot is booted once it is there.`;
  if (builds.some(({ operation }) => operation.finishedAt === null)) return waits;
  const [last] = builds;
  const endedAt = last?.operation.finishedAt;
  if (
    last !== undefined &&
    last.operation.state !== 'succeeded' &&
    now.getTime() - (endedAt ?? now).getTime() < BUILD_AGAIN_AFTER_MS
  )
    return `Image ${label} could not be built, which is tried again: ${last.operation.errorMessage ?? 'nobody knows why.'}`;
  try {
    await buildImage({
      context: poolContext(db, pool, now),
      id,
      body: BuildImage.parse({ reason: `Pool ${pool.name}: a job asks for it` }),
      call: { idempotencyKey: `pool-${pool.id}-build-${id}-${builds.length}` },
    });
    return waits;
  } catch (error) {
    if (!AppError.is(error)) throw error;
    return `Image ${label} cannot be built: ${error.message}`;
  }
}
