/**
 * Logins by SSH certificates: a CA that guests trust for one account, and keys with certificates of it. Written by the formats of
 * https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.certkeys, PROTOCOL.key and RFC 4251; tests hold them against OpenSSH's own programs.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

const ED25519 = 'ssh-ed25519';
const CERTIFICATE = 'ssh-ed25519-cert-v01@openssh.com';
const USER_CERTIFICATE = 1;
const NONCE_BYTES = 32;
/** Of an Ed25519 key in its DER: the last of them are the key itself (RFC 8410). */
const KEY_BYTES = 32;
/** A private key that is not encrypted is padded to this. */
const BLOCK_BYTES = 8;
const LINE_CHARACTERS = 70;
/** What a person at a terminal needs, and nothing that leads further into the testbed's networks. */
const EXTENSIONS = ['permit-pty', 'permit-user-rc'];

export interface SshAuthority {
  /** PKCS#8 DER; to be sealed. */
  readonly secret: Uint8Array;
  /** In one line, as `authorized_keys` has keys. */
  readonly publicLine: string;
}

export interface SshLogin {
  /** Text of the file that `ssh -i` reads. */
  readonly privateKey: string;
  /** Text of the file beside it, `…-cert.pub`. */
  readonly certificate: string;
}

export function makeSshAuthority(comment: string): SshAuthority {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    secret: new Uint8Array(privateKey.export({ type: 'pkcs8', format: 'der' })),
    publicLine: `${ED25519} ${publicBlob(publicKey).toString('base64')} ${comment}`,
  };
}

/** @param options.until its end; it begins at `from`, both to the second */
export function issueSshLogin(
  secret: Uint8Array,
  options: {
    /** What a guest's log calls it. */
    readonly name: string;
    readonly account: string;
    readonly serial: number;
    readonly from: Date;
    readonly until: Date;
  },
): SshLogin {
  const authority = createPrivateKey({ key: Buffer.from(secret), type: 'pkcs8', format: 'der' });
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const { name, account, serial, from, until } = options;
  const body = Buffer.concat([
    text(CERTIFICATE),
    text(randomBytes(NONCE_BYTES)),
    text(keyBytes(publicKey)),
    uint64(serial),
    uint32(USER_CERTIFICATE),
    text(name),
    text(text(account)),
    uint64(secondsOf(from)),
    uint64(secondsOf(until)),
    text(''),
    text(Buffer.concat(EXTENSIONS.flatMap((extension) => [text(extension), text('')]))),
    text(''),
    text(publicBlob(createPublicKey(authority))),
  ]);
  const signature = Buffer.concat([text(ED25519), text(sign(null, body, authority))]);
  return {
    privateKey: privateFile(privateKey, publicKey, name),
    certificate: `${CERTIFICATE} ${Buffer.concat([body, text(signature)]).toString('base64')} ${name}\n`,
  };
}

function privateFile(privateKey: KeyObject, publicKey: KeyObject, comment: string): string {
  const seed = privateKey.export({ type: 'pkcs8', format: 'der' }).subarray(-KEY_BYTES);
  const check = randomBytes(4);
  const inner = Buffer.concat([
    check,
    check,
    text(ED25519),
    text(keyBytes(publicKey)),
    text(Buffer.concat([seed, keyBytes(publicKey)])),
    text(comment),
  ]);
  const padding = Buffer.from(
    Array.from({ length: (BLOCK_BYTES - (inner.length % BLOCK_BYTES)) % BLOCK_BYTES }, (_, index) => index + 1),
  );
  const whole = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    text('none'),
    text('none'),
    text(''),
    uint32(1),
    text(publicBlob(publicKey)),
    text(Buffer.concat([inner, padding])),
  ]).toString('base64');
  const lines = whole.match(new RegExp(`.{1,${LINE_CHARACTERS}}`, 'g')) ?? [];
  return ['-----BEGIN OPENSSH PRIVATE KEY-----', ...lines, '-----END OPENSSH PRIVATE KEY-----', ''].join('\n');
}

const secondsOf = (at: Date): number => Math.floor(at.getTime() / 1000);
const keyBytes = (key: KeyObject): Buffer => key.export({ type: 'spki', format: 'der' }).subarray(-KEY_BYTES);
const publicBlob = (key: KeyObject): Buffer => Buffer.concat([text(ED25519), text(keyBytes(key))]);

/** A `string` of RFC 4251: its length, then its bytes. */
function text(content: string | Uint8Array): Buffer {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return Buffer.concat([uint32(bytes.length), bytes]);
}
function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}
