import { toLibraryImage, type ImageRow } from '@/lib/images/library-image';
import type { LibraryImage } from '@/lib/domain/library-image';
import type { Sql } from '@/lib/server/db/sql';

/**
 * Images of the library, for making domains of them.
 * @param vos see only images of these, and those of no VO; undefined: all
 * @returns by id; those that are not there are missing
 */
export async function loadLibraryImages(
  sql: Sql,
  ids: readonly string[],
  vos?: readonly string[],
): Promise<ReadonlyMap<string, LibraryImage>> {
  if (ids.length === 0) return new Map();
  const rows = await sql.query<ImageRow>(IMAGES, [[...ids], vos === undefined ? null : [...vos]]);
  return new Map(rows.map((row) => [row.id, toLibraryImage(row)]));
}

const IMAGES = `
  select i."id"::text as "id", s."name", s."version", s."vo", i."digest", i."manifest", i."removedAt" is not null as "removed"
  from "Image" i join "ImageSpecification" s on s."id" = i."specificationId"
  where i."id" = any($1::uuid[]) and ($2::text[] is null or s."vo" is null or s."vo" = any($2::text[]))`;
