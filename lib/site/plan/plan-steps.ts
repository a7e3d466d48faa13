/** The acts of a plan, in an order in which there is room for each. Pure. */
import { memoryAvailableKiB, memoryNeedKiB } from '@/lib/placement/memory-need';
import { formatBytes, formatKiB } from '@/lib/utils/units';
import type { CheckedSite } from '../checked-site';
import { type Deployment, heldKiB, type Settled, type Unwanted } from './deployment';
import { networkActs } from './network-acts';
import { orderActs } from './order-acts';
import { poolKey, PoolRoom } from './pool-room';
import type { PlannedNode, PlanStep } from './site-plan';
import type { SiteWorld } from './site-world';
import { stepId, stepsInOrder, type ToldAct } from './told-act';

export function stepsOf(
  site: CheckedSite,
  world: SiteWorld,
  deployment: Deployment,
  destroyed: 'first' | 'last',
): { readonly nodes: readonly PlannedNode[]; readonly steps: readonly PlanStep[] } {
  const settled = deployment.settled();
  const networks = networkActs(site, world, deployment);
  const made = settled.flatMap((each) => nodeActs(each, world, networks.needed(each)));
  const before = destroyed === 'last' ? [...networks.make, ...made].map(({ id }) => id) : [];
  const gone = destroyActs(site, world, deployment.unwanted, before);
  const acts: readonly ToldAct[] = [...networks.make, ...made, ...gone, ...networks.remove([...made, ...gone])];
  const { acts: ordered, short } = orderActs(acts, roomOf(world));
  const steps = stepsInOrder(acts, ordered);
  const shortWords = (instance: string) =>
    steps
      .filter(({ subject }) => subject === instance)
      .flatMap(({ id, hostName }) => [...(short.get(id) ?? [])].map((lack) => lackWords(lack, hostName)));
  return {
    steps,
    nodes: [
      ...settled.map((each) => plannedNode(each, [...networks.blockers(each), ...shortWords(each.wanted.instance)])),
      ...deployment.unwanted.map(plannedGone),
    ],
  };
}

const MEMORY = 'memory of ';
const memoryKey = (hostId: string): string => `${MEMORY}${hostId}`;

function roomOf(world: SiteWorld): ReadonlyMap<string, number> {
  const room = new Map(new PoolRoom(world.hosts.map(({ host }) => host)).entries());
  for (const { host } of world.hosts) {
    const free = memoryAvailableKiB(host);
    if (free !== undefined) room.set(memoryKey(host.id), free);
  }
  return room;
}

function lackWords([resource, lack]: readonly [string, number], hostName: string): string {
  return resource.startsWith(MEMORY)
    ? `${hostName} is short by ${formatKiB(lack)} of memory when its turn comes.`
    : `A storage pool of ${hostName} is short by ${formatBytes(lack)} when its turn comes.`;
}

const amounts = (entries: readonly (readonly [string, number])[]): ReadonlyMap<string, number> =>
  new Map(entries.filter(([, amount]) => amount > 0));

/** What is done with a domain that the site wants. @param network id of the act that makes its network */
function nodeActs(settled: Settled, world: SiteWorld, network: string | undefined): readonly ToldAct[] {
  const { wanted, there, placing, deed } = settled;
  const { instance } = wanted;
  const { host } = placing;
  if (host === undefined || deed === 'keep') return [];
  // Either of the two, whichever it is that brings the other up.
  const up = wanted.after.flatMap((other) => [stepId('create', other), stepId('change', other)]);
  if (deed === 'change' && there !== undefined) return [changeAct(settled, there, up)];
  const away =
    there === undefined || settled.made === undefined
      ? []
      : [destroyAct(world, { made: settled.made, there, host: placeOf(world, there.hostId) }, [])];
  return [
    ...away,
    {
      id: stepId('create', instance),
      verb: 'create',
      title: `Create ${wanted.name} on ${host.hostName}`,
      subject: instance,
      hostName: host.hostName,
      takes: amounts([
        [memoryKey(host.hostId), memoryNeedKiB(wanted)],
        ...(placing.pool === undefined
          ? []
          : ([[poolKeyAt(world, host.hostId, placing.pool), wanted.diskBytes ?? 0]] as const)),
      ]),
      frees: new Map(),
      after: [...away.map(({ id }) => id), ...(network === undefined ? [] : [network]), ...up],
    },
  ];
}

