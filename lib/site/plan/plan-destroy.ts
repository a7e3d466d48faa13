/** How all that was made for a site goes again: in the reverse order of its start, networks when nobody is on them. Pure. */
import type { CheckedSite } from '../checked-site';
import { memoryAvailableKiB } from '@/lib/placement/memory-need';
import { heldKiB, type Unwanted } from './deployment';
import { networkAct } from './network-acts';
import { orderActs } from './order-acts';
import { destroyAct, plannedGone } from './plan-steps';
import type { HostUse, SitePlan } from './site-plan';
import type { SiteWorld } from './site-world';
import { stepId, stepsInOrder, type ToldAct } from './told-act';

export function planDestroy(site: CheckedSite, world: SiteWorld): SitePlan {
  const there = new Map(world.domains.map((each) => [each.domain.id, each]));
  const hosts = new Map(world.hosts.map(({ host }) => [host.id, host]));
  const made = world.nodes.flatMap((each): Unwanted[] => {
    const domain = there.get(each.domainId);
    const host = domain === undefined ? undefined : hosts.get(domain.hostId);
    if (domain === undefined || host === undefined) return [];
    return [{ made: each, there: domain, host: { hostId: host.id, hostName: host.name } }];
  });
  // Who waited for a node to be up goes before it.
  const waiters = new Map<string, string[]>();
  for (const { instance, after } of site.lifecycle.stop === 'parallel' ? [] : site.domains)
    for (const other of after) waiters.set(other, [...(waiters.get(other) ?? []), stepId('destroy', instance)]);
  const gone = made.map((each) => destroyAct(world, each, waiters.get(each.made.instance) ?? []));
  const networks = world.networks.map(({ name, hostId }): ToldAct => {
    const hostName = hosts.get(hostId)?.name ?? '';
    return networkAct(
      'remove-network',
      name,
      hostName,
      gone.filter((act) => act.hostName === hostName).map(({ id }) => id),
    );
  });
  const acts = [...gone, ...networks];
  const steps = stepsInOrder(acts, orderActs(acts, new Map()).acts);
  return { nodes: made.map(plannedGone), steps, hosts: usesOf(world, made), unboundHosts: [], notes: [] };
}

function usesOf(world: SiteWorld, made: readonly Unwanted[]): readonly HostUse[] {
  return world.hosts.flatMap(({ host }) => {
    const there = made.filter((each) => each.host.hostId === host.id);
    // One that has a network of it and no domain yet, or no more, is a host of the plan as well.
    if (there.length === 0 && !world.networks.some(({ hostId }) => hostId === host.id)) return [];
    const memoryFreeKiB = memoryAvailableKiB(host);
    const freed = there.reduce((sum, each) => sum + heldKiB(each.there.domain), 0);
    return [
      {
        hostId: host.id,
        hostName: host.name,
        memoryFreeKiB,
        memoryFreeAfterKiB: memoryFreeKiB === undefined ? undefined : memoryFreeKiB + freed,
        domains: 0,
      },
    ];
  });
}
