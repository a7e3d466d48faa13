import { createHash, randomBytes } from 'node:crypto';

/** Begins every token: scanners for leaked secrets, and people, recognise it. */
export const TOKEN_PREFIX = 'gbx_';
/** 256 random bits: no guessing, so a fast hash is enough to keep. */
const TOKEN_BYTES = 32;
/** Shown in lists to tell tokens apart: 6 characters of 43 leave 222 bits unknown. */
const SHOWN_LENGTH = TOKEN_PREFIX.length + 6;

export interface MintedToken {
  readonly secret: string;
  readonly prefix: string;
  readonly hash: Uint8Array<ArrayBuffer>;
}

export function mintToken(random: (bytes: number) => Buffer = randomBytes): MintedToken {
  const secret = TOKEN_PREFIX + random(TOKEN_BYTES).toString('base64url');
  return { secret, prefix: secret.slice(0, SHOWN_LENGTH), hash: hashToken(secret) };
}

/** SHA-256 of the whole token; what is kept and what is looked up. */
export const hashToken = (secret: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(createHash('sha256').update(secret, 'utf8').digest());

/** A password for the first login, four groups of five: easy to read out and to type, 20 characters of 31 ≈ 99 bits. */
export function mintOneTimePassword(random: (bytes: number) => Buffer = randomBytes): string {
  // Without 0, 1, i, l and o.
  const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';
  const limit = 256 - (256 % alphabet.length);
  let text = '';
  while (text.length < 20) {
    for (const byte of random(32)) {
      // Bytes above the last whole multiple would make the first letters likelier.
      if (byte < limit && text.length < 20) text += alphabet.charAt(byte % alphabet.length);
    }
  }
  return text.replaceAll(/(.{5})(?=.)/g, '$1-');
}
