/**
 * Carries to the end what operations could not: things that were to go while their host did not answer, and what a failed
 * creation left because nobody was there to take it back.
 */
import { isActive } from '@/lib/domain/domain';
import { domainId } from '@/lib/domain/ids';
import { DriverError } from '@/lib/drivers/errors';
import type { HostDirectory } from '@/lib/agent/hosts/host-directory';
import { eachSafely, type OnError } from '@/lib/agent/schedules/each-safely';
import type { Sql } from '@/lib/server/db/sql';
import { goneIds, lookAgain } from './look-again';
import { leaveThings, listThings, markGone, type MadeThing } from './made-things';
import { findDiskUsers } from './disk-users';
import { removeThings, type OpenHost } from './remove-things';

export interface KeepClean {
  readonly directory: Pick<HostDirectory, 'link'>;
  /** Of several agents the one that has the host. */
  readonly owned: (hostId: string) => boolean;
  readonly onError: OnError;
}

/** @returns how many things were found gone. */
export async function keepClean(sql: Sql, { directory, owned, onError }: KeepClean): Promise<number> {
  const left = await sql.query<{ operationId: string }>(LEFT, []);
  let gone = 0;
  await eachSafely(left, onError, async ({ operationId }) => {
    const things = (await listThings(sql, { operationId })).filter((thing) => owned(thing.hostId));
    if (things.length === 0) return;
    const open = async (hostId: string) => {
      const connection = await directory.link(hostId)?.connection();
      if (connection === undefined) throw new DriverError('unreachable', 'Its host is not in Gridbox any more.');
      return connection;
    };
    const leaving: MadeThing[] = [];
    try {
      const decided = await toRemove(sql, things, open);
      // Decided perhaps days ago: an image that somebody has come to use since stays.
      for (const thing of decided) if (!(await isUsed(sql, thing, open))) leaving.push(thing);
      await leaveThings(
        sql,
        leaving.map(({ id }) => id),
      );
      await removeThings(leaving, { open });
    } catch (error) {
      // A host that is away is asked again at the next look.
      if (!DriverError.is(error)) throw error;
    }
    const found = goneIds(await lookAgain(leaving, open));
    await markGone(sql, found);
    gone += found.length;
  });
  return gone;
}

async function isUsed(sql: Sql, thing: MadeThing, open: OpenHost): Promise<boolean> {
  if (thing.kind !== 'disk') return false;
  const connection = await open(thing.hostId);
  const users = await findDiskUsers(sql, { connection, domains: await connection.listDomains() }, thing);
  return users.length > 0;
}

/**
 * Of a creation that failed all of it; else what has been decided, unless somebody has started the domain since: that is
 * somebody's wish as well, and a later one.
 */
async function toRemove(sql: Sql, things: readonly MadeThing[], open: OpenHost): Promise<readonly MadeThing[]> {
  const ids = new Set((await sql.query<{ id: string }>(FAILED, [things.map(({ id }) => id)])).map((row) => row.id));
  if (things.every((thing) => ids.has(thing.id))) return things;
  const leaving = things.filter((thing) => thing.state === 'leaving');
  for (const thing of leaving.filter(({ kind }) => kind === 'domain')) {
    const connection = await open(thing.hostId);
    const there = await connection.readDomain(domainId(thing.domainId), { figures: false });
    if (there !== undefined && isActive(there.state)) return [];
  }
  return leaving;
}

const FAILED = `
  select t."id"::text as "id" from "MadeThing" t join "Operation" o on o."id" = t."operationId"
  where t."id" = any($1::uuid[]) and o."kind" = 'create-domain' and o."state" in ('failed', 'cancelled')`;

/** An operation of the domain that is under way takes away what it must by itself. */
const LEFT = `
  select distinct t."operationId"::text as "operationId" from "MadeThing" t left join "Operation" o on o."id" = t."operationId"
  where (t."state" = 'leaving' or t."state" in ('begun', 'made') and o."kind" = 'create-domain' and o."state" in ('failed', 'cancelled'))
    and not exists (select 1 from "Operation" u where u."domainId" = t."domainId" and u."state" in ('queued', 'running'))`;
