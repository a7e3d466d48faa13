import { openBytes, sealBytes } from '@/lib/server/crypto/seal-bytes';

const PURPOSE = 'smtp-password';
/** There is one row. */
const BIND = 'mail-settings';

export const sealMailPassword = (password: string, secret: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(sealBytes(Buffer.from(password), { secret, purpose: PURPOSE, bind: BIND }));
/** @throws SealBroken where GRIDBOX_SECRET is another one since */
export const openMailPassword = (sealed: Uint8Array, secret: string): string =>
  openBytes(sealed, { secret, purpose: PURPOSE, bind: BIND }).toString();
