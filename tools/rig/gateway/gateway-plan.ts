/** The ways from this machine to guests of a rig or a lab: addresses, and the ports that lead to theirs. Pure. */
import { DEFAULT_PORTS } from '@/lib/domain/probe';
import { addressNumber, addressText } from '@/lib/utils/ipv4';

/** A network of guests that is the same wherever there is one of its kind: their segments are apart. */
export interface GuestNetwork {
  /** Of 256 addresses. */
  readonly network: string;
  readonly gatewayAddress: string;
  /** Nothing answers there, but QEMU wants one for a name server. */
  readonly nameServerAddress: string;
  /** Guests without an address of their own get one from here on. */
  readonly firstDhcpAddress: string;
  /** So many of those can be reached as well: the first that ask. */
  readonly dhcpDoors: number;
  /** Last numbers of the addresses of guests that can be reached. */
  readonly firstHost: number;
  readonly lastHost: number;
  /** The second number of the loopback addresses here, the first of 64: kinds of guests are not in each other's way. */
  readonly loopback: number;
}

/** The rig's own guests are from .11 on, those of sites where their file says. */
export const RIG_GUESTS: GuestNetwork = {
  network: '10.88.0.0',
  gatewayAddress: '10.88.0.1',
  nameServerAddress: '10.88.0.254',
  firstDhcpAddress: '10.88.0.100',
  dhcpDoors: 8,
  firstHost: 2,
  lastHost: 40,
  // 127.64 to 127.127: tools like to have what is below, and Debian has its own name at 127.0.1.1.
  loopback: 64,
};

/**
 * An ordinary user cannot listen below 1024; and whatever on this machine listens on all addresses at the usual port of a role would find
 * it taken by a door.
 */
const PORT_PLUS = 20_000;
/** Beside the ports of the roles: where services listen that are no root's, a VO box's gsissh, MyProxy. */
const MORE_PORTS = [1975, 2222, 7512, 8443];

export interface Door {
  readonly host: string;
  readonly port: number;
  readonly guestHost: string;
  readonly guestPort: number;
}

export interface GatewayPlan {
  /** For `GRIDBOX_GUEST_ROUTES`. */
  readonly route: string;
  readonly doors: readonly Door[];
}

const numbersFrom = (first: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => first + index);

/** A network of the loopback addresses for each rig or lab of a machine. @param key six hexadecimal digits of that */
export function planGateway(key: string, guests: GuestNetwork = RIG_GUESTS): GatewayPlan {
  const spread = Number.parseInt(key, 16);
  const network = `127.${guests.loopback + ((spread >> 8) % 64)}.${spread % 256}.0`;
  const [here, there] = [network, guests.network].map((address) => addressNumber(address) ?? 0);
  const ports = [...new Set([...Object.values(DEFAULT_PORTS), ...MORE_PORTS])].toSorted((a, b) => a - b);
  const dhcp = (addressNumber(guests.firstDhcpAddress) ?? 0) - (there ?? 0);
  const doors: Door[] = [];
  for (const host of [
    ...numbersFrom(guests.firstHost, guests.lastHost - guests.firstHost + 1),
    ...numbersFrom(dhcp, guests.dhcpDoors),
  ])
    for (const port of ports)
      doors.push({
        host: addressText((here ?? 0) + host),
        port: port + PORT_PLUS,
        guestHost: addressText((there ?? 0) + host),
        guestPort: port,
      });
  return { route: `${guests.network}/24=${network}/24+${PORT_PLUS}`, doors };
}

/**
 * QEMU's own network between the doors and the guests: a value of `-netdev`.
 * @param id by which the other end is joined to it
 */
export function gatewayNetdev(key: string, guests: GuestNetwork, id: string): string {
  const doors = planGateway(key, guests).doors.map(
    (door) => `hostfwd=tcp:${door.host}:${door.port}-${door.guestHost}:${door.guestPort}`,
  );
  return [
    `user,id=${id},net=${guests.network}/24,ipv6=off`,
    `host=${guests.gatewayAddress}`,
    `dns=${guests.nameServerAddress}`,
    `dhcpstart=${guests.firstDhcpAddress}`,
    // Guests get nowhere through it: what they reach is each other.
    'restrict=on',
    ...doors,
  ].join(',');
}
