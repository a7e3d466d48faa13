import { createHash, sign, verify } from 'node:crypto';
import { type ImageArtefact, ImageManifest } from '@/lib/contracts/image-manifest';
import type { SignatureState } from '@/lib/domain/image';
import { canonicalJson } from '@/lib/utils/canonical-json';
import type { ImagePackage } from './root/list-packages';
import type { SiteKey } from './site-key';

/** As `sha512sum` writes it of the files of an image, in the order of their names: what `sha512sum -c` reads. */
export const sumsOf = (artefacts: readonly ImageArtefact[]): string =>
  artefacts
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, sha512 }) => `${sha512}  ${name}\n`)
    .join('');

/** Names an image by what is in it. */
export const digestOf = (artefacts: readonly ImageArtefact[]): string =>
  createHash('sha512').update(sumsOf(artefacts)).digest('hex');

/** Of the packages and their versions, whatever their order. */
export const hashPackages = (packages: readonly ImagePackage[]): string =>
  createHash('sha256')
    .update(canonicalJson(packages.map((each) => `${each.name} ${each.version} ${each.architecture}`).toSorted()))
    .digest('hex');

export interface SignedManifest {
  /** Exactly what was signed. */
  readonly text: string;
  /** Ed25519 (RFC 8032), in base64. */
  readonly signature: string;
  readonly keyId: string;
}

export function signManifest(manifest: ImageManifest, key: SiteKey): SignedManifest {
  const text = canonicalJson(ImageManifest.parse(manifest));
  return { text, signature: sign(null, Buffer.from(text), key.privateKey).toString('base64'), keyId: key.id };
}

/**
 * Is this what the site signed, and does it belong to the image that goes by `digest`? One of the two being otherwise is `wrong`.
 */
export function verifyManifest(signed: SignedManifest, digest: string, key: SiteKey): SignatureState {
  if (signed.keyId !== key.id) return 'other-key';
  const signature = Buffer.from(signed.signature, 'base64');
  if (!verify(null, Buffer.from(signed.text), key.publicKey, signature)) return 'wrong';
  const manifest = ImageManifest.safeParse(parseJson(signed.text));
  if (!manifest.success || manifest.data.digest !== digest) return 'wrong';
  return digestOf(manifest.data.artefacts) === digest ? 'verified' : 'wrong';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // It was signed, and is no manifest: the schema says so.
  }
}
