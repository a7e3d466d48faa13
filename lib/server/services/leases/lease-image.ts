import type { EnvironmentBody } from '@/lib/contracts/environments';
import type { LeaseImage } from '@/lib/contracts/leases';
import type { Tx } from '@/lib/server/db/client';
import { sqlOfTx } from '@/lib/server/db/sql';
import { findLibraryImage } from '@/lib/server/services/sites/find-images';

/**
 * What stands in the way of making a domain of an environment's image for a VO, or is not known of it; null where it is there. What lies on
 * hosts only their agents can read: that it is there is not known until the domains are made.
 */
export async function lookAtImage(
  db: Tx,
  { image }: Pick<EnvironmentBody, 'image'>,
  vo: string,
): Promise<LeaseImage | null> {
  if ('path' in image)
    return {
      missing: false,
      words: `Whether ${image.path} lies on its hosts is seen when it is made.`,
      imageId: null,
    };
  const { library: name, version } = image;
  const source = { from: 'library', name, version } as const;
  const found = await findLibraryImage(sqlOfTx(db), { image: { name, source }, vo });
  if (typeof found !== 'string') return null;
  const specification = await db.imageSpecification.findUnique({
    where: { name_version: { name, version } },
    select: { id: true, vo: true },
  });
  const isSeen = specification !== null && (specification.vo === null || specification.vo === vo);
  return { missing: true, words: found, imageId: isSeen ? specification.id : null };
}
