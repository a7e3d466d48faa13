/** Where a schedule runs: the ends of its request, whatever kinds of ends a request has. */
import { z } from 'zod';
import { type BenchmarkPlace, endsOf } from '@/lib/domain/benchmark';
import type { Tx } from '@/lib/server/db/client';

/** The part of a request that names ends, read as it was kept; what a request has besides is not looked at here. */
const One = z.looseObject({
  domainId: z.string().optional(),
  peerDomainId: z.string().optional(),
  hostId: z.string().optional(),
  peerHostId: z.string().optional(),
});
const AskedEnds = One.extend({ also: z.array(One).default([]) });
type One = z.infer<typeof One>;

export interface EndIds {
  readonly domainIds: readonly string[];
  /** Of ends on hosts themselves; where domains are, changes. */
  readonly hostIds: readonly string[];
}

const present = (ids: readonly (string | undefined)[]): string[] => [...new Set(ids.filter((id) => id !== undefined))];

export function endIdsOf(request: unknown): EndIds {
  const asked = AskedEnds.parse(request);
  const all: readonly One[] = [asked, ...asked.also];
  return {
    domainIds: present(all.flatMap((one) => [one.domainId, one.peerDomainId])),
    hostIds: present(all.flatMap((one) => [one.hostId, one.peerHostId])),
  };
}

export function placeOfRequest(request: unknown): BenchmarkPlace {
  const asked = AskedEnds.parse(request);
  const kind = asked.domainId === undefined ? 'host' : 'domain';
  return (asked.peerDomainId ?? asked.peerHostId) === undefined ? kind : `${kind}-pair`;
}

export interface ScheduleDomain {
  readonly id: string;
  readonly name: string;
  readonly vo: string | null;
  readonly simulated: boolean;
  readonly state: string;
  readonly missingSince: Date | null;
  readonly hostId: string | null;
}
export interface ScheduleHost {
  readonly id: string;
  readonly name: string;
  readonly driver: string;
  readonly uri: string;
  readonly status: string;
  readonly enabled: boolean;
  readonly maintenance: boolean;
  readonly cpuLoad: number | null;
}
export interface FoundEnds {
  readonly domains: ReadonlyMap<string, ScheduleDomain>;
  /** Those named, and those that hold the domains now. */
  readonly hosts: ReadonlyMap<string, ScheduleHost>;
}

export async function findEnds(db: Tx, requests: readonly unknown[]): Promise<FoundEnds> {
  const ids = requests.map(endIdsOf);
  const domains = await db.domain.findMany({
    where: { id: { in: present(ids.flatMap(({ domainIds }) => domainIds)) } },
    select: { id: true, name: true, vo: true, simulated: true, state: true, missingSince: true, hostId: true },
  });
  const hostIds = present([
    ...ids.flatMap(({ hostIds: named }) => named),
    ...domains.map(({ hostId }) => hostId ?? undefined),
  ]);
  const hosts = await db.host.findMany({
    where: { id: { in: hostIds } },
    select: {
      id: true,
      name: true,
      driver: true,
      uri: true,
      status: true,
      enabled: true,
      maintenance: true,
      cpuLoad: true,
    },
  });
  return {
    domains: new Map(domains.map((domain) => [domain.id, domain])),
    hosts: new Map(hosts.map((host) => [host.id, host])),
  };
}

/** @example endsWords({ domainId, peerDomainId, also: [{ … }] }, found) // 'wn-01 ↔ wn-02 and one more at once' */
export function endsWords(request: unknown, found: FoundEnds): string {
  const asked = AskedEnds.parse(request);
  const domainName = (id: string | undefined): string | null =>
    id === undefined ? null : (found.domains.get(id)?.name ?? 'a domain that is gone');
  const hostName = (id: string | undefined): string | null =>
    id === undefined ? null : (found.hosts.get(id)?.name ?? 'a host that is gone');
  const first = endsOf({
    place: placeOfRequest(request),
    domainName: domainName(asked.domainId),
    hostName: hostName(asked.hostId) ?? '',
    peerDomainName: domainName(asked.peerDomainId),
    peerHostName: hostName(asked.peerHostId),
  });
  const more = asked.also.length;
  return more === 0 ? first : `${first} and ${more === 1 ? 'one more' : `${more} more`} at once`;
}

/** Id → name, of those that are there. */
export function namesOf(request: unknown, found: FoundEnds): Record<string, string> {
  const { domainIds, hostIds } = endIdsOf(request);
  const all = [...domainIds.map((id) => found.domains.get(id)), ...hostIds.map((id) => found.hosts.get(id))];
  return Object.fromEntries(all.flatMap((one) => (one === undefined ? [] : [[one.id, one.name]])));
}
