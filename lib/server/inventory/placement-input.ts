import type { BatchNode } from '@/lib/domain/batch';
import { ACTIVE_STATES, RESTART_PRIORITIES } from '@/lib/domain/domain';
import { domainId, hostId, type HostId } from '@/lib/domain/ids';
import type { MoveOptions, PlacementContext, PlacementDomain, PlacementHost } from '@/lib/domain/placement';
import type { PastMigration } from '@/lib/domain/prediction';
import type { DrainDomain, DrainInput } from '@/lib/placement/drain/plan-drain';
import type { RestartDomain } from '@/lib/placement/recovery/plan-restart';
import { pairKey } from '@/lib/placement/pair-key';
import type { RebalanceInput } from '@/lib/placement/rebalance/rebalance-input';
import type { Sql } from '@/lib/server/db/sql';
import { loadGroupPeers, loadPeersOfGroups } from './group-peers';
import {
  PLACEMENT_HOST_COLUMNS,
  type PlacementDomainRow,
  type PlacementHostRow,
  toPlacementDomain,
  toPlacementHost,
} from './placement-rows';
import { type BatchNodeRow, NODES_ON, toBatchNode } from './batch-nodes';

export interface PlacementInput {
  readonly domain: PlacementDomain;
  /** Host that holds the domain now. */
  readonly sourceId: HostId | undefined;
  /** Every host that is enabled or disabled, by name; `only` cuts the list. */
  readonly hosts: readonly PlacementHost[];
  readonly context: PlacementContext;
}

export interface LoadPlacementOptions {
  readonly domainId: string;
  readonly options: MoveOptions;
  readonly now?: Date | undefined;
  /** The move's own operation, where it exists already: it does not stand in its own way. */
  readonly operationId?: string | undefined;
  /** Leaves out all other hosts: a re-check needs two of 1,250. */
  readonly only?: readonly string[] | undefined;
}

/** Predictions learn from the newest of these; older hardware and older habits say less. */
const HISTORY_MAX = 400;

/** What `checkMove`, `checkAllHosts` and `predictMigration` look at, from the inventory. Undefined: no such domain. */
export async function loadPlacement(sql: Sql, load: LoadPlacementOptions): Promise<PlacementInput | undefined> {
  const operation = load.operationId ?? null;
  const [domains, hosts, held, peers] = await Promise.all([
    sql.query<PlacementDomainRow>(DOMAIN, [load.domainId, [...ACTIVE_STATES]]),
    sql.query<PlacementHostRow>(HOSTS, [load.only === undefined ? null : [...load.only], operation]),
    sql.query<{ title: string }>(HELD_BY, [load.domainId, operation]),
    loadGroupPeers(sql, { domainId: load.domainId }),
  ]);
  const row = domains[0];
  if (row === undefined) return undefined;
  const placementHosts = hosts.map(toPlacementHost);
  return {
    domain: toPlacementDomain(row),
    sourceId: row.hostId === null ? undefined : hostId(row.hostId),
    hosts: placementHosts,
    context: {
      now: load.now ?? new Date(),
      options: load.options,
      heldBy: held[0]?.title,
      ...peers(load.domainId),
      history: historyOf(await sql.query<HistoryRow>(HISTORY), load.domainId, placementHosts),
    },
  };
}

/** A domain and one host, to see whether the one can run on the other. Undefined where Gridbox knows one of them no more. */
export async function loadFit(
  sql: Sql,
  load: { readonly domainId: string; readonly hostId: string },
): Promise<{ readonly domain: PlacementDomain; readonly host: PlacementHost } | undefined> {
  const [domains, hosts] = await Promise.all([
    sql.query<PlacementDomainRow>(DOMAIN, [load.domainId, [...ACTIVE_STATES]]),
    sql.query<PlacementHostRow>(HOSTS, [[load.hostId], null]),
  ]);
  const [domain] = domains;
  const [host] = hosts;
  return domain === undefined || host === undefined
    ? undefined
    : { domain: toPlacementDomain(domain), host: toPlacementHost(host) };
}

export interface CreationInput {
  readonly hosts: readonly PlacementHost[];
  readonly context: Omit<PlacementContext, 'options'>;
}

/**
 * What `checkCreate` looks at, from the inventory.
 * @param operationId of the creation, where it exists already: what was asked for before it goes first
 * @param activeIds domains that a host has just said are active
 */
