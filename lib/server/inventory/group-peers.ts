import { ACTIVE_STATES } from '@/lib/domain/domain';
import { domainId, hostId } from '@/lib/domain/ids';
import type { AffinityPeer, PlacementContext } from '@/lib/domain/placement';
import { groupBy } from '@/lib/utils/group-by';
import type { Sql } from '@/lib/server/db/sql';

/** The others of a domain's groups, as `PlacementContext` wants them. */
export interface GroupPeers {
  readonly antiAffinityPeers: NonNullable<PlacementContext['antiAffinityPeers']>;
  readonly affinityPeers: readonly AffinityPeer[];
}

/**
 * Where the others of a domain's groups are: those to be kept apart from it, and those to be kept together with it.
 * @param of one domain, or those of one host; left out: all
 * @returns by domain id; of a domain without such others two empty lists
 */
export async function loadGroupPeers(
  sql: Sql,
  of: { readonly domainId?: string; readonly hostId?: string } = {},
): Promise<(id: string) => GroupPeers> {
  const values = [of.domainId ?? null, of.hostId ?? null];
  const [apart, together] = await Promise.all([
    sql.query<PeerRow>(APART, values),
    sql.query<PeerRow & { readonly peerId: string; readonly hostName: string }>(TOGETHER, [
      ...values,
      [...ACTIVE_STATES],
    ]),
  ]);
  // Asked for each of thousands of domains.
  const [apartOf, togetherOf] = [groupBy(apart, ofDomain), groupBy(together, ofDomain)];
  return (id) => ({
    antiAffinityPeers: (apartOf.get(id) ?? []).map((peer) => ({
      domainName: peer.name,
      hostId: hostId(peer.hostId),
    })),
    affinityPeers: (togetherOf.get(id) ?? []).map((peer) => ({
      domainId: domainId(peer.peerId),
      domainName: peer.name,
      hostId: hostId(peer.hostId),
      hostName: peer.hostName,
    })),
  });
}

/** The same for a domain that does not exist yet, by the words of its groups. */
export async function loadPeersOfGroups(
  sql: Sql,
  groups: { readonly affinity?: string | undefined; readonly antiAffinity?: string | undefined },
): Promise<GroupPeers> {
  const [apart, together] = await Promise.all([
    groups.antiAffinity === undefined ? [] : sql.query<Omit<PeerRow, 'domainId'>>(IN_ANTI_GROUP, [groups.antiAffinity]),
    groups.affinity === undefined
      ? []
      : sql.query<Omit<PeerRow, 'domainId'> & { readonly peerId: string; readonly hostName: string }>(IN_GROUP, [
          groups.affinity,
          [...ACTIVE_STATES],
        ]),
  ]);
  return {
    antiAffinityPeers: apart.map((peer) => ({ domainName: peer.name, hostId: hostId(peer.hostId) })),
    affinityPeers: together.map((peer) => ({
      domainId: domainId(peer.peerId),
      domainName: peer.name,
      hostId: hostId(peer.hostId),
      hostName: peer.hostName,
    })),
  };
}

interface PeerRow {
  readonly domainId: string;
  readonly name: string;
  readonly hostId: string;
}

const ofDomain = (row: PeerRow): string => row.domainId;

const OF = '($1::uuid is null or d."id" = $1::uuid) and ($2::uuid is null or d."hostId" = $2::uuid)';

/** Those that are off count as well: somebody may start them where they are. */
const APART = `
  select d."id"::text as "domainId", p."name", p."hostId"::text as "hostId" from "Domain" d
  join "Domain" p on p."antiAffinity" = d."antiAffinity" and p."id" <> d."id" and p."hostId" is not null
    and p."missingSince" is null
  where ${OF} order by p."name"`;

/** Those that run, and those that are on their way, where they will be: what follows them goes there. */
const TOGETHER = `
  select d."id"::text as "domainId", p."id"::text as "peerId", p."name",
    h."id"::text as "hostId", h."name" as "hostName" from "Domain" d
  join "Domain" p on p."affinity" = d."affinity" and p."id" <> d."id" and p."missingSince" is null
  left join lateral (
    select o."targetHostId" from "Operation" o
    where o."domainId" = p."id" and o."state" in ('queued', 'running') and o."kind" in ('migrate-domain', 'recover-domain')
    order by o."number" limit 1
  ) way on true
  join "Host" h on h."id" = coalesce(way."targetHostId", case when p."state" = any($3::text[]) then p."hostId" end)
  where ${OF} order by p."name"`;

const IN_ANTI_GROUP = `
  select p."name", p."hostId"::text as "hostId" from "Domain" p
  where p."antiAffinity" = $1 and p."hostId" is not null and p."missingSince" is null order by p."name"`;
const IN_GROUP = `
  select p."id"::text as "peerId", p."name", h."id"::text as "hostId", h."name" as "hostName" from "Domain" p
  join "Host" h on h."id" = p."hostId"
  where p."affinity" = $1 and p."missingSince" is null and p."state" = any($2::text[]) order by p."name"`;
