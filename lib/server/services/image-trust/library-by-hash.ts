import type { Actor } from '@/lib/domain/access';
import type { ImageManifest } from '@/lib/contracts/image-manifest';
import type { Tx } from '@/lib/server/db/client';
import { readManifest, visibleImages } from '@/lib/server/services/images/image-rows';

export interface LibraryImage {
  readonly id: string;
  readonly imageId: string;
  readonly name: string;
  readonly version: number;
}

/**
 * By which SHA-512 a list may name an image of the library: its digest, which stands for all its files, or that of its file, where it
 * is one file. One of several files would say nothing of the others.
 */
export const namesOf = (digest: string, manifest: ImageManifest | null): string[] => [
  digest,
  ...(manifest?.artefacts.length === 1 ? manifest.artefacts.map(({ sha512 }) => sha512) : []),
];

/** Images whose files are kept, by every SHA-512 that a list may name them by. */
export async function libraryByHash(db: Tx, actor: Actor): Promise<ReadonlyMap<string, readonly LibraryImage[]>> {
  const rows = await db.image.findMany({
    where: { removedAt: null, specification: visibleImages(actor) },
    include: { specification: { select: { id: true, name: true, version: true } } },
    orderBy: { builtAt: 'desc' },
  });
  const found = new Map<string, LibraryImage[]>();
  for (const { id, digest, manifest, specification } of rows)
    for (const hash of namesOf(digest, readManifest(manifest))) {
      const { id: imageId, name, version } = specification;
      found.set(hash, [...(found.get(hash) ?? []), { id, imageId, name, version }]);
    }
  return found;
}
