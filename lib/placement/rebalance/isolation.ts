/** What a rebalance makes of the wish that VOs share a host with no other. Pure. */
import { isActive } from '@/lib/domain/domain';
import { namesOf } from '../together-words';
import type { RebalanceInput } from './rebalance-input';

const NO_VO = 'domains of no VO';

/**
 * A sentence for each VO: moves are made to no host of another, which parts nobody who shares one already.
 * @param goes by domain id the host that a plan moves it to
 * @example isolationSentences(input, goes) // ['lhcb goes to no host of another VO, but shares dempsey-03 with dteam and geant4 already.']
 */
export function isolationSentences(input: RebalanceInput, goes: ReadonlyMap<string, string>): string[] {
  const names = new Map(input.hosts.map((host) => [host.id as string, host.name]));
  const there = new Map<string, Set<string | undefined>>();
  for (const { domain, hostId } of input.domains) {
    if (!isActive(domain.state)) continue;
    const at = goes.get(domain.id) ?? hostId;
    there.set(at, (there.get(at) ?? new Set()).add(domain.metadata.vo));
  }
  return input.isolatedVos.map((vo) => {
    const own = [...there].filter(([, vos]) => vos.has(vo));
    if (own.length === 0) return `No domain of ${vo} runs on these hosts.`;
    const shared = own.flatMap(([id, vos]) => {
      const others = [...vos].filter((other) => other !== vo).map((other) => other ?? NO_VO);
      return others.length === 0 ? [] : [`${names.get(id) ?? id} with ${namesOf(others.toSorted())}`];
    });
    return shared.length === 0
      ? `${vo} shares a host with no other VO.`
      : `${vo} goes to no host of another VO, but shares ${namesOf(shared.toSorted())} already.`;
  });
}