export async function loadCreation(
  sql: Sql,
  load: {
    readonly groups: { readonly affinity?: string | undefined; readonly antiAffinity?: string | undefined };
    readonly now: Date;
    readonly only?: readonly string[] | undefined;
    readonly operationId?: string | undefined;
    readonly activeIds?: readonly string[] | undefined;
  },
): Promise<CreationInput> {
  const only = load.only === undefined ? null : [...load.only];
  const operation = load.operationId ?? null;
  const [hosts, peers] = await Promise.all([
    load.activeIds === undefined
      ? sql.query<PlacementHostRow>(HOSTS, [only, operation])
      : sql.query<PlacementHostRow>(HOSTS_ASKED, [only, operation, [...load.activeIds]]),
    loadPeersOfGroups(sql, load.groups),
  ]);
  return { hosts: hosts.map(toPlacementHost), context: { now: load.now, ...peers } };
}

/** All of a host's domains, each with what its own move looks at, and the hosts they may go to. */
export async function loadDrain(
  sql: Sql,
  load: { readonly hostId: string },
): Promise<Pick<DrainInput, 'hosts' | 'elsewhere'> & { readonly domains: readonly Omit<DrainDomain, 'choice'>[] }> {
  const [domains, hosts, held, peers, elsewhere, history, nodes] = await Promise.all([
    sql.query<PlacementDomainRow & { readonly cpuLoad: number | null }>(DOMAINS_ON, [
      [load.hostId],
      [...ACTIVE_STATES],
    ]),
    sql.query<PlacementHostRow>(HOSTS, [null, null]),
    sql.query<{ domainId: string; title: string }>(HELD_ON, [load.hostId]),
    loadGroupPeers(sql, { hostId: load.hostId }),
    sql.query<{ role: string; vo: string | null }>(ELSEWHERE, [load.hostId]),
    sql.query<HistoryRow>(HISTORY),
    sql.query<BatchNodeRow>(NODES_ON, [load.hostId]),
  ]);
  const placementHosts = hosts.map(toPlacementHost);
  return {
    hosts: placementHosts,
    elsewhere: elsewhere.map(({ role, vo }) => ({ role, vo: vo ?? undefined })),
    domains: domains.map((row) => ({
      domain: toPlacementDomain(row),
      cpusBusy: row.cpuLoad === null ? undefined : row.cpuLoad * row.vcpus,
      node: nodeOf(nodes, row.id),
      context: {
        heldBy: held.find(({ domainId: id }) => id === row.id)?.title,
        ...peers(row.id),
        history: historyOf(history, row.id, placementHosts),
      },
    })),
  };
}

function nodeOf(nodes: readonly BatchNodeRow[], id: string): BatchNode | undefined {
  const row = nodes.find((each) => each.domainId === id);
  return row === undefined ? undefined : toBatchNode(row);
}

export interface Restarts {
  readonly hosts: readonly PlacementHost[];
  /** Domains with a restart priority, by the host that has them, or had them when they were last heard of. */
  readonly domainsOf: ReadonlyMap<string, readonly RestartDomain[]>;
}

/**
 * What would be, or is to be, started again where a host is lost.
 * @param only these domains whatever their state; left out: those that run and have a priority
 */
export async function loadRestarts(sql: Sql, only?: readonly string[]): Promise<Restarts> {
  const [domains, hosts, peers] = await Promise.all([
    sql.query<PlacementDomainRow>(TO_RESTART, [only === undefined ? null : [...only], [...ACTIVE_STATES]]),
    sql.query<PlacementHostRow>(HOSTS, [null, null]),
    loadGroupPeers(sql),
  ]);
  const domainsOf = new Map<string, RestartDomain[]>();
  for (const row of domains) {
    if (row.hostId === null) continue;
    const domain = toPlacementDomain(row);
    const { restartPriority = RESTART_PRIORITIES[RESTART_PRIORITIES.length - 1] } = domain.metadata;
    if (restartPriority === undefined) continue;
    const known = domainsOf.get(row.hostId) ?? [];
    known.push({
      domain,
      priority: restartPriority,
      ...peers(row.id),
    });
    domainsOf.set(row.hostId, known);
  }
  return { hosts: hosts.map(toPlacementHost), domainsOf };
}

