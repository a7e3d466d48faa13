import type { AskWhatIf, WhatIfWish } from '@/lib/contracts/what-if';
import { AppError } from '@/lib/domain/errors';
import type { PlacementHost } from '@/lib/domain/placement';
import { memoryAvailableKiB } from '@/lib/placement/memory-need';
import type { RebalanceDomain } from '@/lib/placement/rebalance/rebalance-input';
import type { AskedSpan } from './what-if-span';

interface Inventory {
  readonly hosts: readonly PlacementHost[];
  readonly domains: readonly RebalanceDomain[];
}
/** What was asked before has names, for the sentence when one is gone since. */
export type AskedBefore = Partial<Pick<WhatIfWish, 'hostsRemoved' | 'domainsAdded' | 'hostsAdded'>>;

/**
 * The supposition with names and sizes, by the inventory as it is.
 * @throws AppError `bad-request` naming the first host or domain that is not there, or of which too little is known.
 */
export function wishWith(
  { hosts, domains }: Inventory,
  input: Pick<AskWhatIf, 'hostsRemoved' | 'domainsAdded' | 'hostsAdded'>,
  span: AskedSpan | undefined,
  before: AskedBefore = {},
): WhatIfWish {
  const hostNamed = (id: string, field: string, name: string | undefined): PlacementHost => {
    const host = hosts.find((each) => each.id === id);
    if (host === undefined) throw bad(field, gone(name, 'there is no such host'));
    return host;
  };
  return {
    hostsRemoved: input.hostsRemoved.map((hostId, index) => ({
      hostId,
      hostName: hostNamed(hostId, `hostsRemoved.${index}`, before.hostsRemoved?.[index]?.hostName).name,
    })),
    domainsAdded: input.domainsAdded.map((wish, index) => {
      const field = `domainsAdded.${index}.likeDomainId`;
      const like = domains.find(({ domain }) => domain.id === wish.likeDomainId);
      if (like === undefined)
        throw bad(field, gone(before.domainsAdded?.[index]?.likeDomainName, 'no host has such a domain now'));
      const { name, memoryKiB, vcpus, metadata } = like.domain;
      return {
        likeDomainId: wish.likeDomainId,
        likeDomainName: name,
        count: wish.count,
        memoryKiB: wish.memoryKiB ?? memoryKiB,
        vcpus: wish.vcpus ?? vcpus,
        roles: [...(wish.roles ?? metadata.roles)],
      };
    }),
    hostsAdded: input.hostsAdded.map(({ likeHostId, count }, index) => {
      const field = `hostsAdded.${index}.likeHostId`;
      const like = hostNamed(likeHostId, field, before.hostsAdded?.[index]?.likeHostName);
      if (memoryAvailableKiB(like) === undefined)
        throw bad(field, `what ${like.name} has for domains is not known, so neither is what one like it would have`);
      return { likeHostId, likeHostName: like.name, count };
    }),
    replay:
      span === undefined
        ? null
        : { since: span.since.toISOString(), until: span.until.toISOString(), knownSinceAt: null },
  };
}

const gone = (name: string | undefined, otherwise: string): string =>
  name === undefined ? otherwise : `${name} is not there any more`;
const bad = (field: string, message: string): AppError =>
  new AppError('bad-request', `${field}: ${message}`, { fields: [{ field, message }] });
