/**
 * Writes what one host says of some domains: sightings, holder, facts and events, in one transaction. Only what changed
 * gets here; the rows of the domains are locked first, so that two hosts' readings of one domain take turns.
 */
import type { Pool } from 'pg';
import type { EventBody } from '@/lib/contracts/events';
import type { DomainState } from '@/lib/domain/domain';
import { domainId, hostId } from '@/lib/domain/ids';
import { inTransaction, type Sql } from '@/lib/server/db/sql';
import { appendEvents, type NewEvent } from '@/lib/server/events/append-event';
import { noteCrash } from './crash-alarm';
import { decideHolder, type Sighting } from './decide-holder';
import type { DomainImage } from './domain-image';
import { cleanText, encodeJson } from './encode-json';
import { WRITE_FACTS, WRITE_HOLDERS, WRITE_SIGHTINGS } from './inventory-sql';

export interface ApplyReadings {
  readonly hostId: string;
  readonly simulated: boolean;
  readonly images: readonly DomainImage[];
  /** When the host was asked about each of them, by `performance.now()`. */
  readonly askedAt: ReadonlyMap<string, number>;
  /** Domains this host reported before and does not any more. */
  readonly gone: readonly string[];
  readonly at: Date;
}

export interface AppliedReadings {
  /** Domains that two hosts seem to run; to be confirmed. */
  readonly suspects: readonly string[];
  /** Domains that were deleted after the host was asked about them: nothing of what it said of them is written. */
  readonly deleted: readonly string[];
}

/** A batch no longer than this keeps its transaction, and so the event log's readers, short. */
const BATCH = 500;

export async function applyReadings(pool: Pool, apply: ApplyReadings): Promise<AppliedReadings> {
  const applied: AppliedReadings[] = [];
  const count = Math.max(apply.images.length, apply.gone.length);
  for (let from = 0; from < count; from += BATCH) {
    const part = {
      ...apply,
      images: apply.images.slice(from, from + BATCH),
      gone: apply.gone.slice(from, from + BATCH),
    };
    applied.push(await inTransaction(pool, async (sql) => await applyBatch(sql, part)));
  }
  return {
    suspects: applied.flatMap(({ suspects }) => suspects),
    deleted: applied.flatMap(({ deleted }) => deleted),
  };
}

interface KnownRow {
  readonly id: string;
  readonly name: string;
  readonly hostId: string | null;
  readonly state: DomainState;
  readonly missing: boolean;
  readonly vo: string | null;
  readonly vcpus: number;
  readonly memoryKiB: number;
  readonly definitionHash: string | null;
  readonly definitionUnreadable: string | null;
}
interface OthersRow {
  readonly domainId: string;
  readonly hostId: string;
  readonly state: DomainState;
}
interface MovingRow {
  readonly domainId: string;
  readonly from: string | null;
  readonly to: string | null;
}

interface ColdRow {
  readonly domainId: string;
  readonly newCopyAt: string;
}

interface AroundRow {
  readonly cold: readonly ColdRow[] | null;
  readonly others: readonly OthersRow[] | null;
  readonly moving: readonly MovingRow[] | null;
  readonly removed: readonly RemovedRow[] | null;
}

/** An operation of ours removed it from the inventory. */
interface RemovedRow {
  readonly domainId: string;
  /** Milliseconds since, by the database's clock. */
  readonly agoMs: number;
}

async function applyBatch(sql: Sql, apply: ApplyReadings): Promise<AppliedReadings> {
  const ids = [...apply.images.map((image) => image.id), ...apply.gone];
  const known = new Map((await sql.query<KnownRow>(KNOWN, [ids])).map((row) => [row.id, row]));
  const unknown = apply.images.flatMap(({ id }) => (known.has(id) ? [] : [id]));
  const around = (await sql.query<AroundRow>(AROUND, [ids, apply.hostId, unknown]))[0];
  // Taken after the answer, so that what was asked before counts as still older: the next reading is only seconds away.
  const nowMs = performance.now();
  const deleted = new Set(
    (around?.removed ?? [])
      .filter(({ domainId: id, agoMs }) => nowMs - (apply.askedAt.get(id) ?? nowMs) >= agoMs)
      .map(({ domainId: id }) => id),
  );
  const images = apply.images.filter(({ id }) => !deleted.has(id));
  const others = groupBy(around?.others ?? []);
  const moving = new Map((around?.moving ?? []).map((row) => [row.domainId, row]));
  const cold = new Map((around?.cold ?? []).map((row) => [row.domainId, row.newCopyAt]));
  const suspects: string[] = [];
  const facts: DomainImage[] = [];
  const holders: { id: string; hostId: string; state: DomainState }[] = [];
  const events: NewEvent[] = [];

  for (const image of images) {
    const row = known.get(image.id);
    const sightings: Sighting[] = [...(others.get(image.id) ?? []), { hostId: apply.hostId, state: image.state }];
    const answer = decideHolder({
      holder: row?.hostId ?? null,
      sightings,
      moving: moving.get(image.id),
      newCopyAt: cold.get(image.id),
    });
    if (answer.conflict) suspects.push(image.id);
    if (answer.holder !== apply.hostId) continue;
    facts.push(image);
    const event = eventOf(row, image, apply.hostId);
    if (event !== undefined) events.push({ body: event, vo: image.definition?.metadata.vo ?? row?.vo ?? undefined });
  }
  for (const id of apply.gone) {
    const row = known.get(id);
    if (row === undefined || row.hostId !== apply.hostId) continue;
    const sightings = others.get(id) ?? [];
    const answer = decideHolder({ holder: null, sightings, moving: moving.get(id), newCopyAt: cold.get(id) });
    const taken = sightings.find((one) => one.hostId === answer.holder);
    // Nobody else has it: the sweep calls it missing once it had the time to turn up elsewhere.
    if (taken === undefined) continue;
    holders.push({ id, hostId: taken.hostId, state: taken.state });
    events.push({ body: movedEvent(row, taken), vo: row.vo ?? undefined });
  }

  const at = apply.at.toISOString();
  if (facts.length > 0) await sql.query(WRITE_FACTS, [encodeFacts(facts), apply.hostId, apply.simulated, at]);
  await sql.query(WRITE_SIGHTINGS, [
    apply.hostId,
    images.map((image) => image.id),
    images.map((image) => image.state),
    at,
    [...apply.gone],
  ]);
  if (holders.length > 0) await sql.query(WRITE_HOLDERS, [encodeJson(holders), at]);
  await appendEvents(sql, events);
  for (const image of facts) {
    const row = known.get(image.id);
    const vo = image.definition?.metadata.vo ?? row?.vo ?? undefined;
    await noteCrash(sql, image, row?.state, { hostId: apply.hostId, vo });
  }
  return { suspects, deleted: [...deleted] };
}

