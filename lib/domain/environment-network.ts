/** What network the domains of a lease are on, as its environment says. Pure. */
export const ISOLATIONS = ['dedicated', 'attached', 'shared'] as const;
export type Isolation = (typeof ISOLATIONS)[number];
export interface EnvironmentNetwork {
  readonly isolation: Isolation;
  /** Of `attached`, as its hosts call it. */
  readonly network: string | null;
}

/** Of an environment without a network: no address of its domains can ever be known. */
export const NO_NETWORK_WORDS =
  'Its domains have no network interface, and so no address: they are reached by their consoles alone.';

/** Whether each host of it makes a network that nobody else is on. */
export const hasOwnNetwork = ({ isolation }: Pick<EnvironmentNetwork, 'isolation'>): boolean =>
  isolation === 'dedicated';

/** Whether its domains have a network interface, by which people can come in. */
export const hasInterface = ({ isolation }: Pick<EnvironmentNetwork, 'isolation'>): boolean => isolation !== 'shared';

/** @example networkWords({ isolation: 'attached', network: 'lab' }) // 'lab, which its hosts have' */
export const networkWords = ({ isolation, network }: EnvironmentNetwork): string =>
  ({
    dedicated: 'one of the lease alone, on each host',
    attached: `${network ?? ''}, which its hosts have`,
    shared: 'none: its domains have no network interface',
  })[isolation];

/**
 * The network of a slot: the pool's, else the one that its environment names. One that a host makes for it alone would keep it from its
 * batch system.
 * @returns null: it has no interface
 */
export const networkOfSlot = (ofPool: string | null, { isolation, network }: EnvironmentNetwork): string | null =>
  ofPool ?? (isolation === 'attached' ? network : null);
