/** Networks that a site makes for itself, on each host that has a domain on them. Pure. */
import { groupBy } from '@/lib/utils/group-by';
import type { CheckedSite } from '../checked-site';
import type { Deployment, Settled } from './deployment';
import type { StepVerb } from './site-plan';
import type { SiteWorld } from './site-world';
import { stepId, type ToldAct } from './told-act';

export interface NetworkActs {
  readonly make: readonly ToldAct[];
  /** Of networks that nobody of the site is on any more: when all have left their host. */
  readonly remove: (acts: readonly ToldAct[]) => readonly ToldAct[];
  /** Id of the act that makes the network of a domain; undefined where it is there already, or not the site's. */
  readonly needed: (settled: Settled) => string | undefined;
  readonly blockers: (settled: Settled) => readonly string[];
}

export function networkActs(site: CheckedSite, world: SiteWorld, deployment: Deployment): NetworkActs {
  const names = new Map(world.hosts.map(({ host }) => [host.id as string, host]));
  const made = new Set(world.networks.filter((each) => each.made).map(({ name, hostId }) => `${name} ${hostId}`));
  const begun = new Set(world.networks.map(({ name, hostId }) => `${name} ${hostId}`));
  const placeOf = (settled: Settled) => {
    const network = deployment.networkOf(settled.wanted);
    const { host } = settled.placing;
    return network?.made === true && host !== undefined ? { name: network.hostName, ...host } : undefined;
  };
  const wanted = deployment.settled().flatMap((settled) => placeOf(settled) ?? []);
  const places = [...groupBy(wanted, ({ name, hostId }) => `${name} ${hostId}`)].flatMap(([key, [first]]) =>
    first === undefined ? [] : [{ key, ...first }],
  );
  const wantedKeys = new Set(places.map(({ key }) => key));
  return {
    make: places
      .filter(({ key }) => !made.has(key))
      .map(({ name, hostName }) => networkAct('make-network', name, hostName, [])),
    remove: (acts) =>
      world.networks
        .filter(({ name, hostId }) => !wantedKeys.has(`${name} ${hostId}`))
        .map(({ name, hostId }) => {
          const hostName = names.get(hostId)?.name ?? '';
          return networkAct('remove-network', name, hostName, leavers(acts, world, hostId));
        }),
    needed: (settled) => {
      const place = placeOf(settled);
      if (place === undefined || made.has(`${place.name} ${place.hostId}`)) return undefined;
      return stepId('make-network', `${place.name} on ${place.hostName}`);
    },
    blockers: (settled) => {
      const place = placeOf(settled);
      if (place === undefined || begun.has(`${place.name} ${place.hostId}`)) return [];
      const other = names.get(place.hostId)?.reading?.networks.some(({ name }) => name === place.name) === true;
      return other
        ? [`${place.hostName} has a network called ${place.name} already, and this site did not make it.`]
        : [];
    },
  };
}

/** Acts by which domains of the site leave a host. */
function leavers(acts: readonly ToldAct[], world: SiteWorld, hostId: string): readonly string[] {
  const there = new Set(
    world.domains.filter((each) => each.hostId === hostId).map(({ domain }) => domain.id as string),
  );
  const own = new Set(world.nodes.filter(({ domainId }) => there.has(domainId)).map(({ instance }) => instance));
  return acts.filter(({ subject, verb }) => verb !== 'create' && own.has(subject)).map(({ id }) => id);
}

export function networkAct(
  verb: Extract<StepVerb, 'make-network' | 'remove-network'>,
  name: string,
  hostName: string,
  after: readonly string[],
): ToldAct {
  const subject = `${name} on ${hostName}`;
  const title = `${verb === 'make-network' ? 'Make' : 'Remove'} network ${subject}`;
  return { id: stepId(verb, subject), verb, title, subject, hostName, takes: new Map(), frees: new Map(), after };
}
