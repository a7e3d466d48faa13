/** IPv4 addresses of a site's nodes. Pure. */
import { addressNumber, rangeOf } from '@/lib/utils/ipv4';
import type { Path } from './problem';
import type { Report } from './resolve-templates';

/** @example addressPrefix('10.88.0.0/24') // 24 */
export const addressPrefix = (cidr: string): number => Number(cidr.split('/')[1]);

export interface Addressed {
  readonly instance: string;
  readonly address: string;
  readonly path: Path;
  readonly cidr: string | undefined;
}

/** Each address an address, of its network, and of one domain alone. */
export function checkAddresses(all: readonly Addressed[], report: Report): void {
  const taken = new Map<string, string>();
  for (const { instance, address, path, cidr } of all) {
    const number = addressNumber(address);
    if (number === undefined) {
      report(
        path,
        `${instance} would have ${address}, which is no IPv4 address; write one such as 10.88.0.10, or 10.88.0.2{index} for several`,
      );
      continue;
    }
    const other = taken.get(address);
    if (other !== undefined) report(path, `${instance} would have ${address}, which ${other} has already`);
    taken.set(address, instance);
    const range = cidr === undefined ? undefined : rangeOf(cidr);
    // The first address names the network, and the last is everybody's.
    if (range !== undefined && (number <= range[0] || number >= range[1]))
      report(path, `${instance} would have ${address}, which is no address for a node in ${cidr ?? ''}`);
  }
}