/** All hosts, and every domain that is known to be on them. */
export async function loadRebalance(sql: Sql): Promise<Pick<RebalanceInput, 'hosts' | 'domains' | 'historyOf'>> {
  const [rows, held, history, peers] = await Promise.all([
    sql.query<PlacementHostRow>(HOSTS, [null, null]),
    sql.query<{ domainId: string; title: string }>(HELD),
    sql.query<HistoryRow>(HISTORY),
    loadGroupPeers(sql),
  ]);
  const hosts = rows.map(toPlacementHost);
  const domains = await sql.query<PlacementDomainRow & { readonly cpuLoad: number | null }>(DOMAINS_ON, [
    hosts.map(({ id }) => id),
    [...ACTIVE_STATES],
  ]);
  const titles = new Map(held.map(({ domainId: id, title }) => [id, title]));
  return {
    hosts,
    domains: domains.flatMap((row) =>
      row.hostId === null
        ? []
        : [
            {
              domain: toPlacementDomain(row),
              hostId: hostId(row.hostId),
              heldBy: titles.get(row.id),
              affinityPeers: peers(row.id).affinityPeers,
              cpusBusy: row.cpuLoad === null ? undefined : row.cpuLoad * row.vcpus,
            },
          ],
    ),
    historyOf: (id) => historyOf(history, id, hosts),
  };
}

const DOMAIN_COLUMNS = `
  d."id"::text as "id", d."name", d."hostId"::text as "hostId", d."state", d."missingSince" is not null as "missing",
  d."splitBrain", d."vcpus", d."memoryKiB"::float8 as "memoryKiB", d."maxMemoryKiB"::float8 as "maxMemoryKiB",
  d."architecture", d."guestMode", d."definition",
  (select array_agg(h."name" order by h."name") from "DomainSighting" s join "Host" h on h."id" = s."hostId"
   where s."domainId" = d."id" and s."state" = any($2::text[])) as "claimedBy"`;
const DOMAIN = `select ${DOMAIN_COLUMNS} from "Domain" d where d."id" = $1::uuid`;
const DOMAINS_ON = `
  select ${DOMAIN_COLUMNS}, d."cpuLoad" from "Domain" d
  where d."hostId" = any($1::uuid[]) and d."missingSince" is null order by d."name"`;

const TO_RESTART = `
  select ${DOMAIN_COLUMNS} from "Domain" d
  where case when $1::uuid[] is null
    then d."state" = 'running' and d."missingSince" is null and d."definition"->'metadata'->>'restartPriority' is not null
    else d."id" = any($1::uuid[]) end
  order by d."name"`;

const HELD = `
  select distinct on (o."domainId") o."domainId"::text as "domainId", o."title" from "Operation" o
  where o."state" in ('queued', 'running') and o."domainId" is not null order by o."domainId", o."number"`;
const HELD_ON = `
  select distinct on (o."domainId") o."domainId"::text as "domainId", o."title" from "Operation" o
  join "Domain" d on d."id" = o."domainId" and d."hostId" = $1::uuid
  where o."state" in ('queued', 'running') order by o."domainId", o."number"`;

/** What runs in a role on other hosts. */
const ELSEWHERE = `
  select distinct role, d."vo" from "Domain" d, unnest(d."roles") role
  where d."state" = 'running' and d."missingSince" is null and d."hostId" is not null and d."hostId" <> $1::uuid`;

/**
 * Running migrations occupy places until their guest runs at the target; the memory of those arriving is promised until the
 * host's own reading shows it, and so is that of domains that are being made, in the order in which they were asked for.
 * @param seen which of those the host's reading shows already
 */