function changeAct(
  { wanted, placing, differences }: Settled,
  there: NonNullable<Settled['there']>,
  up: readonly string[],
): ToldAct {
  const target = placing.host?.hostId ?? there.hostId;
  const [held, need] = [heldKiB(there.domain), memoryNeedKiB(wanted)];
  const moves = target !== there.hostId;
  const starts = differences.some(({ what }) => what === 'state') && held === 0;
  return {
    id: stepId('change', wanted.instance),
    verb: 'change',
    title: `Change ${wanted.name}: ${differences.map(({ what, from, to }) => `${what} ${from} to ${to}`).join(', ')}`,
    subject: wanted.instance,
    hostName: placing.host?.hostName ?? '',
    // On both hosts while it moves.
    takes: amounts([[memoryKey(target), moves ? need : Math.max(0, need - held)]]),
    frees: amounts([[memoryKey(there.hostId), moves ? held : Math.max(0, held - need)]]),
    after: starts ? up : [],
  };
}

function destroyActs(
  { lifecycle }: Pick<CheckedSite, 'lifecycle'>,
  world: SiteWorld,
  unwanted: readonly Unwanted[],
  before: readonly string[],
): readonly ToldAct[] {
  // What was made last goes first, unless all may go at once.
  const acts: ToldAct[] = [];
  for (const each of unwanted.toReversed()) {
    const last = acts.at(-1);
    const chained = lifecycle.stop === 'parallel' || last === undefined ? [] : [last.id];
    acts.push(destroyAct(world, each, [...before, ...chained]));
  }
  return acts;
}

export function destroyAct(world: SiteWorld, { made, there, host }: Unwanted, after: readonly string[]): ToldAct {
  const { pool, diskBytes = 0 } = made.of;
  return {
    id: stepId('destroy', made.instance),
    verb: 'destroy',
    title: `Destroy ${there.domain.name} on ${host.hostName}`,
    subject: made.instance,
    hostName: host.hostName,
    takes: new Map(),
    frees: amounts([
      [memoryKey(host.hostId), heldKiB(there.domain)],
      ...(pool === undefined ? [] : ([[poolKeyAt(world, host.hostId, pool), diskBytes]] as const)),
    ]),
    after,
  };
}

function hostAt(world: SiteWorld, id: string) {
  const found = world.hosts.find(({ host }) => host.id === id);
  if (found === undefined) throw new Error(`no host ${id} among those of the site's world`);
  return found.host;
}
const placeOf = (world: SiteWorld, id: string) => {
  const { id: hostId, name: hostName } = hostAt(world, id);
  return { hostId, hostName };
};
const poolKeyAt = (world: SiteWorld, hostId: string, pool: string): string => poolKey(hostAt(world, hostId), pool);

const plannedNode = (settled: Settled, blockers: readonly string[]): PlannedNode => {
  const { wanted, there, deed, placing, differences } = settled;
  return {
    instance: wanted.instance,
    domainName: wanted.name,
    domainId: there?.domain.id,
    role: wanted.role,
    vo: wanted.vo,
    vcpus: wanted.vcpus,
    memoryKiB: wanted.memoryKiB,
    diskBytes: wanted.diskBytes,
    deed,
    host: placing.host,
    pool: placing.pool,
    why: placing.why,
    others: placing.others,
    differences,
    blockers: [...settled.blockers, ...blockers],
  };
};

export const plannedGone = ({ made, there, host }: Unwanted): PlannedNode => ({
  instance: made.instance,
  domainName: there.domain.name,
  domainId: there.domain.id,
  role: there.domain.metadata.roles[0],
  vo: there.domain.metadata.vo,
  vcpus: there.domain.vcpus,
  memoryKiB: there.domain.memoryKiB,
  diskBytes: made.of.diskBytes,
  deed: 'destroy',
  host,
  pool: made.of.pool,
  why: 'The site does not want it any more.',
  others: [],
  differences: [],
  blockers: there.heldBy === undefined ? [] : [`Another operation holds it: ${there.heldBy}.`],
});
