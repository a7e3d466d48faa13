/** Images of the library that a site file means. */
import type { LibraryImage } from '@/lib/domain/library-image';
import { toLibraryImage, type ImageRow } from '@/lib/images/library-image';
import type { Sql } from '@/lib/server/db/sql';
import type { WantedDomain } from '@/lib/site/checked-site';

/** @returns the image, or a sentence why there is none */
export async function findLibraryImage(
  sql: Sql,
  { image, vo }: { readonly image: Pick<WantedDomain['image'], 'name' | 'source'>; readonly vo?: string | undefined },
): Promise<LibraryImage | string> {
  const { source } = image;
  if (source.from !== 'library') throw new Error(`${image.name} is no image of the library`);
  const { name, version } = source;
  const label = version === undefined ? name : `${name} ${version}`;
  const rows = await sql.query<ImageRow>(IMAGES, [name, version ?? null]);
  const found = rows.map(toLibraryImage);
  if (found.length === 0) return `The library has no image ${label} that is built.`;
  const visible = found.find((each) => each.vo === undefined || each.vo === vo);
  if (visible === undefined) return `Image ${label} is of the VO ${found[0]?.vo ?? ''}, and this node is not.`;
  if (visible.kernel === undefined && visible.disk === undefined)
    return `Image ${label} has neither a kernel nor a disk.`;
  if (visible.kernel === undefined) return `Image ${label} has no kernel, and no boot loader on its disk.`;
  return visible;
}

/** The newest first; of one version that was built more than once the newest build. */
const IMAGES = `
  select i."id"::text as "id", s."name", s."version", s."vo", i."digest", i."manifest", false as "removed"
  from "Image" i join "ImageSpecification" s on s."id" = i."specificationId"
  where s."name" = $1 and ($2::int is null and s."retiredAt" is null or s."version" = $2::int) and i."removedAt" is null
  order by s."version" desc, i."builtAt" desc`;
