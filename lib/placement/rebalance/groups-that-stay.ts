/** Which affinity groups of a host a rebalance leaves there. Pure. */
import { isActive } from '@/lib/domain/domain';
import { groupBy } from '@/lib/utils/group-by';
import type { Apart } from './inventory-clusters';
import type { RebalanceDomain } from './rebalance-input';

/**
 * A group moves as one or not at all. It stays where one of its domains has to, where some of it runs on another host (bringing
 * those together is no levelling), and where two of it are to be kept apart as well.
 * @param there domains of one host
 * @param pinned why some of these stay for themselves
 * @param joins ids of domains that are on their way to the rest of their group
 * @returns for each domain that stays for its group's sake alone, the reason
 */
export function groupsThatStay(
  there: readonly RebalanceDomain[],
  pinned: ReadonlyMap<string, Apart>,
  joins: ReadonlySet<string>,
): ReadonlyMap<string, Apart> {
  const stay = new Map<string, Apart>();
  const running = there.filter(({ domain }) => isActive(domain.state) && domain.metadata.affinity !== undefined);
  for (const [group, members] of groupBy(running, ({ domain }) => domain.metadata.affinity ?? '')) {
    const why = whyStays(group, members, pinned, joins);
    if (why === undefined) continue;
    for (const { domain } of members)
      if (!pinned.has(domain.id))
        stay.set(domain.id, { code: why.code, sentence: `${domain.name} stays: ${why.words}` });
  }
  return stay;
}

function whyStays(
  group: string,
  members: readonly RebalanceDomain[],
  pinned: ReadonlyMap<string, Apart>,
  joins: ReadonlySet<string>,
): { readonly code: string; readonly words: string } | undefined {
  const held = members.find(({ domain }) => pinned.has(domain.id));
  if (held !== undefined)
    return {
      code: 'group-stays',
      words: `its group ${group} stays together, and ${held.domain.name} may not be moved.`,
    };
  for (const { domain, hostId, affinityPeers = [] } of members) {
    const away = affinityPeers.find((peer) => peer.hostId !== hostId);
    if (away !== undefined && !joins.has(domain.id))
      return {
        code: 'group-parted',
        words: `${away.domainName} of its group ${group} runs on ${away.hostName}, and bringing them together is left to you.`,
      };
  }
  const words = members.flatMap(({ domain }) => domain.metadata.antiAffinity ?? []);
  const both = words.find((word, index) => words.indexOf(word) !== index);
  return both === undefined
    ? undefined
    : { code: 'group-contradicted', words: `domains of its group ${group} are to be kept apart by ${both} as well.` };
}
