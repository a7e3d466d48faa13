/**
 * What is created, changed and destroyed so that the testbed is as a site file says, where each domain goes and why, and in which
 * order, with room for every act at its moment. Pure, and the same for the same values: planned again when all of it has been done,
 * there is nothing to do.
 */
import type { CheckedSite } from '../checked-site';
import { ableToMake, type AllowedHosts, allowedHosts, bindHosts } from './bind-hosts';
import { Deployment } from './deployment';
import type { HostId } from '@/lib/domain/ids';
import { isBlocked, type SitePlan } from './site-plan';
import type { SiteWorld } from './site-world';
import { stepsOf } from './plan-steps';

/**
 * Hosts that an earlier plan chose, by instance. Whether that plan still holds is asked with them: a host that has become a little
 * better since is no reason to read a plan again.
 */
export type HeldHosts = ReadonlyMap<string, HostId>;
const NONE_HELD: HeldHosts = new Map();

export function planSite(site: CheckedSite, world: SiteWorld, held: HeldHosts = NONE_HELD): SitePlan {
  // What a site no longer wants goes last, so that a failure before leaves it as it was; first only where its room is needed.
  const plan = planWith(site, world, 'last', held);
  if (!isBlocked(plan) || !plan.nodes.some(({ deed }) => deed === 'destroy')) return plan;
  const other = planWith(site, world, 'first', held);
  const blocked = (each: SitePlan) => each.nodes.filter(({ blockers }) => blockers.length > 0).length;
  if (blocked(other) >= blocked(plan)) return plan;
  const note = 'There is room for what is new only when what the site no longer wants is gone, so that goes first.';
  return { ...other, notes: [note, ...other.notes] };
}

/** When what the site no longer wants is destroyed. */
export type DestroyWhen = 'first' | 'last';

function planWith(site: CheckedSite, world: SiteWorld, destroyed: DestroyWhen, held: HeldHosts): SitePlan {
  const bound = bindHosts(site, world.hosts);
  const deployment = new Deployment(site, world, destroyed);
  const allowed = new Map(
    site.domains.map((each) => {
      const able = ableToMake(allowedHosts(site, bound, each.place), deployment.networkOf(each), world);
      return [each, heldTo(able, held.get(each.instance), world)];
    }),
  );
  const order = site.domains.map((wanted, index) => ({
    wanted,
    index,
    stays: deployment.stays(wanted),
    allowed: allowed.get(wanted),
  }));
  // What is there already, then who has least choice, then the largest; in the order of the file among equals.
  order.sort(
    (a, b) =>
      Number(b.stays) - Number(a.stays) ||
      (a.allowed?.hosts.length ?? 0) - (b.allowed?.hosts.length ?? 0) ||
      b.wanted.memoryKiB - a.wanted.memoryKiB ||
      a.index - b.index,
  );
  for (const each of order) if (each.allowed !== undefined) deployment.settle(each.wanted, each.allowed);
  const { nodes, steps } = stepsOf(site, world, deployment, destroyed);
  return {
    nodes,
    steps,
    hosts: deployment.hostUses(nodes),
    unboundHosts: [...bound.values()].flatMap(({ mistake }) => mistake ?? []),
    notes: [...site.notes, ...deployment.notes()],
  };
}

/** Of which maintenance was announced since, another one is looked for. */
function heldTo(allowed: AllowedHosts, hostId: HostId | undefined, { away }: SiteWorld): AllowedHosts {
  const hosts = allowed.hosts.filter(
    ({ id, name }) => id === hostId && !away.some(({ hostName }) => hostName === name),
  );
  return hosts.length === 0 ? allowed : { ...allowed, hosts };
}
