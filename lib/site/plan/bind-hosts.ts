/** Which hosts of the testbed the hosts of a file are, and which of them a node may go to. Pure. */
import { HYPERVISOR_NAMES, type Hypervisor } from '@/lib/domain/host';
import type { PlacementHost } from '@/lib/domain/placement';
import type { CheckedSite, WantedNetwork, WantedPlace } from '../checked-site';
import type { FileHost } from '../schema/site-file';
import type { SiteWorld, WorldHost } from './site-world';

interface BoundHost {
  readonly hosts: readonly PlacementHost[];
  /** Why it is none of the testbed's, or not what the file takes it for. */
  readonly mistake: string | undefined;
}
export type BoundHosts = ReadonlyMap<string, BoundHost>;

export const bindHosts = (site: Pick<CheckedSite, 'hosts'>, hosts: readonly WorldHost[]): BoundHosts =>
  new Map(Object.entries(site.hosts).map(([name, host]) => [name, bindHost(name, host, hosts)]));

function bindHost(name: string, host: FileHost, all: readonly WorldHost[]): BoundHost {
  if ('select' in host) {
    const found = all
      .map((each) => each.host)
      .filter((each) => isOf(each, { hostClass: host.select.class, ...host.select }));
    const mistake =
      found.length > 0 ? undefined : `${name}: no host of the testbed is ${Object.values(host.select).join(' and ')}.`;
    return { hosts: found, mistake };
  }
  const found =
    'name' in host
      ? all.find((each) => each.host.name === host.name)
      : all.find(({ uri }) => sameAddress(uri, host.uri));
  if (found === undefined)
    return {
      hosts: [],
      mistake: `${name}: Gridbox knows no host ${'name' in host ? `called ${host.name}` : `at ${host.uri}`}.`,
    };
  const wrong = 'driver' in host ? driverMistake(found.host, host.driver) : undefined;
  return wrong === undefined
    ? { hosts: [found.host], mistake: undefined }
    : { hosts: [], mistake: `${name}: ${wrong}` };
}

const sameAddress = (one: string, other: string): boolean => one.replace(/\/+$/, '') === other.replace(/\/+$/, '');

const HYPERVISORS_OF: Record<string, readonly Hypervisor[]> = {
  xen: ['xen'],
  esx: ['esx'],
  gsx: ['gsx'],
  msvs: ['virtual-server'],
  test: ['test'],
};
function driverMistake(host: PlacementHost, driver: string): string | undefined {
  if (driver === 'simulated' || driver === 'libvirt')
    return host.driver === driver
      ? undefined
      : `${host.name} is reached by the ${host.driver} driver, and the file says ${driver}.`;
  const have = host.reading?.hypervisor;
  return have === undefined || HYPERVISORS_OF[driver]?.includes(have) === true
    ? undefined
    : `${host.name} runs ${HYPERVISOR_NAMES[have]}, and the file says ${driver}.`;
}

const isOf = (
  host: PlacementHost,
  want: Partial<Pick<WantedPlace, 'hostClass' | 'architecture' | 'hypervisor'>>,
): boolean =>
  (want.hostClass === undefined || host.class === want.hostClass) &&
  (want.architecture === undefined || host.reading?.architecture === want.architecture) &&
  (want.hypervisor === undefined || host.reading?.hypervisor === want.hypervisor);

export interface AllowedHosts {
  readonly hosts: readonly PlacementHost[];
  /** Hosts of the file that it may not go to, with why. */
  readonly others: readonly { readonly host: PlacementHost; readonly why: string }[];
}

/** In the order of the file, each host once. */
export function allowedHosts(site: Pick<CheckedSite, 'hosts'>, bound: BoundHosts, place: WantedPlace): AllowedHosts {
  const [hosts, others] = [new Map<string, PlacementHost>(), new Map<string, { host: PlacementHost; why: string }>()];
  for (const [name, { hosts: found }] of bound) {
    for (const host of found) {
      const why = whyNot(name, site.hosts[name]?.labels ?? {}, host, place);
      if (why === undefined) hosts.set(host.id, host);
      else others.set(host.id, { host, why });
    }
  }
  return { hosts: [...hosts.values()], others: [...others.values()].filter(({ host }) => !hosts.has(host.id)) };
}

/**
 * Without hosts that cannot make the network that a node is to be on: its domain could never be attached there. One that the site has there
 * already was made.
 */
export function ableToMake(
  allowed: AllowedHosts,
  network: WantedNetwork | undefined,
  { hosts, networks }: Pick<SiteWorld, 'hosts' | 'networks'>,
): AllowedHosts {
  if (network?.made !== true) return allowed;
  const whyNone = new Map<string, string>();
  for (const { host, noNetworks } of hosts)
    if (noNetworks !== undefined) whyNone.set(host.id, `It can make no network. ${noNetworks}`);
  for (const { name, hostId, made } of networks) if (made && name === network.hostName) whyNone.delete(hostId);
  const lacking = allowed.hosts.flatMap((host) => {
    const why = whyNone.get(host.id);
    return why === undefined ? [] : [{ host, why }];
  });
  if (lacking.length === 0) return allowed;
  return { hosts: allowed.hosts.filter(({ id }) => !whyNone.has(id)), others: [...lacking, ...allowed.others] };
}

function whyNot(
  name: string,
  labels: Readonly<Record<string, string>>,
  host: PlacementHost,
  place: WantedPlace,
): string | undefined {
  if (!place.hosts.includes(name)) return `The file sends it to ${place.hosts.join(', ')}.`;
  const [label] = Object.entries(place.labels).filter(([key, value]) => labels[key] !== value);
  if (label !== undefined) return `The file wants a host with ${label[0]}: ${label[1]}.`;
  if (isOf(host, place)) return undefined;
  const wants = [place.hostClass, place.architecture, place.hypervisor].filter((each) => each !== undefined);
  return `The file wants a host that is ${wants.join(' and ')}.`;
}
