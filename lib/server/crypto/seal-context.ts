import { openBytes, sealBytes } from './seal-bytes';

const PURPOSE = 'domain-context';

/** Encrypts the disk that tells a domain of itself, which may hold its keys; `bind` is the id of its row. */
export const sealContext = (bytes: Uint8Array, options: { secret: string; bind: string }): Buffer =>
  sealBytes(bytes, { ...options, purpose: PURPOSE });

/** @throws SealBroken where the secret is another one, or the bytes were changed or moved. */
export const openContext = (sealed: Uint8Array, options: { secret: string; bind: string }): Buffer =>
  openBytes(sealed, { ...options, purpose: PURPOSE });
