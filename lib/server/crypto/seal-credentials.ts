import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { z } from 'zod';

/** What a transport may ask for. */
export const HostCredentials = z.object({ username: z.string().optional(), password: z.string().optional() });
export type HostCredentials = z.infer<typeof HostCredentials>;

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** First byte of what is kept, so that another form can follow without guessing. */
const FORM = 1;

/** The key for credentials: derived, so that what signs cookies and what encrypts are never the same bytes. */
const keyOf = (secret: string): Buffer => Buffer.from(hkdfSync('sha256', secret, 'gridbox', 'host-credentials', 32));

/**
 * Encrypts a host's credentials for the database: form (1) · nonce (12) · tag (16) · ciphertext.
 * `bind` (the host's id) is authenticated with it: a row's bytes copied to another host do not open there.
 */
export function sealCredentials(credentials: HostCredentials, options: { secret: string; bind: string }): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, keyOf(options.secret), nonce);
  cipher.setAAD(Buffer.from(options.bind, 'utf8'));
  const text = Buffer.concat([cipher.update(JSON.stringify(credentials), 'utf8'), cipher.final()]);
  return Buffer.concat([Buffer.from([FORM]), nonce, cipher.getAuthTag(), text]);
}

/** @throws Error where the secret is another one, or the bytes were changed or moved; it names no contents. */
export function openCredentials(sealed: Uint8Array, options: { secret: string; bind: string }): HostCredentials {
  const bytes = Buffer.from(sealed);
  if (bytes[0] !== FORM || bytes.length <= 1 + NONCE_BYTES + TAG_BYTES) {
    throw new Error('Stored credentials have an unknown form; enter them again.');
  }
  const nonce = bytes.subarray(1, 1 + NONCE_BYTES);
  const tag = bytes.subarray(1 + NONCE_BYTES, 1 + NONCE_BYTES + TAG_BYTES);
  const decipher = createDecipheriv(ALGORITHM, keyOf(options.secret), nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(options.bind, 'utf8'));
  decipher.setAuthTag(tag);
  let text: string;
  try {
    text = decipher.update(bytes.subarray(1 + NONCE_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
  } catch (cause) {
    throw new Error('Stored credentials cannot be opened with this GRIDBOX_SECRET; enter them again.', { cause });
  }
  return HostCredentials.parse(JSON.parse(text));
}
