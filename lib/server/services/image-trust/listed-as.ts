import type { z } from 'zod';
import type { BuiltImageDetail } from '@/lib/contracts/images';
import type { Actor } from '@/lib/domain/access';
import { listedState } from '@/lib/domain/image-trust';
import type { Tx } from '@/lib/server/db/client';
import { readManifest } from '@/lib/server/services/images/image-rows';
import { namesOf } from './library-by-hash';
import { visibleByVos } from './trust-rows';

/** Lists that name this image, the newest import first; those that a newer version has followed are left out. */
export async function listedAs(
  db: Tx,
  actor: Actor,
  image: { readonly digest: string; readonly manifest: string },
  now: Date,
): Promise<z.input<typeof BuiltImageDetail>['listed']> {
  const lines = await db.listedImage.findMany({
    where: {
      sha512: { in: namesOf(image.digest, readManifest(image.manifest)) },
      list: { supersededAt: null, ...visibleByVos(actor) },
    },
    include: { list: { include: { endorser: true } } },
    orderBy: { list: { importedAt: 'desc' } },
  });
  return lines.map(({ list, ...line }) => ({
    listId: list.id,
    list: list.title,
    version: list.version,
    state: listedState({ ...line, supersededAt: null, withdrawnAt: list.endorser.withdrawnAt }, now),
    endorser: list.endorser.subject,
    vos: list.vos.filter((vo) => actor.vos === undefined || actor.vos.includes(vo)),
    expiresAt: line.expiresAt.toISOString(),
  }));
}
