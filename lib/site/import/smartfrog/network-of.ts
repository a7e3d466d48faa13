/** Networks of a site file, of the addresses and netmasks that domains have each for itself. */
import { constructOf, type Mapping } from './mapping';
import type { Slot } from './tree';

const OCTETS = /^(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(\.(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])){3}$/;
const BITS = 32;
export const isAddress = (text: string): boolean => OCTETS.test(text);
const numberOf = (address: string): number | undefined =>
  OCTETS.test(address) ? address.split('.').reduce((number, octet) => number * 256 + Number(octet), 0) : undefined;
const addressOf = (number: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.');

/** @example cidrOf('10.88.0.10', '255.255.255.0') // '10.88.0.0/24'; undefined for what is no address or no netmask */
export function cidrOf(address: string, netmask: string): string | undefined {
  const [number, mask] = [numberOf(address), numberOf(netmask)];
  if (number === undefined || mask === undefined) return undefined;
  const size = 2 ** BITS - mask;
  const bits = BITS - Math.log2(size);
  if (!Number.isInteger(bits)) return undefined;
  return `${addressOf(Math.floor(number / size) * size)}/${bits}`;
}

interface Said {
  readonly slot: Slot;
  readonly text: string;
}

/** The name of its network, which is added where it is not there yet. */
export function networkOf(
  mapping: Mapping,
  networks: Record<string, { readonly cidr: string }>,
  address: Said | undefined,
  netmask: Said | undefined,
): string | undefined {
  if (netmask === undefined) return undefined;
  const cidr = address === undefined ? undefined : cidrOf(address.text, netmask.text);
  if (cidr === undefined) {
    mapping.find(
      'not-understood',
      netmask.slot.at,
      constructOf(netmask.slot, netmask.text),
      'with its ip it makes no network',
    );
    return undefined;
  }
  const known = Object.entries(networks).find(([, network]) => network.cidr === cidr);
  if (known !== undefined) return known[0];
  const id = Object.keys(networks).length === 0 ? 'lan' : `lan-${Object.keys(networks).length + 1}`;
  networks[id] = { cidr };
  return id;
}
