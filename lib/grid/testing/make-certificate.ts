/** Certificates for tests and for the native site: a CA of their own, and what it signs, valid for as long as is asked. RFC 5280. */
import { createSign, generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';
import { isIP } from 'node:net';

export interface MadeCertificate {
  /** PEM. */
  readonly certificate: string;
  readonly key: string;
}

export interface CertificateAuthority extends MadeCertificate {
  /** @param names of hosts, and addresses; none for a member. */
  sign(options: {
    readonly commonName: string;
    readonly names?: readonly string[];
    readonly from?: Date;
    readonly to?: Date;
  }): MadeCertificate;
}

const DAY_MS = 86_400_000;
const MODULUS_BITS = 2048;
const TAG = {
  integer: 2,
  bits: 3,
  octets: 4,
  oid: 6,
  utf8: 12,
  printable: 19,
  ia5: 22,
  time: 24,
  sequence: 48,
  set: 49,
} as const;

function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  if (length < 128) return Buffer.concat([Buffer.from([tag, length]), content]);
  const digits = length.toString(16);
  const bytes = Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex');
  return Buffer.concat([Buffer.from([tag, 0x80 | bytes.length]), bytes, content]);
}
const sequence = (...parts: readonly Uint8Array[]): Buffer => der(TAG.sequence, ...parts);

function oid(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  const bytes = [first * 40 + second, ...rest.flatMap(base128)];
  return der(TAG.oid, Buffer.from(bytes));
}
function base128(value: number): number[] {
  const digits = [value & 0x7f];
  for (let left = value >>> 7; left > 0; left >>>= 7) digits.unshift((left & 0x7f) | 0x80);
  return digits;
}

const SHA256_WITH_RSA = sequence(oid('1.2.840.113549.1.1.11'), Buffer.from([5, 0]));
const ORGANIZATION = 'Gridbox tests';

/** /DC=test/O=…/CN=…, as grid CAs name what they sign. */
const nameOf = (commonName: string): Buffer => {
  const part = (type: string, tag: number, text: string) =>
    der(TAG.set, sequence(oid(type), der(tag, Buffer.from(text))));
  return sequence(
    part('0.9.2342.19200300.100.1.25', TAG.ia5, 'test'),
    part('2.5.4.10', TAG.utf8, ORGANIZATION),
    part('2.5.4.3', TAG.utf8, commonName),
  );
};

/** GeneralizedTime without parts of a second. */
const time = (at: Date): Buffer =>
  der(TAG.time, Buffer.from(`${at.toISOString().replaceAll(/[-:T]/g, '').slice(0, 14)}Z`));

const extension = (id: string, critical: boolean, value: Buffer): Buffer =>
  sequence(oid(id), ...(critical ? [Buffer.from([1, 1, 0xff])] : []), der(TAG.octets, value));

function alternatives(names: readonly string[]): Buffer {
  const DNS = 0x82;
  const IP = 0x87;
  return sequence(
    ...names.map((name) =>
      isIP(name) === 4 ? der(IP, Buffer.from(name.split('.').map(Number))) : der(DNS, Buffer.from(name)),
    ),
  );
}

function certificateOf(options: {
  readonly issuer: string;
  readonly subject: string;
  readonly from: Date;
  readonly to: Date;
  readonly publicKey: KeyObject;
  readonly signingKey: KeyObject;
  readonly extensions: readonly Buffer[];
}): string {
  const EXPLICIT_VERSION = 0xa0;
  const EXPLICIT_EXTENSIONS = 0xa3;
  const serial = randomBytes(8);
  // Positive, and not shorter than it says.
  serial[0] = 0x40 | ((serial[0] ?? 0) & 0x3f);
  const body = sequence(
    der(EXPLICIT_VERSION, der(TAG.integer, Buffer.from([2]))),
    der(TAG.integer, serial),
    SHA256_WITH_RSA,
    nameOf(options.issuer),
    sequence(time(options.from), time(options.to)),
    nameOf(options.subject),
    options.publicKey.export({ type: 'spki', format: 'der' }),
    der(EXPLICIT_EXTENSIONS, sequence(...options.extensions)),
  );
  const signature = createSign('sha256').update(body).sign(options.signingKey);
  const whole = sequence(body, SHA256_WITH_RSA, der(TAG.bits, Buffer.from([0]), signature));
  const lines = whole.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

const pem = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();
const newKey = () => generateKeyPairSync('rsa', { modulusLength: MODULUS_BITS });

export function makeAuthority(commonName = 'Test CA'): CertificateAuthority {
  const own = newKey();
  const now = Date.now();
  const certificate = certificateOf({
    issuer: commonName,
    subject: commonName,
    from: new Date(now - DAY_MS),
    to: new Date(now + 365 * DAY_MS),
    publicKey: own.publicKey,
    signingKey: own.privateKey,
    extensions: [
      extension('2.5.29.19', true, sequence(Buffer.from([1, 1, 0xff]))),
      // keyCertSign and cRLSign.
      extension('2.5.29.15', true, der(TAG.bits, Buffer.from([1, 0x06]))),
    ],
  });
  return {
    certificate,
    key: pem(own.privateKey),
    sign: ({ commonName: subject, names = [], from = new Date(now - DAY_MS), to = new Date(now + 30 * DAY_MS) }) => {
      const made = newKey();
      return {
        key: pem(made.privateKey),
        certificate: certificateOf({
          issuer: commonName,
          subject,
          from,
          to,
          publicKey: made.publicKey,
          signingKey: own.privateKey,
          extensions: [
            extension('2.5.29.19', true, sequence()),
            // digitalSignature and keyEncipherment.
            extension('2.5.29.15', true, der(TAG.bits, Buffer.from([5, 0xa0]))),
            ...(names.length === 0 ? [] : [extension('2.5.29.17', false, alternatives(names))]),
          ],
        }),
      };
    },
  };
}
