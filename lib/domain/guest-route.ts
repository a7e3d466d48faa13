/**
 * How the agent reaches guests whose network it is not in: a translation of addresses one to one, as a gateway in between makes it.
 * Pure.
 */
import { addressText, addressNumber, rangeOf } from '@/lib/utils/ipv4';

export interface GuestRoute {
  /** Guests' addresses, first and last. */
  readonly from: readonly [number, number];
  /** First address on this side. */
  readonly to: number;
  /** Added to every port. A gateway without privileges cannot listen below 1024, and one on this machine should take no service's usual port. */
  readonly portPlus: number;
}

const MOST_PORT = 65_535;
const MOST_ROUTES = 64;
const FORM = /^([^=+\s]+)=([^=+\s]+?)(?:\+(\d{1,5}))?$/;

/**
 * @param text e.g. `10.88.0.0/24=127.88.0.0/24+20000`, several with commas: who is `10.88.0.7` there is `127.88.0.7` here, and its
 * port 443 is 20443
 * @throws Error that names the part which is wrong
 */
export function parseGuestRoutes(text: string): readonly GuestRoute[] {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (parts.length > MOST_ROUTES) throw new Error(`has ${parts.length} routes, more than ${MOST_ROUTES}`);
  return parts.map((part) => {
    const [, left = '', right = '', plus = '0'] = FORM.exec(part) ?? [];
    const [from, to] = [rangeOf(left), rangeOf(right)];
    if (from === undefined || to === undefined)
      throw new Error(`“${part}” is no route; write one as 10.88.0.0/24=127.88.0.0/24, or with +20000 after it`);
    if (from[1] - from[0] !== to[1] - to[0]) throw new Error(`“${part}” has networks of different sizes`);
    if (Number(plus) >= MOST_PORT) throw new Error(`“${part}” leads to ports above ${MOST_PORT}`);
    return { from, to: to[0], portPlus: Number(plus) };
  });
}

/** Where a connection is made to; the same where no route knows the address, or it is a name. */
export function throughRoutes(
  routes: readonly GuestRoute[],
  target: { readonly address: string; readonly port: number },
): { readonly address: string; readonly port: number } {
  const number = addressNumber(target.address);
  const route = routes.find(({ from }) => number !== undefined && number >= from[0] && number <= from[1]);
  if (route === undefined || number === undefined) return target;
  return {
    address: addressText(route.to + number - route.from[0]),
    port: target.port + route.portPlus,
  };
}