const hostsSql = (seen: string): string => `
  select ${PLACEMENT_HOST_COLUMNS}, coalesce(into_host.count, 0)::int as "arriving", coalesce(from_host.count, 0)::int as "leaving",
    (coalesce(into_host."promisedKiB", 0) + coalesce(made_there."promisedKiB", 0))::float8 as "promisedKiB",
    (select o."title" from "BenchmarkRun" r join "Operation" o on o."id" = r."operationId"
     where r."guardedSince" is not null and r."finishedAt" is null and r."guard" = 'refuse' and o."state" = 'running'
       and h."id" in (select place."hostId" from gridbox_benchmark_ends(r) place) limit 1) as "benchmark"
  from "Host" h
  left join (
    select o."targetHostId" as "hostId", count(*) filter (where m."arrivedAt" is null) as count,
      sum(d."memoryKiB") filter (where m."arrivedAt" is null or t."seenAt" is null or t."seenAt" <= m."arrivedAt") as "promisedKiB"
    from "Operation" o left join "Domain" d on d."id" = o."domainId" left join "Host" t on t."id" = o."targetHostId"
    left join "Migration" m on m."operationId" = o."id"
    where o."state" = 'running' and o."kind" = 'migrate-domain' and o."id" is distinct from $2::uuid group by 1
  ) into_host on into_host."hostId" = h."id"
  left join (
    select o."hostId", count(*) as count from "Operation" o
    where o."state" = 'running' and o."kind" = 'migrate-domain' and not gridbox_has_arrived(o."id") and o."id" is distinct from $2::uuid group by 1
  ) from_host on from_host."hostId" = h."id"
  left join (
    select o."hostId", sum(coalesce((o."input"->>'memoryKiB')::float8, l."memoryKiB"::float8)) as "promisedKiB"
    from "Operation" o left join "Domain" d on d."id" = o."domainId" and d."hostId" = o."hostId"
      left join "Domain" l on l."id" = (o."input"->>'like')::uuid
    where o."kind" = 'create-domain' and o."state" in ('queued', 'running') and o."input"->>'start' is distinct from 'false'
      and ($2::uuid is null or o."number" < (select "number" from "Operation" where "id" = $2::uuid))
      and coalesce(d."state", 'off') not in ('running', 'paused', 'shutting-down', 'suspended') and not (${seen})
    group by 1
  ) made_there on made_there."hostId" = h."id"
  where $1::uuid[] is null or h."id" = any($1::uuid[])
  order by h."name"`;

const HOSTS = hostsSql('false');
/** The same, by somebody who has just asked the host: domains that it says are active have their memory already. */
const HOSTS_ASKED = hostsSql('o."domainId" = any($3::uuid[])');

/** An earlier operation holds the domain; one submitted later stands behind this one in line. */
const HELD_BY = `
  select o."title" from "Operation" o
  where o."domainId" = $1::uuid and o."state" in ('queued', 'running')
    and ($2::uuid is null or o."number" < (select "number" from "Operation" where "id" = $2::uuid))
  order by o."number" limit 1`;

interface HistoryRow {
  readonly domainId: string;
  readonly sourceHostId: string;
  readonly targetHostId: string;
  readonly durationMs: number;
  readonly downtimeMs: number | null;
  readonly bytesTransferred: number | null;
  readonly rounds: number | null;
  readonly dirtyBytesPerSecond: number | null;
  readonly capped: boolean;
  readonly stopped: boolean;
}

/** Finished migrations by driver pair, newest first. */
function historyOf(
  rows: readonly HistoryRow[],
  id: string,
  hosts: readonly PlacementHost[],
): ReadonlyMap<string, readonly PastMigration[]> {
  const byId = new Map(hosts.map((host) => [host.id, host]));
  const history = new Map<string, PastMigration[]>();
  for (const row of rows) {
    const source = byId.get(hostId(row.sourceHostId));
    const target = byId.get(hostId(row.targetHostId));
    if (source === undefined || target === undefined) continue;
    const key = pairKey(source, target);
    const past: PastMigration = {
      durationMs: row.durationMs,
      downtimeMs: row.downtimeMs ?? undefined,
      bytesTransferred: row.bytesTransferred ?? undefined,
      rounds: row.rounds ?? undefined,
      dirtyBytesPerSecond: row.dirtyBytesPerSecond ?? undefined,
      capped: row.capped,
      stopped: row.stopped,
      sameDomain: domainId(row.domainId) === domainId(id),
    };
    const known = history.get(key);
    if (known === undefined) history.set(key, [past]);
    else known.push(past);
  }
  return history;
}

const HISTORY = `
  select m."domainId"::text as "domainId", m."sourceHostId"::text as "sourceHostId", m."targetHostId"::text as "targetHostId",
    m."durationMs",
    -- A reported downtime longer than the whole move is one of those a hypervisor makes up: nothing is learnt from it.
    coalesce(m."downtimeMeasuredMs", case when m."downtimeReportedMs" <= m."durationMs" then m."downtimeReportedMs" end) as "downtimeMs",
    m."bytesTransferred"::float8 as "bytesTransferred", m."rounds",
    (select max(s."dirtyBytesPerSecond") from "MigrationSample" s where s."operationId" = m."operationId") as "dirtyBytesPerSecond",
    (m."options"->>'bandwidthMiBps' is not null or m."options"->>'copyStorage' = 'true') as "capped",
    coalesce(m."options"->>'live' = 'false', false) as "stopped"
  from "Migration" m
  where m."stage" = 'done' and m."durationMs" is not null and m."sourceHostId" is not null and m."targetHostId" is not null
  order by m."createdAt" desc limit ${HISTORY_MAX}`;
