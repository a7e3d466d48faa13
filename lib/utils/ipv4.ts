/** IPv4 addresses as numbers. Pure. */

const OCTET = '(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])';
const ADDRESS = new RegExp(`^${OCTET}(\\.${OCTET}){3}$`);
const BITS = 32;
const OCTETS = 4;

/** Undefined where the text is no IPv4 address. @example addressNumber('10.0.0.1') // 167_772_161 */
export function addressNumber(text: string): number | undefined {
  if (!ADDRESS.test(text)) return undefined;
  return text.split('.').reduce((number, octet) => number * 256 + Number(octet), 0);
}

/** @example addressText(167_772_161) // '10.0.0.1' */
export const addressText = (number: number): string =>
  Array.from({ length: OCTETS }, (_, index) => Math.floor(number / 256 ** (OCTETS - 1 - index)) % 256).join('.');

/**
 * First and last address of a network; the bits of a host in it do not matter. Undefined where the text is none.
 * @example rangeOf('10.88.0.0/24') // [173539328, 173539583]
 */
export function rangeOf(cidr: string): readonly [number, number] | undefined {
  const [network = '', length = '', ...more] = cidr.split('/');
  const number = addressNumber(network);
  if (number === undefined || more.length > 0 || !/^(\d|[12]\d|3[0-2])$/.test(length)) return undefined;
  const size = 2 ** (BITS - Number(length));
  const first = Math.floor(number / size) * size;
  return [first, first + size - 1];
}
