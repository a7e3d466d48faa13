import { z } from 'zod';
import { openBytes, sealBytes, SealBroken } from './seal-bytes';

/** What a transport may ask for. */
export const HostCredentials = z.object({ username: z.string().optional(), password: z.string().optional() });
export type HostCredentials = z.infer<typeof HostCredentials>;

const PURPOSE = 'host-credentials';

/** Encrypts a host's credentials for the database; `bind` is the host's id. */
export const sealCredentials = (credentials: HostCredentials, options: { secret: string; bind: string }): Buffer =>
  sealBytes(Buffer.from(JSON.stringify(credentials), 'utf8'), { ...options, purpose: PURPOSE });

/** @throws Error where the secret is another one, or the bytes were changed or moved; it names no contents. */
export function openCredentials(sealed: Uint8Array, options: { secret: string; bind: string }): HostCredentials {
  let text: string;
  try {
    text = openBytes(sealed, { ...options, purpose: PURPOSE }).toString('utf8');
  } catch (cause) {
    if (!(cause instanceof SealBroken)) throw cause;
    throw new Error(
      cause.why === 'form'
        ? 'Stored credentials have an unknown form; enter them again.'
        : 'Stored credentials cannot be opened with this GRIDBOX_SECRET; enter them again.',
      { cause },
    );
  }
  return HostCredentials.parse(JSON.parse(text));
}
