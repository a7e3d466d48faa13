import type { PlacementHost } from '@/lib/domain/placement';
import type { MoveEnd } from '@/lib/domain/refusal-values';
import type { Refusal } from '@/lib/domain/refusals';
import { memoryAvailableKiB, memoryNeedKiB } from '../memory-need';
import { NOTHING, type Check } from './check';

/** What the site wants: apart from whom, with whom, how much, how many at once. */
export const POLICY_CHECKS: readonly Check[] = [
  {
    name: 'anti-affinity',
    find: ({ domain, source, target, context }) => {
      const group = domain.metadata.antiAffinity;
      if (group === undefined || context.antiAffinityPeers === undefined || source?.id === target.id) return NOTHING;
      const peers = context.antiAffinityPeers
        .filter((peer) => peer.hostId === target.id)
        .map((peer) => peer.domainName);
      return peers.length === 0 ? NOTHING : [{ code: 'anti-affinity', values: { host: target.name, group, peers } }];
    },
  },
  {
    name: 'affinity',
    find: ({ domain, source, target, context: { affinityPeers = [], holdsAffinity } }) => {
      const group = domain.metadata.affinity;
      if (group === undefined || affinityPeers.length === 0 || source?.id === target.id) return NOTHING;
      // Where one of them is, the others can follow.
      if (affinityPeers.some((peer) => peer.hostId === target.id)) return NOTHING;
      const peers = affinityPeers.map(({ domainName }) => domainName);
      const at = [...new Set(affinityPeers.map(({ hostName }) => hostName))];
      return [
        {
          code: holdsAffinity === true ? 'affinity' : 'affinity-split',
          values: { host: target.name, group, peers, at },
        },
      ];
    },
  },
  {
    name: 'quota',
    find: ({ domain, source, target, context }) => {
      const { vo } = domain.metadata;
      // Within its class the domain is counted already.
      if (vo === undefined || source?.class === target.class) return NOTHING;
      const quota = context.quotas?.find((entry) => entry.hostClass === target.class);
      if (quota === undefined || quota.usedKiB + domain.memoryKiB <= quota.limitKiB) return NOTHING;
      return [{ code: 'quota-exceeded', values: { vo, ...quota, needKiB: domain.memoryKiB } }];
    },
  },
  {
    name: 'N+1 headroom',
    find: ({ domain, source, target }) => {
      const reserveKiB = target.failoverReserveKiB;
      const availableKiB = memoryAvailableKiB(target);
      if (reserveKiB === undefined || availableKiB === undefined || source?.id === target.id) return NOTHING;
      const leftKiB = availableKiB - memoryNeedKiB(domain);
      // Short of memory altogether is said by its own check.
      if (leftKiB < 0 || leftKiB >= reserveKiB) return NOTHING;
      return [{ code: 'n-plus-one-headroom', values: { host: target.name, reserveKiB, leftKiB } }];
    },
  },
  {
    name: 'migration limits',
    find: ({ source, target }) => [
      ...limitOf('target', target, target.migrationsIn, target.limits.migrationsIn),
      ...(source === undefined || source.id === target.id
        ? NOTHING
        : limitOf('source', source, source.migrationsOut, source.limits.migrationsOut)),
    ],
  },
];

function limitOf(end: MoveEnd, host: PlacementHost, running: number, limit: number): readonly Refusal[] {
  if (limit === 0) return [{ code: 'migrations-not-allowed', values: { end, host: host.name } }];
  return running < limit
    ? NOTHING
    : [{ code: 'migration-queue-full', values: { end, host: host.name, running, limit } }];
}
