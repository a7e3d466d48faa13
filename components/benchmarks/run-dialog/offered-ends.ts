/** Which domains and hosts a benchmark may run on, by a part of their name; and whom a name that was typed means. */
import type { QueryClient } from '@tanstack/react-query';
import {
  findOffered,
  OFFERED_MAX,
  offerDomain,
  type OfferedName,
  offerHost,
  quotedName,
} from '@/components/form/offered-names';
import { domainsQuery } from '@/lib/client/queries/domains';
import { hostsQuery } from '@/lib/client/queries/hosts';
import type { DomainPage } from '@/lib/contracts/domains';
import type { HostPage } from '@/lib/contracts/hosts';
import { type BenchmarkPlace, isNative, isPair } from '@/lib/domain/benchmark';
import type { EndWish, PickedEnd, RunWish } from './run-wish';

/** Running domains of real hosts. */
export const domainEndsQuery = (text: string) =>
  domainsQuery({ q: `is:real state:running ${quotedName(text)}`.trim(), pageSize: OFFERED_MAX });
export const domainEnds = ({ items }: DomainPage): readonly OfferedName[] => items.map(offerDomain);

/** Hosts that programs can be run on themselves. */
export const hostEndsQuery = (text: string) => hostsQuery({ q: text, status: ['up'], pageSize: OFFERED_MAX });
export const hostEnds = ({ items }: HostPage): readonly OfferedName[] =>
  items.filter((host) => !host.simulated).map(offerHost);

export function findEnd(offered: readonly OfferedName[], text: string): PickedEnd | undefined {
  const found = findOffered(offered, text);
  return found === undefined ? undefined : { id: found.id, name: found.name };
}

/**
 * The wish with everybody found whose name was typed and not known yet: whoever types faster than the answers come is asked
 * for nothing again. A name that nobody has stays as it was. Rejects where the question cannot be asked.
 */
export async function findEnds(client: QueryClient, wish: RunWish, place: BenchmarkPlace): Promise<RunWish> {
  const find = async (end: EndWish): Promise<EndWish> => {
    const text = end.text.trim();
    if (end.picked !== undefined || text === '') return end;
    const offered = isNative(place)
      ? hostEnds(await client.fetchQuery(hostEndsQuery(text)))
      : domainEnds(await client.fetchQuery(domainEndsQuery(text)));
    return { ...end, picked: findEnd(offered, text) };
  };
  const lanes = await Promise.all(
    wish.lanes.map(async ({ end, peer }) => ({ end: await find(end), peer: isPair(place) ? await find(peer) : peer })),
  );
  return { ...wish, lanes };
}
