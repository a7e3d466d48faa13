import { randomBytes, randomUUID } from 'node:crypto';

/** Enough to be more than one read of anybody's. */
const FILE_BYTES = 65_536;
const ADLER_MODULUS = 65_521;

/**
 * Adler-32, RFC 1950, 9: the checksum of grid storage. Eight hexadecimal digits.
 * @example adler32(Buffer.from('Wikipedia')) // '11e60398'
 */
export function adler32(bytes: Uint8Array): string {
  let [a, b] = [1, 0];
  for (const byte of bytes) {
    a = (a + byte) % ADLER_MODULUS;
    b = (b + a) % ADLER_MODULUS;
  }
  // Above 31 bits a shift would give a negative number.
  return (b * 65_536 + a).toString(16).padStart(8, '0');
}

export interface ProbeFile {
  readonly name: string;
  readonly bytes: Buffer;
  readonly adler32: string;
}

/** Bytes that nobody wrote before, under a name that nobody has. */
export function makeProbeFile(): ProbeFile {
  const bytes = randomBytes(FILE_BYTES);
  return { name: `gridbox-probe-${randomUUID()}`, bytes, adler32: adler32(bytes) };
}
