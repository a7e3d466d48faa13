/**
 * A CA of one site and what it signs: hosts and one member, named as grid CAs name them. RFC 5280; the library writes the
 * certificates, the keys are OpenSSL's.
 */
import 'reflect-metadata';
import { randomBytes, webcrypto, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import * as x509 from '@peculiar/x509';
import { DAY_MS } from '@/lib/utils/time';

x509.cryptoProvider.set(webcrypto as Crypto);

/** PEM. */
export interface SiteIdentity {
  readonly certificatePem: string;
  /** PKCS #8 without a passphrase. */
  readonly keyPem: string;
}
export interface SiteAuthority extends SiteIdentity {
  /** Of the CA, e.g. `/DC=gridbox/O=box/CN=box CA`. */
  readonly subject: string;
  /** What it signs begins with it. */
  readonly prefix: string;
}

/** Grid software of all ages verifies it; XRootD and ARC take others by luck. */
const ALGORITHM = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  publicExponent: new Uint8Array([1, 0, 1]),
  modulusLength: 2048,
} as const;
/** A guest's clock may be behind the server's, and a certificate from the future is none. */
const BACKDATED_MS = DAY_MS;
const AUTHORITY_MS = 3650 * DAY_MS;
/** A site that lives longer gets new ones when its domains are made anew. */
const SIGNED_MS = 365 * DAY_MS;
/** What has less left is made anew. */
const RENEWED_BEFORE_MS = 30 * DAY_MS;
const SERIAL_BYTES = 16;

const prefixOf = (site: string): string => `/DC=gridbox/O=${site}`;
/** The one member of a site that Gridbox itself is, as its CE knows it. @example memberSubject('box') // '/DC=gridbox/O=box/CN=member' */
export const memberSubject = (site: string): string => `${prefixOf(site)}/CN=${MEMBER}`;
const MEMBER = 'member';
const authorityName = (site: string): string => `${site} CA`;

const nameOf = (site: string, commonName: string): x509.Name =>
  new x509.Name([
    { DC: [{ ia5String: 'gridbox' }] },
    { O: [{ utf8String: site }] },
    { CN: [{ utf8String: commonName }] },
  ]);

/** The CA of a site whose certificate and key are known. */
export const authorityOf = (site: string, identity: SiteIdentity): SiteAuthority => ({
  ...identity,
  subject: `${prefixOf(site)}/CN=${authorityName(site)}`,
  prefix: prefixOf(site),
});

/** @param site its name: letters, digits and hyphens */
export async function makeAuthority(site: string, now: Date): Promise<SiteAuthority> {
  const keys = await newKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: newSerial(),
    name: nameOf(site, authorityName(site)),
    notBefore: new Date(now.getTime() - BACKDATED_MS),
    notAfter: new Date(now.getTime() + AUTHORITY_MS),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      // oxlint-disable-next-line no-bitwise -- flags of the standard
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return authorityOf(site, { certificatePem: pemOf(certificate), keyPem: await keyPem(keys.privateKey) });
}

/** @param names host names and addresses (IPv4) that it answers to; the first is its common name */
export async function signHost(
  site: string,
  authority: SiteIdentity,
  names: readonly [string, ...string[]],
  now: Date,
): Promise<SiteIdentity> {
  const alternatives = names.map((value) => ({ type: isIP(value) === 0 ? ('dns' as const) : ('ip' as const), value }));
  return await sign(site, authority, now, names[0], [
    new x509.SubjectAlternativeNameExtension(alternatives),
    // Services of a grid are clients of each other.
    new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth, x509.ExtendedKeyUsage.clientAuth]),
  ]);
}

export const signMember = async (site: string, authority: SiteIdentity, now: Date): Promise<SiteIdentity> =>
  await sign(site, authority, now, MEMBER, [new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth])]);

async function sign(
  site: string,
  authority: SiteIdentity,
  now: Date,
  commonName: string,
  extensions: readonly x509.Extension[],
): Promise<SiteIdentity> {
  const keys = await newKeys();
  const issuer = new x509.X509Certificate(authority.certificatePem);
  const signingKey = await importKey(authority.keyPem);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: newSerial(),
    subject: nameOf(site, commonName),
    issuer: issuer.subjectName,
    notBefore: new Date(now.getTime() - BACKDATED_MS),
    notAfter: new Date(now.getTime() + SIGNED_MS),
    signingAlgorithm: ALGORITHM,
    publicKey: keys.publicKey,
    signingKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      // oxlint-disable-next-line no-bitwise -- flags of the standard
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment, true),
      await x509.AuthorityKeyIdentifierExtension.create(issuer),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      ...extensions,
    ],
  });
  return { certificatePem: pemOf(certificate), keyPem: await keyPem(keys.privateKey) };
}

/** Whether it is signed by this CA, for these names and no others, and valid for a while yet. */
export function isGood(
  identity: SiteIdentity,
  options: { readonly authority: SiteIdentity; readonly names: readonly string[]; readonly now: Date },
): boolean {
  const certificate = new X509Certificate(identity.certificatePem);
  const authority = new X509Certificate(options.authority.certificatePem);
  const said = (certificate.subjectAltName ?? '').split(', ').map((part) => part.replace(/^(DNS|IP Address):/, ''));
  const wanted = options.names.length === 0 ? [''] : [...options.names];
  return (
    certificate.verify(authority.publicKey) &&
    isFresh(identity, options.now) &&
    said.toSorted().join() === wanted.toSorted().join()
  );
}

/** Whether it is valid for a while yet. */
export const isFresh = ({ certificatePem }: SiteIdentity, now: Date): boolean =>
  new Date(new X509Certificate(certificatePem).validTo).getTime() - now.getTime() > RENEWED_BEFORE_MS;

const newKeys = async (): Promise<CryptoKeyPair> =>
  await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);

/** Positive, and as long as it says. */
function newSerial(): string {
  const bytes = randomBytes(SERIAL_BYTES);
  // oxlint-disable-next-line no-bitwise -- the sign of an ASN.1 integer is its first bit
  bytes[0] = 0x40 | ((bytes[0] ?? 0) & 0x3f);
  return bytes.toString('hex');
}

const pemOf = (certificate: x509.X509Certificate): string => `${certificate.toString('pem')}\n`;
const keyPem = async (key: CryptoKey): Promise<string> =>
  `${x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')}\n`;
async function importKey(pem: string): Promise<CryptoKey> {
  const [bytes] = x509.PemConverter.decode(pem);
  if (bytes === undefined) throw new Error('The key of the CA of this site is no PEM.');
  return await webcrypto.subtle.importKey('pkcs8', bytes, ALGORITHM, false, ['sign']);
}
