/** The way from this machine to the guests of a rig: addresses, and the ports that lead to theirs. Pure. */
import { DEFAULT_PORTS } from '@/lib/domain/probe';
import { addressNumber, addressText } from '@/lib/utils/ipv4';

/** Of the guests, in every rig: their segments are apart. */
const GUEST_NETWORK = '10.88.0.0';
export const GATEWAY_ADDRESS = '10.88.0.1';
/** The last address; nothing answers there, but QEMU wants one for a name server. */
export const NAME_SERVER_ADDRESS = '10.88.0.254';
/** Guests without an address of their own get one from here on; those have no doors. */
export const FIRST_DHCP_ADDRESS = '10.88.0.100';

/** Guests that can be reached: the rig's own are from .11 on, those of sites where their file says. */
const FIRST_HOST = 2;
const LAST_HOST = 40;

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

/** A network of the loopback addresses for each rig of a machine. @param rigKey six hexadecimal digits */
export function planGateway(rigKey: string): GatewayPlan {
  const spread = Number.parseInt(rigKey, 16);
  // 127.64 to 127.127: tools like to have what is below, and Debian has its own name at 127.0.1.1.
  const network = `127.${64 + ((spread >> 8) % 64)}.${spread % 256}.0`;
  const [here, there] = [network, GUEST_NETWORK].map((address) => addressNumber(address) ?? 0);
  const ports = [...new Set([...Object.values(DEFAULT_PORTS), ...MORE_PORTS])].toSorted((a, b) => a - b);
  const doors: Door[] = [];
  for (let host = FIRST_HOST; host <= LAST_HOST; host += 1)
    for (const port of ports)
      doors.push({
        host: addressText((here ?? 0) + host),
        port: port + PORT_PLUS,
        guestHost: addressText((there ?? 0) + host),
        guestPort: port,
      });
  return { route: `${GUEST_NETWORK}/24=${network}/24+${PORT_PLUS}`, doors };
}
