import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** First byte of what is kept, so that another form can follow without guessing. */
const FORM = 1;

export interface SealKey {
  /** GRIDBOX_SECRET. */
  readonly secret: string;
  /** What it is, e.g. `host-credentials`: each has a key of its own, so that one never opens as another. */
  readonly purpose: string;
  /** Id of the row: bytes that are copied to another row do not open there. */
  readonly bind: string;
}

/** Derived, so that what signs cookies and what encrypts are never the same bytes. */
const keyOf = ({ secret, purpose }: SealKey): Buffer => Buffer.from(hkdfSync('sha256', secret, 'gridbox', purpose, 32));

/** Encrypts bytes for the database: form (1) · nonce (12) · tag (16) · ciphertext; `bind` is authenticated with it. */
export function sealBytes(bytes: Uint8Array, key: SealKey): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, keyOf(key), nonce);
  cipher.setAAD(Buffer.from(key.bind, 'utf8'));
  const text = Buffer.concat([cipher.update(bytes), cipher.final()]);
  return Buffer.concat([Buffer.from([FORM]), nonce, cipher.getAuthTag(), text]);
}

/** Why sealed bytes do not open: `form` where they are no such bytes, `key` for another secret, purpose or row, or changed bytes. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken';
  constructor(
    readonly why: 'form' | 'key',
    options?: ErrorOptions,
  ) {
    super(why === 'form' ? 'Sealed bytes have an unknown form.' : 'Sealed bytes do not open with this key.', options);
  }
}

/** @throws SealBroken, which names no contents. */
export function openBytes(sealed: Uint8Array, key: SealKey): Buffer {
  const bytes = Buffer.from(sealed);
  if (bytes[0] !== FORM || bytes.length <= 1 + NONCE_BYTES + TAG_BYTES) throw new SealBroken('form');
  const nonce = bytes.subarray(1, 1 + NONCE_BYTES);
  const tag = bytes.subarray(1 + NONCE_BYTES, 1 + NONCE_BYTES + TAG_BYTES);
  const decipher = createDecipheriv(ALGORITHM, keyOf(key), nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(key.bind, 'utf8'));
  decipher.setAuthTag(tag);
  try {
    return Buffer.concat([decipher.update(bytes.subarray(1 + NONCE_BYTES + TAG_BYTES)), decipher.final()]);
  } catch (cause) {
    throw new SealBroken('key', { cause });
  }
}
