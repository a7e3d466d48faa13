import { openCredentials, sealCredentials } from './seal-credentials';

/** Seals texts for the database and opens them, as hosts' credentials are kept. `bind` names the row: its bytes open nowhere else. */
export interface SecretBox {
  seal(text: string, bind: string): Buffer;
  /** @throws Error where the secret is another one, or the bytes were changed or moved; it names no contents. */
  open(sealed: Uint8Array, bind: string): string;
}

/** @param secret GRIDBOX_SECRET */
export const secretBox = (secret: string): SecretBox => ({
  seal: (text, bind) => sealCredentials({ password: text }, { secret, bind }),
  open: (sealed, bind) => openCredentials(sealed, { secret, bind }).password ?? '',
});
