import { z } from 'zod';
import type { PastTestbed, PastTestbedQuery } from '@/lib/contracts/past';
import { hasScope, type Actor } from '@/lib/domain/access';
import { FIGURES_HOLD_MS, MOVE_LOOKED_FOR_MS } from '@/lib/domain/past/limits';
import { present, type PastDomain, type PastHost, type PastRecord } from '@/lib/domain/past/records';
import { groupBy } from '@/lib/utils/group-by';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { Db } from '@/lib/server/db/client';
import type { ServiceContext } from '@/lib/server/service-context';

import { momentOf, readKnownSince, requireKnown } from './moments';
import { hostFactsFor, hostsSeen, readTestbedThen, sees } from './past-rows';
import { readChangesAround } from './visible-records';

type Body = z.input<typeof PastTestbed>;

/**
 * Everything the map draws, as it was at `at`: what the inventory said then, late by as much as it was late.
 * @throws AppError `bad-request` for a moment to come, `not-found` for one of which nothing is recorded.
 */
export async function readPastTestbed(options: {
  readonly context: ServiceContext;
  readonly query: PastTestbedQuery;
}): Promise<Body> {
  const { actor, db, now } = options.context;
  requireScope(actor, 'domains:read');
  const at = momentOf('at', options.query.at, now());
  const knownSince = requireKnown(at, await readKnownSince(options.context));
  const [then, moves, figures, around] = await Promise.all([
    readTestbedThen(db, at),
    readMoves(db, at),
    readFigures(db, at),
    readChangesAround(options.context, at),
  ]);
  const seen = sees(actor);
  const domains = present(then.domains).filter(({ facts }) => seen(facts.vo));
  const hostIds = hostsSeen(actor, then);
  const hosts = present(then.hosts).filter(({ id }) => hostIds.has(id));
  const byHost = groupBy(domains, ({ facts }) => facts.hostId);
  const moveOf = new Map(moves.map((move) => [move.domainId, move]));
  const under = moves.filter((move) => move.state === 'running');
  return {
    at: at.toISOString(),
    knownSinceAt: knownSince.toISOString(),
    changeBeforeAt: around.before?.toISOString() ?? null,
    changeAfterAt: around.after?.toISOString() ?? null,
    hosts: hosts
      .map((host) =>
        hostBody(actor, host, {
          domains: byHost.get(host.id) ?? [],
          figures: figures.get(host.id),
          arriving: under.filter((move) => move.targetHostId === host.id).length,
          leaving: under.filter((move) => move.sourceHostId === host.id).length,
        }),
      )
      .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    domains: domains.map(({ id, facts }) => tileBody(id, facts, then.hosts.get(facts.hostId ?? ''), moveOf.get(id))),
    movingCount: domains.filter(({ id }) => moveOf.get(id)?.state === 'running').length,
  };
}

function hostBody(
  actor: Actor,
  { id, facts }: PastRecord<PastHost>,
  about: {
    readonly domains: readonly PastRecord<PastDomain>[];
    readonly figures: Figures | undefined;
    readonly arriving: number;
    readonly leaving: number;
  },
): Body['hosts'][number] {
  const whole = hasScope(actor, 'hosts:read');
  const told = hostFactsFor(actor, facts);
  const figures = whole ? about.figures : undefined;
  const used = figures?.memoryUsedKiB ?? null;
  return {
    id,
    ...told,
    cpuLoad: figures?.cpuLoad ?? null,
    memoryFreeKiB: used === null || told.memoryTotalKiB === null ? null : Math.max(0, told.memoryTotalKiB - used),
    measuredAt: figures?.at.toISOString() ?? null,
    domainCount: about.domains.length,
    runningCount: about.domains.filter((domain) => domain.facts.state === 'running').length,
    migrationsIn: whole ? about.arriving : 0,
    migrationsOut: whole ? about.leaving : 0,
  };
}

function tileBody(
  id: string,
  facts: PastDomain,
  host: PastRecord<PastHost> | undefined,
  move: Move | undefined,
): Body['domains'][number] {
  return {
    id,
    ...facts,
    roles: [...facts.roles],
    stale: host === undefined || host.gone || host.facts.status !== 'up',
    operation:
      move === undefined
        ? null
        : {
            id: move.id,
            kind: 'migrate-domain',
            state: move.state,
            // How much had been copied is on the migration's own page; here it would stand still at whatever it was.
            progress: null,
            targetHostId: move.targetHostId,
            stage: move.stage,
          },
  };
}

const Move = z.object({
  id: z.string(),
  domainId: z.string(),
  sourceHostId: z.string().nullable(),
  targetHostId: z.string().nullable(),
  state: z.enum(['queued', 'running']),
  stage: z.string().nullable(),
});
type Move = z.infer<typeof Move>;

/** Migrations that were asked for by then and not ended. */
async function readMoves(db: Db, at: Date): Promise<Move[]> {
  const from = new Date(at.getTime() - MOVE_LOOKED_FOR_MS);
  const rows = await db.$queryRaw<unknown[]>`
    select m."operationId"::text as "id", m."domainId"::text as "domainId", m."sourceHostId"::text as "sourceHostId",
      m."targetHostId"::text as "targetHostId", case when o."startedAt" <= ${at}::timestamptz then 'running' else 'queued' end as "state",
      (select s ->> 'stage' from jsonb_array_elements(m."stages") s where (s ->> 'at')::timestamptz <= ${at}::timestamptz
       order by (s ->> 'at')::timestamptz desc limit 1) as "stage"
    from "Migration" m join "Operation" o on o."id" = m."operationId"
    where m."createdAt" > ${from}::timestamptz and m."createdAt" <= ${at}::timestamptz
      and (o."finishedAt" is null or o."finishedAt" > ${at}::timestamptz)
    -- Of two of one domain the first has it; the map keeps the last of a list.
    order by m."createdAt" desc`;
  return z.array(Move).parse(rows);
}

const Figures = z.object({
  id: z.string(),
  at: z.date(),
  cpuLoad: z.number().nullable(),
  memoryUsedKiB: z.number().nullable(),
});
type Figures = z.infer<typeof Figures>;

/** Load and memory of the hosts as last measured before; kept for a week only. */
async function readFigures(db: Db, at: Date): Promise<Map<string, Figures>> {
  const from = new Date(at.getTime() - FIGURES_HOLD_MS);
  const rows = await db.$queryRaw<unknown[]>`
    select last.* from (select "id" from "Host" union select "hostId" from "HostRecord" where "gone" and "at" > ${at}::timestamptz) as subject("id")
    cross join lateral (
      select s."subjectId"::text as "id", s."at", s."cpuLoad", s."memoryUsedKiB"::float8 as "memoryUsedKiB" from "MetricSample" s
      where s."subjectId" = subject."id" and s."at" > ${from}::timestamptz and s."at" <= ${at}::timestamptz
      order by s."at" desc limit 1) last`;
  return new Map(
    z
      .array(Figures)
      .parse(rows)
      .map((row) => [row.id, row]),
  );
}
