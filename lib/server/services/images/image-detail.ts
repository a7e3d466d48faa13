import type { z } from 'zod';
import type { ImageDetail } from '@/lib/contracts/images';
import { type Actor, hasScope, refusalOf } from '@/lib/domain/access';
import type { Db, Tx } from '@/lib/server/db/client';
import { buildBody, builtBody, currentKey, findImage, imageBody } from './image-rows';

/** @throws AppError `not-found` */
export async function imageDetail(
  db: Pick<Db | Tx, 'imageSpecification'>,
  actor: Actor,
  id: string,
): Promise<z.input<typeof ImageDetail>> {
  const row = await findImage(db, actor, id);
  const versions = await db.imageSpecification.findMany({
    where: { name: row.name },
    orderBy: { version: 'desc' },
    include: { _count: { select: { images: { where: { removedAt: null } } } } },
  });
  const key = currentKey();
  return {
    ...imageBody(row, key),
    yaml: row.yaml,
    versions: versions.map((each) => ({
      id: each.id,
      version: each.version,
      createdByName: each.createdByName,
      createdAt: each.createdAt.toISOString(),
      retiredAt: each.retiredAt?.toISOString() ?? null,
      kept: each._count.images,
    })),
    builds: row.builds.map(buildBody),
    images: row.images.map((each) => builtBody(each, key)),
    can: canOf(actor, row, versions[0]?.version ?? row.version),
  };
}

interface Row {
  readonly version: number;
  readonly retiredAt: Date | null;
}

function canOf(actor: Actor, row: Row, newest: number): z.input<typeof ImageDetail>['can'] {
  const verdict = (reason: string | undefined) =>
    reason === undefined ? ({ allowed: true } as const) : ({ allowed: false, reason } as const);
  if (!hasScope(actor, 'images:build')) {
    const refused = verdict(refusalOf(actor.role, 'images:build'));
    return { edit: refused, build: refused, retire: refused };
  }
  return {
    edit: verdict(editRefusal(row, newest)),
    build: verdict(buildRefusal(row)),
    retire: verdict(retireRefusal(row)),
  };
}

/** Why a version may not be the ground of the next one; undefined where it may. */
export const editRefusal = (row: Row, newest: number): string | undefined =>
  row.version < newest ? `There is a version ${newest} already; change that one.` : undefined;
export const buildRefusal = (row: Row): string | undefined =>
  row.retiredAt === null ? undefined : 'This version is not offered any more.';
export const retireRefusal = (row: Row): string | undefined =>
  row.retiredAt === null ? undefined : 'It is not offered any more already.';
