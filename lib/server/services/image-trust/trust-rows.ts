import { X509Certificate } from 'node:crypto';
import type { z } from 'zod';
import type { ImageEndorser, ImageListDetail, ImageListSummary, ListedImage } from '@/lib/contracts/image-trust';
import type { Actor } from '@/lib/domain/access';
import { listedState } from '@/lib/domain/image-trust';
import { subjectOf } from '@/lib/images/lists/subject-name';
import { notFound } from '@/lib/server/auth/require-scope';
import type { Tx } from '@/lib/server/db/client';
import type { Prisma } from '@/lib/server/db/generated/client';
import { libraryByHash, type LibraryImage } from './library-by-hash';

/** Who is bound to VOs sees what speaks for one of them. */
export const visibleByVos = (actor: Actor): { readonly vos?: { readonly hasSome: string[] } } =>
  actor.vos === undefined ? {} : { vos: { hasSome: [...actor.vos] } };

/** Of the VOs of a row those that the actor may know of. */
const vosFor = (actor: Actor, vos: readonly string[]): string[] =>
  vos.filter((vo) => actor.vos === undefined || actor.vos.includes(vo));

export const ENDORSER_PARTS = { _count: { select: { lists: true } } } as const satisfies Prisma.ImageEndorserInclude;
type EndorserRow = Prisma.ImageEndorserGetPayload<{ include: typeof ENDORSER_PARTS }>;

export function endorserBody(actor: Actor, row: EndorserRow): z.input<typeof ImageEndorser> {
  const named = subjectOf(new X509Certificate(row.certificate));
  return {
    id: row.id,
    subject: row.subject,
    by: named === row.subject ? 'certificate' : 'authority',
    authority: named === row.subject ? null : named,
    certificate: row.certificate,
    fingerprint: row.fingerprint,
    certificateEndsAt: row.certificateEndsAt.toISOString(),
    vos: vosFor(actor, row.vos),
    lists: row._count.lists,
    trustedByName: row.trustedByName,
    trustedAt: row.trustedAt.toISOString(),
    withdrawnByName: row.withdrawnByName,
    withdrawnAt: row.withdrawnAt?.toISOString() ?? null,
  };
}

export const LIST_PARTS = {
  endorser: { select: { subject: true, withdrawnAt: true } },
  _count: { select: { images: true } },
} as const satisfies Prisma.ImageListInclude;
const DETAIL_PARTS = {
  ...LIST_PARTS,
  images: { orderBy: [{ title: 'asc' }, { identifier: 'asc' }] },
} as const satisfies Prisma.ImageListInclude;
type ListRow = Prisma.ImageListGetPayload<{ include: typeof LIST_PARTS }>;
type ImageRow = Prisma.ListedImageGetPayload<object>;

export const listBody = (actor: Actor, row: ListRow, now: Date): z.input<typeof ImageListSummary> => ({
  id: row.id,
  identifier: row.identifier,
  title: row.title,
  version: row.version,
  source: row.source,
  state: listedState({ ...row, withdrawnAt: row.endorser.withdrawnAt }, now),
  endorser: row.endorser.subject,
  vos: vosFor(actor, row.vos),
  images: row._count.images,
  createdAt: row.createdAt.toISOString(),
  expiresAt: row.expiresAt.toISOString(),
  importedByName: row.importedByName,
  importedAt: row.importedAt.toISOString(),
  supersededAt: row.supersededAt?.toISOString() ?? null,
});

/** @throws AppError `not-found` */
export async function listDetail(
  db: Tx,
  actor: Actor,
  id: string,
  now: Date,
): Promise<z.input<typeof ImageListDetail>> {
  const row = await db.imageList.findFirst({ where: { id, ...visibleByVos(actor) }, include: DETAIL_PARTS });
  if (row === null) throw notFound('image list');
  const library = await libraryByHash(db, actor);
  return {
    ...listBody(actor, row, now),
    description: row.description,
    signerFingerprint: row.signerFingerprint,
    message: row.message,
    items: row.images.map((image) => imageBody(image, row, library, now)),
  };
}

const imageBody = (
  image: ImageRow,
  list: ListRow,
  library: ReadonlyMap<string, readonly LibraryImage[]>,
  now: Date,
): z.input<typeof ListedImage> => ({
  id: image.id,
  identifier: image.identifier,
  title: image.title,
  description: image.description,
  version: image.version,
  state: listedState(
    {
      expiresAt: image.expiresAt,
      supersededAt: list.supersededAt,
      withdrawnAt: list.endorser.withdrawnAt,
      invalidatedAt: image.invalidatedAt,
    },
    now,
  ),
  sha512: image.sha512,
  bytes: Number(image.bytes),
  uri: image.uri,
  architecture: image.architecture,
  hypervisor: image.hypervisor,
  format: image.format,
  os: image.os,
  expiresAt: image.expiresAt.toISOString(),
  invalidated:
    image.invalidatedAt === null
      ? null
      : { byName: image.invalidatedByName ?? '', at: image.invalidatedAt.toISOString(), why: image.invalidatedWhy },
  inLibrary: [...(library.get(image.sha512) ?? [])],
});
