/** Which domains and hosts a benchmark may run on, by a part of their name; and whom a name that was typed means. */
import type { QueryClient } from '@tanstack/react-query';
import { domainsQuery } from '@/lib/client/queries/domains';
import { hostsQuery } from '@/lib/client/queries/hosts';
import type { DomainPage } from '@/lib/contracts/domains';
import type { HostPage } from '@/lib/contracts/hosts';
import { type BenchmarkPlace, isNative, isPair } from '@/lib/domain/benchmark';
import type { EndWish, PickedEnd, RunWish } from './run-wish';

/** More names than this are not read one by one: a part of the name finds the rest. */
const OFFERED_MAX = 50;

export interface OfferedEnd extends PickedEnd {
  /** As it stands in the list. */
  readonly text: string;
}

/** Running domains of real hosts. */
export const domainEndsQuery = (text: string) =>
  domainsQuery({ q: `is:real state:running ${quoted(nameOnly(text))}`.trim(), pageSize: OFFERED_MAX });
export const domainEnds = ({ items }: DomainPage): readonly OfferedEnd[] =>
  items.map(({ id, name, hostName }) => ({ id, name, text: hostName === null ? name : `${name} on ${hostName}` }));

/** Hosts that programs can be run on themselves. */
export const hostEndsQuery = (text: string) => hostsQuery({ q: text, status: ['up'], pageSize: OFFERED_MAX });
export const hostEnds = ({ items }: HostPage): readonly OfferedEnd[] =>
  items.filter((host) => !host.simulated).map(({ id, name }) => ({ id, name, text: name }));

/** What follows the name in an offer is for the eye. */
const nameOnly = (text: string): string => text.split(' on ')[0] ?? text;
/** A name is looked for as it stands: nothing of it is a term of the query. */
const quoted = (text: string): string => (text.trim() === '' ? '' : `"${text.trim().replaceAll('"', '')}"`);

/** A name that two of them have is not guessed: the one with its host tells them apart. */
export function findEnd(offered: readonly OfferedEnd[], text: string): PickedEnd | undefined {
  const named = offered.filter((each) => each.text === text || each.name === text);
  const found = offered.find((each) => each.text === text) ?? (named.length === 1 ? named[0] : undefined);
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
