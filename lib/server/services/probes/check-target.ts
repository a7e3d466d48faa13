/** What a schema cannot say of a target's settings. */
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { AppError } from '@/lib/domain/errors';
import { PROBES, probesFor, type ProbeId } from '@/lib/domain/probe';
import { sealCredentials } from '@/lib/server/crypto/seal-credentials';

const wrong = (field: string, message: string): AppError =>
  new AppError('bad-request', `${field}: ${message}`, { fields: [{ field, message }] });

/** @throws AppError `bad-request` with the field. */
export function checkProbes(roles: readonly string[], probes: readonly ProbeId[]): void {
  const offered = probesFor(roles);
  const strange = probes.find((probe) => !offered.includes(probe));
  if (strange !== undefined)
    throw wrong('probes', `${strange} is of the role ${PROBES[strange].roles.join(' or ')}, which this does not play`);
}

/** @throws AppError `bad-request` where it is no certificate. */
export function checkCa(pem: string | null | undefined): void {
  if (pem !== null && pem !== undefined) certificateOf(pem, 'trustedCa');
}

/**
 * The key as it is kept: sealed, and bound to the target.
 * @throws AppError `bad-request` where certificate or key is none, or one is not the other's.
 */
export function sealIdentity(
  identity: { readonly certificate: string; readonly key: string },
  options: { readonly secret: string; readonly targetId: string },
): { readonly clientCertificate: string; readonly clientKeyEncrypted: Uint8Array<ArrayBuffer> } {
  const certificate = certificateOf(identity.certificate, 'identity.certificate');
  let key: KeyObject;
  try {
    key = createPrivateKey(identity.key);
  } catch {
    // What OpenSSL says of it may quote it.
    throw wrong('identity.key', 'is no private key in PEM, or has a passphrase');
  }
  if (!certificate.checkPrivateKey(key)) throw wrong('identity.key', 'is not the key of this certificate');
  const sealed = sealCredentials({ password: identity.key }, { secret: options.secret, bind: options.targetId });
  return { clientCertificate: identity.certificate, clientKeyEncrypted: new Uint8Array(sealed) };
}

function certificateOf(pem: string, field: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    throw wrong(field, 'is no certificate in PEM');
  }
}
