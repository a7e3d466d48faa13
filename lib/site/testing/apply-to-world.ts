/** What a plan comes to when all of it is done: a testbed in thought. */
import { EMPTY_METADATA, isActive } from '@/lib/domain/domain';
import { domainId, type HostId } from '@/lib/domain/ids';
import type { PlacementDomain, PlacementHost } from '@/lib/domain/placement';
import { memoryNeedKiB } from '@/lib/placement/memory-need';
import type { CheckedSite, WantedDomain } from '../checked-site';
import { madeOf } from '../plan/compare-node';
import { madeOn } from '../plan/place-node';
import { poolKey } from '../plan/pool-room';
import type { SitePlan } from '../plan/site-plan';
import type { SiteWorld } from '../plan/site-world';

/** Of a host's memory or pool, what is left; it may be less than nothing, which a test looks for. */
export interface Left {
  readonly memoryKiB: ReadonlyMap<string, number>;
  readonly poolBytes: ReadonlyMap<string, number>;
}

let made = 0;
const newId = () => domainId(`33333333-3333-4333-8333-${String((made += 1)).padStart(12, '0')}`);

/** Does the steps one after the other. @param order ids of steps, each behind those it waits for @param look at what is left after each */
export function applyToWorld(
  site: CheckedSite,
  plan: SitePlan,
  world: SiteWorld,
  order: readonly string[] = plan.steps.map(({ id }) => id),
  look: (left: Left, step: string) => void = () => undefined,
): SiteWorld {
  let now = world;
  const done = new Set<string>();
  for (const id of order) {
    const step = plan.steps.find((each) => each.id === id);
    if (step === undefined) throw new Error(`no step ${id} in the plan`);
    const early = step.after.find((other) => !done.has(other));
    if (early !== undefined) throw new Error(`${id} comes before ${early}`);
    done.add(id);
    const wanted = site.domains.find(({ instance }) => instance === step.subject);
    const [name = '', hostName = ''] = step.subject.split(' on ');
    const host = now.hosts.find((each) => each.host.name === hostName)?.host;
    if (step.verb === 'make-network' && host !== undefined)
      now = { ...now, networks: [...now.networks, { name, hostId: host.id, made: true }] };
    if (step.verb === 'remove-network')
      now = { ...now, networks: now.networks.filter((each) => each.name !== name || each.hostId !== host?.id) };
    if (step.verb === 'destroy') now = without(now, step.subject);
    if (step.verb === 'create' && wanted !== undefined) now = withNew(site, plan, now, wanted);
    if (step.verb === 'change' && wanted !== undefined) now = withChanged(plan, now, wanted);
    look(leftOf(now), id);
  }
  return now;
}

function without(world: SiteWorld, instance: string): SiteWorld {
  const node = world.nodes.find((each) => each.instance === instance);
  const there = world.domains.find(({ domain }) => domain.id === node?.domainId);
  if (node === undefined || there === undefined) throw new Error(`${instance} is not there`);
  const room = held(there.domain);
  return {
    ...withRoom(world, there.hostId, room, node.of.pool, node.of.diskBytes ?? 0),
    domains: world.domains.filter((each) => each !== there),
    nodes: world.nodes.filter((each) => each !== node),
  };
}

function withNew(site: CheckedSite, plan: SitePlan, world: SiteWorld, wanted: WantedDomain): SiteWorld {
  const planned = plan.nodes.find(({ instance, deed }) => instance === wanted.instance && deed !== 'destroy');
  const host = world.hosts.find((each) => each.host.id === planned?.host?.hostId)?.host;
  if (planned === undefined || host === undefined) throw new Error(`${wanted.instance} has no host`);
  if (world.nodes.some(({ instance }) => instance === wanted.instance))
    throw new Error(`${wanted.instance} is there already`);
  const network = wanted.network === undefined ? undefined : site.networks[wanted.network];
  if (
    network?.made === true &&
    !world.networks.some(({ name, hostId }) => name === network.hostName && hostId === host.id)
  )
    throw new Error(`${wanted.instance} is created before its network`);
  const domain = { ...madeOn(host, wanted, network), id: newId(), metadata: metadataOf(wanted) };
  return {
    ...withRoom(world, host.id, -memoryNeedKiB(domain), planned.pool, -(wanted.diskBytes ?? 0)),
    domains: [...world.domains, { domain, hostId: host.id, heldBy: undefined }],
    nodes: [
      ...world.nodes,
      { instance: wanted.instance, domainId: domain.id, of: madeOf(wanted, network, planned.pool) },
    ],
  };
}

function withChanged(plan: SitePlan, world: SiteWorld, wanted: WantedDomain): SiteWorld {
  const planned = plan.nodes.find(({ instance }) => instance === wanted.instance);
  const there = world.domains.find(({ domain }) => domain.id === planned?.domainId);
  const hostId = planned?.host?.hostId;
  if (there === undefined || hostId === undefined) throw new Error(`${wanted.instance} is not there`);
  const domain: PlacementDomain = {
    ...there.domain,
    state: 'running',
    memoryKiB: wanted.memoryKiB,
    vcpus: wanted.vcpus,
    metadata: metadataOf(wanted),
  };
  const freed = withRoom(world, there.hostId, held(there.domain), undefined, 0);
  return {
    ...withRoom(freed, hostId, -memoryNeedKiB(domain), undefined, 0),
    domains: world.domains.map((each) => (each === there ? { ...each, domain, hostId } : each)),
  };
}

const held = (domain: PlacementDomain): number => (isActive(domain.state) ? memoryNeedKiB(domain) : 0);
const metadataOf = ({ role, vo, place }: WantedDomain): PlacementDomain['metadata'] => ({
  ...EMPTY_METADATA,
  roles: [role],
  ...(vo === undefined ? {} : { vo }),
  ...(place.apartWord === undefined ? {} : { antiAffinity: place.apartWord }),
  ...(place.togetherWord === undefined ? {} : { affinity: place.togetherWord }),
});

/** A host, and whoever shares the pool with it, with so much more of both. */
function withRoom(world: SiteWorld, id: HostId, kib: number, pool: string | undefined, bytes: number): SiteWorld {
  const own = world.hosts.find(({ host }) => host.id === id)?.host;
  const key = own === undefined || pool === undefined ? undefined : poolKey(own, pool);
  return {
    ...world,
    hosts: world.hosts.map((each) => {
      const { host } = each;
      if (host.reading === undefined) return each;
      const { memoryFreeKiB, storage } = host.reading;
      const reading = {
        ...host.reading,
        memoryFreeKiB: memoryFreeKiB === undefined || host.id !== id ? memoryFreeKiB : memoryFreeKiB + kib,
        storage: storage.map((one) =>
          poolKey(host, one.name) === key && one.freeBytes !== undefined
            ? { ...one, freeBytes: one.freeBytes + bytes }
            : one,
        ),
      };
      return { ...each, host: { ...host, reading } satisfies PlacementHost };
    }),
  };
}

const leftOf = ({ hosts }: SiteWorld): Left => ({
  memoryKiB: new Map(
    hosts.flatMap(({ host }) =>
      host.reading?.memoryFreeKiB === undefined ? [] : [[host.name, host.reading.memoryFreeKiB]],
    ),
  ),
  poolBytes: new Map(
    hosts.flatMap(({ host }) =>
      (host.reading?.storage ?? []).flatMap(({ name, freeBytes }) =>
        freeBytes === undefined ? [] : [[poolKey(host, name), freeBytes] as const],
      ),
    ),
  ),
});
