import type { z } from 'zod';
import type { ChangesQuery, TestbedChanges } from '@/lib/contracts/past';
import { hasScope, type Actor } from '@/lib/domain/access';
import { type Change, compareMoments } from '@/lib/domain/past/compare-moments';
import type { TestbedThen } from '@/lib/domain/past/records';
import { requireScope } from '@/lib/server/auth/require-scope';
import { Prisma } from '@/lib/server/db/generated/client';
import type { ServiceContext } from '@/lib/server/service-context';
import { visibleTo } from '@/lib/server/services/domains/domain-filter';
import { badMoment, momentOf, readKnownSince, requireKnown } from './moments';
import { hostFactsFor, hostsSeen, readTestbedThen, sees } from './past-rows';

/**
 * What is otherwise at `until` than at `since`, in words. What came about in between and was undone again is not told.
 * @throws AppError `bad-request` for moments to come or turned round, `not-found` for one of which nothing is recorded.
 */
export async function listChanges(options: {
  readonly context: ServiceContext;
  readonly query: ChangesQuery;
}): Promise<z.input<typeof TestbedChanges>> {
  const { context, query } = options;
  const { actor, db } = context;
  requireScope(actor, 'domains:read');
  const now = context.now();
  const since = momentOf('since', query.since, now);
  const until = query.until === undefined ? now : momentOf('until', query.until, now);
  if (since.getTime() > until.getTime()) throw badMoment('since', 'must not lie after until');
  const knownSince = requireKnown(since, await readKnownSince(context));
  const [before, after] = await Promise.all([readTestbedThen(db, since), readTestbedThen(db, until, since)]);
  const changes = compareMoments(told(actor, before), told(actor, after), {
    sees: sees(actor),
    seesHost: either(hostsSeen(actor, before), hostsSeen(actor, after)),
  });
  const [there, moves] = await Promise.all([
    readStillThere(context, changes),
    readMoves(context, { since, until, changes, after }),
  ]);
  return {
    since: since.toISOString(),
    until: until.toISOString(),
    knownSinceAt: knownSince.toISOString(),
    items: changes.map(({ lastChangedAtMs, ...change }) => ({
      ...change,
      lastChangedAt: new Date(lastChangedAtMs).toISOString(),
      stillThere: there.has(change.id),
      operationId: change.kind === 'moved' ? (moves.get(change.id)?.operationId ?? null) : null,
      planId: change.kind === 'moved' ? (moves.get(change.id)?.planId ?? null) : null,
    })),
  };
}

function told(actor: Actor, then: TestbedThen): TestbedThen {
  const hosts = [...then.hosts].map(
    ([id, record]) => [id, { ...record, facts: hostFactsFor(actor, record.facts) }] as const,
  );
  return { domains: then.domains, hosts: new Map(hosts) };
}

const either =
  (one: ReadonlySet<string>, other: ReadonlySet<string>) =>
  (id: string): boolean =>
    one.has(id) || other.has(id);

/** Which of them have a page that this caller may open now. */
async function readStillThere({ actor, db }: ServiceContext, changes: readonly Change[]): Promise<ReadonlySet<string>> {
  const idsOf = (subject: Change['subject']) => changes.filter((one) => one.subject === subject).map(({ id }) => id);
  const held = Prisma.sql`exists (select 1 from "Domain" d where d."hostId" = h."id" and ${visibleTo(actor)})`;
  const rows = await db.$queryRaw<{ id: string }[]>`
    select d."id"::text as "id" from "Domain" d where d."id" = any(${idsOf('domain')}::uuid[]) and ${visibleTo(actor)}
    union all
    select h."id"::text from "Host" h where h."id" = any(${idsOf('host')}::uuid[])
      and ${hasScope(actor, 'hosts:read') ? Prisma.sql`true` : held}`;
  return new Set(rows.map(({ id }) => id));
}

/**
 * The last migration of ours that ended where each moved domain then was, and its plan. Others' (`virsh`, `xl`) have none. Plans name
 * the whole testbed: who does not see hosts is told of none.
 */
async function readMoves(
  { actor, db }: ServiceContext,
  about: {
    readonly since: Date;
    readonly until: Date;
    readonly changes: readonly Change[];
    readonly after: TestbedThen;
  },
): Promise<ReadonlyMap<string, { readonly operationId: string; readonly planId: string | null }>> {
  const ids = about.changes.filter(({ kind }) => kind === 'moved').map(({ id }) => id);
  if (ids.length === 0) return new Map();
  const rows = await db.$queryRaw<
    { domainId: string; operationId: string; targetHostId: string | null; planId: string | null }[]
  >`
    select distinct on (m."domainId") m."domainId"::text as "domainId", m."operationId"::text as "operationId",
      m."targetHostId"::text as "targetHostId",
      (select i."planId"::text from "PlanItem" i where i."operationId" = m."operationId" or i."homeOperationId" = m."operationId"
       limit 1) as "planId"
    from "Migration" m join "Operation" o on o."id" = m."operationId"
    where m."domainId" = any(${ids}::uuid[]) and m."createdAt" <= ${about.until}::timestamptz
      and o."startedAt" <= ${about.until}::timestamptz and (o."finishedAt" is null or o."finishedAt" > ${about.since}::timestamptz)
    order by m."domainId", m."createdAt" desc`;
  return new Map(
    rows
      .filter((row) => row.targetHostId === about.after.domains.get(row.domainId)?.facts.hostId)
      .map(({ domainId, operationId, planId }) => [
        domainId,
        { operationId, planId: hasScope(actor, 'hosts:read') ? planId : null },
      ]),
  );
}
