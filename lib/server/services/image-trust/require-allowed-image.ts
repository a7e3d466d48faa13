import { AppError } from '@/lib/domain/errors';
import { listedState, type ListedState, LISTED_STATE_WORDS } from '@/lib/domain/image-trust';
import { verifyManifest } from '@/lib/images/manifest';
import type { Tx } from '@/lib/server/db/client';
import { currentKey, readManifest } from '@/lib/server/services/images/image-rows';
import { namesOf } from './library-by-hash';

/** What a domain is to be made of, as far as its VO's rule asks. */
export interface ImageSources {
  /** Rows of `Image`. */
  readonly imageIds: readonly string[];
  /** Kernels, root file systems and disks that lie on a host and are no image of the library. */
  readonly hostPaths: readonly string[];
  /** A disk that guests of the VO wrote, which nobody has signed. */
  readonly kept?: boolean | undefined;
}

/**
 * May a domain of this VO be made of that? Asked in the transaction that asks for it.
 * @param vo null: of no VO, which asks for nothing
 * @throws AppError `refused` with what the VO asks for and what is there instead
 */
export async function requireAllowedImage(
  tx: Tx,
  asked: { readonly vo: string | null | undefined; readonly sources: ImageSources; readonly now: Date },
): Promise<void> {
  const refusal = await imageRefusal(tx, asked);
  if (refusal !== undefined) throw new AppError('refused', refusal);
}

/** The sentence against it; undefined where nothing stands against it. */
export async function imageRefusal(
  tx: Pick<Tx, 'imagePolicy' | 'image' | 'listedImage'>,
  asked: { readonly vo: string | null | undefined; readonly sources: ImageSources; readonly now: Date },
): Promise<string | undefined> {
  const { vo, sources, now } = asked;
  if (vo === null || vo === undefined) return undefined;
  const policy = await tx.imagePolicy.findUnique({ where: { vo } });
  if (policy === null || policy.rule === 'any') return undefined;
  if (sources.kept === true) return `${vo} takes endorsed images of the library alone, and a kept disk is none.`;
  const [path] = sources.hostPaths;
  if (path !== undefined) return `${vo} takes endorsed images of the library alone, and ${path} is a file of a host.`;
  for (const id of sources.imageIds) {
    const refusal = await unendorsed(tx, id, vo, now);
    if (refusal !== undefined) return `${vo} takes endorsed images alone. ${refusal}`;
  }
  return undefined;
}

async function unendorsed(
  tx: Pick<Tx, 'image' | 'listedImage'>,
  id: string,
  vo: string,
  now: Date,
): Promise<string | undefined> {
  const image = await tx.image.findUnique({ where: { id }, include: { specification: true } });
  if (image === null) return 'There is no such image.';
  const name = `${image.specification.name}, version ${image.specification.version},`;
  const signed = { text: image.manifest, signature: image.signature, keyId: image.keyId };
  if (verifyManifest(signed, image.digest, currentKey()) !== 'verified')
    return `The manifest of ${name} is not signed by this site, so nothing is known of its bytes.`;
  const lines = await tx.listedImage.findMany({
    where: {
      sha512: { in: namesOf(image.digest, readManifest(image.manifest)) },
      list: { vos: { has: vo } },
    },
    include: { list: { include: { endorser: true } } },
  });
  const states = lines.map((line) =>
    listedState(
      {
        expiresAt: line.expiresAt,
        supersededAt: line.list.supersededAt,
        withdrawnAt: line.list.endorser.withdrawnAt,
        invalidatedAt: line.invalidatedAt,
      },
      now,
    ),
  );
  // One invalidation here outweighs every endorsement from elsewhere.
  const why = worst(states);
  if (why === 'endorsed') return undefined;
  if (why === undefined) return `${name} is in no image list that speaks for ${vo}.`;
  return why === 'invalidated'
    ? `${name} is invalidated at this site.`
    : `${name} is endorsed no more: ${LISTED_STATE_WORDS[why]}.`;
}

const WEIGHT: readonly ListedState[] = ['invalidated', 'endorsed', 'expired', 'superseded', 'withdrawn'];
const worst = (states: readonly ListedState[]): ListedState | undefined =>
  WEIGHT.find((state) => states.includes(state));
