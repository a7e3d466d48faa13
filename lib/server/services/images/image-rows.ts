import { z } from 'zod';
import type { BuiltImage, Image, ImageBuild } from '@/lib/contracts/images';
import { ImageManifest } from '@/lib/contracts/image-manifest';
import { ImageSpecification } from '@/lib/contracts/image-specification';
import { BUILD_STAGES } from '@/lib/domain/image';
import type { Actor } from '@/lib/domain/access';
import { verifyManifest } from '@/lib/images/manifest';
import { siteKey, type SiteKey } from '@/lib/images/site-key';
import { notFound } from '@/lib/server/auth/require-scope';
import { getConfig } from '@/lib/server/config';
import type { Db, Tx } from '@/lib/server/db/client';
import type { Prisma } from '@/lib/server/db/generated/client';
import { operationSummary } from '@/lib/server/services/operations/operation-rows';

/** Images of no VO are for everybody; who is bound to VOs sees of the others those of these. */
export const visibleImages = (actor: Actor): Prisma.ImageSpecificationWhereInput =>
  actor.vos === undefined ? {} : { OR: [{ vo: null }, { vo: { in: [...actor.vos] } }] };

/** Builds of one version that its page lists. */
const BUILDS_SHOWN = 20;

export const IMAGE_PARTS = {
  builds: { orderBy: { createdAt: 'desc' }, take: BUILDS_SHOWN, include: { operation: true } },
  images: { orderBy: { builtAt: 'desc' }, include: { uses: { orderBy: [{ since: 'asc' }, { subject: 'asc' }] } } },
} as const satisfies Prisma.ImageSpecificationInclude;
export type ImageRow = Prisma.ImageSpecificationGetPayload<{ include: typeof IMAGE_PARTS }>;
type BuildRow = ImageRow['builds'][number];
type BuiltRow = ImageRow['images'][number];

/** @throws AppError `not-found` where there is none, or it is of a VO that the actor does not see. */
export async function findImage(db: Pick<Db | Tx, 'imageSpecification'>, actor: Actor, id: string): Promise<ImageRow> {
  const row = await db.imageSpecification.findFirst({
    where: { AND: [{ id }, visibleImages(actor)] },
    include: IMAGE_PARTS,
  });
  if (row === null) throw notFound('image');
  return row;
}

export function imageBody(row: ImageRow, key: SiteKey = currentKey()): z.input<typeof Image> {
  const specification = ImageSpecification.parse(row.body);
  const [build] = row.builds;
  const kept = row.images.find(({ removedAt }) => removedAt === null);
  return {
    id: row.id,
    name: row.name,
    version: row.version,
    description: specification.description,
    roles: specification.roles,
    vo: row.vo,
    suite: specification.suite,
    architecture: specification.architecture,
    base: specification.base,
    output: specification.output.kind,
    hash: row.hash,
    createdByName: row.createdByName,
    createdAt: row.createdAt.toISOString(),
    retiredAt: row.retiredAt?.toISOString() ?? null,
    build: build === undefined ? null : buildBody(build),
    built: kept === undefined ? null : builtBody(kept, key),
  };
}

export function buildBody(row: BuildRow): z.input<typeof ImageBuild> {
  const operation = operationSummary(row.operation);
  return {
    operationId: row.operationId,
    state: operation.state,
    stage: z.enum(BUILD_STAGES).nullable().parse(row.stage),
    progress: row.progress,
    fresh: row.fresh,
    waitingFor: operation.waitingFor,
    error: operation.error?.message ?? null,
    byName: operation.actorName,
    createdAt: operation.createdAt,
    finishedAt: operation.finishedAt,
    cancellable: operation.cancellable,
    builtImageId: row.imageId,
  };
}

export function builtBody(row: BuiltRow, key: SiteKey = currentKey()): z.input<typeof BuiltImage> {
  const manifest = readManifest(row.manifest);
  return {
    id: row.id,
    digest: row.digest,
    bytes: Number(row.bytes),
    state: row.removedAt === null ? 'kept' : 'removed',
    signature: verifyManifest({ text: row.manifest, signature: row.signature, keyId: row.keyId }, row.digest, key),
    builtAt: row.builtAt.toISOString(),
    removedAt: row.removedAt?.toISOString() ?? null,
    packages: manifest?.packages.length ?? 0,
    kernel: manifest?.kernel ?? null,
    uses: row.uses.map(({ subject, reason, since }) => ({ subject, reason, since: since.toISOString() })),
  };
}

/** Null where its text is no manifest (any more): that it is not verified is said beside it. */
export function readManifest(text: string): ImageManifest | null {
  try {
    return ImageManifest.parse(JSON.parse(text));
  } catch {
    return null; // A row that somebody has changed: its signature does not hold either.
  }
}

/** The site's key, in the process that shows what is signed by it. */
export const currentKey = (): SiteKey => siteKey(getConfig().secret);
