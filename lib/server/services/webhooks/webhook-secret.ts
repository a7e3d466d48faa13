import { createHmac, randomBytes } from 'node:crypto';
import { openBytes, sealBytes } from '@/lib/server/crypto/seal-bytes';

/** As the specification asks: between 24 and 64 bytes. https://github.com/standard-webhooks/standard-webhooks */
const SECRET_BYTES = 32;
const PURPOSE = 'webhook-secret';

export const newWebhookSecret = (): Buffer => randomBytes(SECRET_BYTES);
/** As people copy it, and libraries of the specification read it. */
export const secretText = (secret: Uint8Array): string => `whsec_${Buffer.from(secret).toString('base64')}`;

/** @param bind id of its row */
export const sealWebhookSecret = (bytes: Uint8Array, options: { readonly secret: string; readonly bind: string }) =>
  new Uint8Array(sealBytes(bytes, { ...options, purpose: PURPOSE }));
/** @throws SealBroken where GRIDBOX_SECRET is another one since */
export const openWebhookSecret = (sealed: Uint8Array, options: { readonly secret: string; readonly bind: string }) =>
  openBytes(sealed, { ...options, purpose: PURPOSE });

/**
 * The headers of a delivery, by the Standard Webhooks specification 1.0: HMAC-SHA256 over id, time in seconds and body.
 * @param secret the bytes, not the text that people copy
 */
export function webhookHeaders(
  { id, body, at }: { readonly id: string; readonly body: string; readonly at: Date },
  secret: Uint8Array,
): Record<string, string> {
  const seconds = String(Math.floor(at.getTime() / 1000));
  const signature = createHmac('sha256', secret).update(`${id}.${seconds}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': seconds, 'webhook-signature': `v1,${signature}` };
}
