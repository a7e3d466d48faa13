import { createHash, createPrivateKey, createPublicKey, hkdfSync, type KeyObject } from 'node:crypto';

export interface SiteKey {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** SHA-256 of the public key as it is shown (SPKI, DER), in hexadecimal: names the key beside a signature. */
  readonly id: string;
}

/** RFC 8410: what stands before the 32 bytes of an Ed25519 key in PKCS #8. */
const PKCS8_OF_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');
const SEED_BYTES = 32;

/**
 * The key that signs the images of this site. Derived, as the key for credentials is, so that it is kept where the secret is and
 * nowhere else; with another secret what was signed before is by another key.
 */
export function siteKey(secret: string): SiteKey {
  const seed = Buffer.from(hkdfSync('sha256', secret, 'gridbox', 'image-signing', SEED_BYTES));
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8_OF_ED25519, seed]), format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(privateKey);
  const id = createHash('sha256')
    .update(publicKey.export({ format: 'der', type: 'spki' }))
    .digest('hex');
  return { privateKey, publicKey, id };
}

/** As `openssl` reads it. */
export const publicKeyText = (key: SiteKey): string => key.publicKey.export({ format: 'pem', type: 'spki' }).toString();