function eventOf(row: KnownRow | undefined, image: DomainImage, host: string): EventBody | undefined {
  const domain = { domainId: domainId(image.id), domainName: cleanText(image.name) };
  if (row === undefined) return { type: 'domain.added', ...domain, hostId: hostId(host), state: image.state };
  if (row.hostId !== host) {
    const from = row.hostId === null ? null : hostId(row.hostId);
    return { type: 'domain.moved', ...domain, fromHostId: from, hostId: hostId(host), state: image.state };
  }
  const changed =
    row.missing ||
    row.state !== image.state ||
    row.name !== domain.domainName ||
    row.vcpus !== image.vcpus ||
    row.memoryKiB !== image.memoryKiB ||
    (image.definitionHash !== null && row.definitionHash !== image.definitionHash) ||
    row.definitionUnreadable !== image.definitionUnreadable;
  if (!changed) return undefined;
  return { type: 'domain.changed', ...domain, hostId: hostId(host), state: image.state, previousState: row.state };
}

function movedEvent(row: KnownRow, to: Sighting): EventBody {
  return {
    type: 'domain.moved',
    domainId: domainId(row.id),
    domainName: row.name,
    fromHostId: row.hostId === null ? null : hostId(row.hostId),
    hostId: hostId(to.hostId),
    state: to.state,
  };
}

function encodeFacts(images: readonly DomainImage[]): string {
  return encodeJson(
    images.map(({ definition, ...image }) => {
      const metadata = definition?.metadata;
      return {
        ...image,
        definition: definition ?? null,
        architecture: definition?.architecture ?? null,
        guestMode: definition?.guestMode ?? null,
        osType: definition?.osType ?? null,
        roles: metadata?.roles ?? null,
        vo: metadata?.vo ?? null,
        tags: metadata?.tags ?? null,
        homeHost: metadata?.homeHost ?? null,
        kernelVersion: metadata?.kernelVersion ?? null,
        needsFpswa: metadata?.needsFpswa ?? null,
        antiAffinity: metadata?.antiAffinity ?? null,
        affinity: metadata?.affinity ?? null,
      };
    }),
  );
}

function groupBy(rows: readonly OthersRow[]): Map<string, Sighting[]> {
  const groups = new Map<string, Sighting[]>();
  for (const row of rows) {
    const group = groups.get(row.domainId) ?? [];
    group.push({ hostId: row.hostId, state: row.state });
    groups.set(row.domainId, group);
  }
  return groups;
}

const KNOWN = `
  select "id"::text as "id", "name", "hostId"::text as "hostId", "state", "missingSince" is not null as "missing", "vo",
    "vcpus", "memoryKiB"::float8 as "memoryKiB", "definitionHash", "definitionUnreadable"
  from "Domain" where "id" = any($1::uuid[]) order by "Domain"."id" for no key update`;

/**
 * What other hosts say of these domains, our own migrations of them, and when those that are not in the inventory were last removed
 * from it; read after the rows are locked.
 */
const AROUND = `
  select
    (select jsonb_agg(jsonb_build_object('domainId', s."domainId", 'hostId', s."hostId", 'state', s."state"))
     from "DomainSighting" s where s."domainId" = any($1::uuid[]) and s."hostId" <> $2::uuid) as "others",
    (select jsonb_agg(jsonb_build_object('domainId', o."domainId", 'from', o."hostId", 'to', o."targetHostId"))
     from "Operation" o where o."state" = 'running' and o."kind" = 'migrate-domain' and o."domainId" = any($1::uuid[])) as "moving",
    (select jsonb_agg(jsonb_build_object('domainId', c."domainId", 'newCopyAt', c."targetHostId"))
     from "ColdMove" c where c."stage" in ('awaiting', 'half-undone') and c."targetHostId" is not null
       and c."domainId" = any($1::uuid[])) as "cold",
    (select jsonb_agg(jsonb_build_object('domainId', r."id", 'agoMs', extract(epoch from clock_timestamp() - r."at") * 1000))
     from (select e."domainId" as "id", max(e."at") as "at" from "Event" e
       where e."domainId" = any($3::uuid[]) and e."type" = 'domain.removed' group by 1) r) as "removed"`;
