/** What a guest says of the addresses of its interfaces: data from outside, like everything that comes out of a guest. Pure. */
import { z } from 'zod';

/** Far above what a guest of a testbed has, even one that runs containers; what is over it is left out. */
export const GUEST_ADDRESSES_MAX = 32;

export const GuestAddress = z.object({
  /** Of the interface, lower case. */
  mac: z.string().toLowerCase().pipe(z.mac()),
  address: z.union([z.ipv4(), z.ipv6()]),
  prefixLength: z.number().int().min(0).max(128),
});
export type GuestAddress = z.infer<typeof GuestAddress>;

const NO_MAC = '00:00:00:00:00:00';
const OWN_LINK = /^(127\.|169\.254\.|0\.|::1$|::$|fe[89ab][0-9a-f]:)/i;

/** Does it lead to the guest from elsewhere? Those of the loopback interface and of one link alone do not. */
export const leadsThere = ({ mac, address }: GuestAddress): boolean => mac !== NO_MAC && !OWN_LINK.test(address);

/**
 * The one to name where one is asked for: of an interface that the domain was given, so that of a bridge that the guest made for itself
 * is not taken for it; IPv4 before IPv6, each as the guest has them.
 * @param macs of the domain's interfaces, as its definition has them
 */
export function mainAddress(addresses: readonly GuestAddress[], macs: readonly string[]): string | undefined {
  const own = new Set(macs.map((mac) => mac.toLowerCase()));
  const given = addresses.filter(({ mac }) => own.has(mac));
  return (given.find(({ address }) => !address.includes(':')) ?? given[0])?.address;
}
