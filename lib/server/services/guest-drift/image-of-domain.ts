import { z } from 'zod';
import type { ImageManifest } from '@/lib/contracts/image-manifest';
import { verifyManifest } from '@/lib/images/manifest';
import type { SiteKey } from '@/lib/images/site-key';
import type { Sql } from '@/lib/server/db/sql';
import { readManifest } from '@/lib/server/services/images/image-rows';

const Row = z.object({
  id: z.string(),
  imageId: z.string(),
  name: z.string(),
  version: z.number(),
  digest: z.string(),
  manifest: z.string(),
  signature: z.string(),
  keyId: z.string(),
});

export interface DomainImage extends Omit<z.infer<typeof Row>, 'manifest' | 'signature' | 'keyId'> {
  /** What it promised; undefined where that is not signed by this site (any more): then nobody is held to it. */
  readonly manifest: ImageManifest | undefined;
}

/** What a domain says that it uses: the row is written when it is asked for, and goes when nothing of it is left. */
const IMAGE_OF = `
  select i."id"::text as "id", s."id"::text as "imageId", s."name", s."version", i."digest", i."manifest", i."signature", i."keyId"
  from "ImageUse" u join "Image" i on i."id" = u."imageId" join "ImageSpecification" s on s."id" = i."specificationId"
  where u."subject" = 'domain:' || $1 order by u."since", i."id"`;

/**
 * The image of the library that a domain was made of. Where it was made of several (a kernel of one, a disk of another) the one with
 * packages counts: it is what the guest runs from.
 */
export async function imageOfDomain(
  sql: Sql,
  domainId: string,
  key: SiteKey | undefined,
): Promise<DomainImage | undefined> {
  const found = z.array(Row).parse(await sql.query(IMAGE_OF, [domainId]));
  const images = found.map(({ manifest, signature, keyId, ...image }): DomainImage => {
    const verified =
      key !== undefined && verifyManifest({ text: manifest, signature, keyId }, image.digest, key) === 'verified';
    return { ...image, manifest: verified ? (readManifest(manifest) ?? undefined) : undefined };
  });
  return images.toSorted((a, b) => (b.manifest?.packages.length ?? 0) - (a.manifest?.packages.length ?? 0))[0];
}
