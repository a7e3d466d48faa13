import { type GuestRoute, throughRoutes } from '@/lib/domain/guest-route';
import type { ProbeFact, ProbePort, ProbeVerdict } from '@/lib/domain/probe';

/** A member of a VO, as a certificate with its key. PEM. */
export interface ProbeIdentity {
  readonly certificate: string;
  readonly key: string;
}

/** Everything that a probe may need to know of what it asks. */
export interface ProbeEndpoint {
  /** A host name or an address, checked by `ProbeAddress`. */
  readonly address: string;
  readonly ports: Readonly<Record<ProbePort, number>>;
  /** The name in its certificate, where it is not the address. */
  readonly tlsName?: string | undefined;
  /** PEM; without it certificates are read and not verified, and the answer says so. */
  readonly trustedCa?: string | undefined;
  readonly identity?: ProbeIdentity | undefined;
  /** Of the batch system; the CE's own choice where it is left out. */
  readonly queue?: string | undefined;
  /** Folder of the SE in which probes write. */
  readonly dataPath: string;
  /** How the agent comes to it, where that is not straight. */
  readonly routes?: readonly GuestRoute[] | undefined;
  /** What Slurm calls the worker node, where that is not its address. */
  readonly nodeName?: string | undefined;
}

/** The programs of grid clients, as they are where the agent runs. */
export interface ProbeClients {
  /** What they see of the environment: PATH, and e.g. SLURM_CONF. */
  readonly env: Readonly<Record<string, string>>;
  /** Socket of munged; its own default where it is left out. */
  readonly mungeSocket?: string | undefined;
}

export interface ProbeAsk {
  readonly endpoint: ProbeEndpoint;
  readonly clients: ProbeClients;
  /** Fires at the deadline, or when nobody wants to know any more. */
  readonly signal: AbortSignal;
  readonly now: () => Date;
}

export interface ProbeAnswer {
  readonly verdict: ProbeVerdict;
  readonly sentence: string;
  /** As it came; cut by `runProbe`. */
  readonly answer?: string | undefined;
  readonly facts?: Readonly<Record<string, ProbeFact>>;
}

/** @throws ProbeFault, or whatever went wrong: `runProbe` makes a verdict of it. */
export type Probe = (ask: ProbeAsk) => Promise<ProbeAnswer>;

/** Where the connection to one of its ports is made to; what is said of it names `placeOf`. */
export function reachOf(
  { address, ports, routes = [] }: Pick<ProbeEndpoint, 'address' | 'ports' | 'routes'>,
  port: ProbePort,
): { readonly host: string; readonly port: number } {
  const reached = throughRoutes(routes, { address, port: ports[port] });
  return { host: reached.address, port: reached.port };
}

/** @example placeOf(endpoint, 'arc') // '10.0.0.4:443', '[fd00::4]:443' */
export function placeOf({ address, ports }: Pick<ProbeEndpoint, 'address' | 'ports'>, port: ProbePort): string {
  return `${address.includes(':') ? `[${address}]` : address}:${ports[port]}`;
}
