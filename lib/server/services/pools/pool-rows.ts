/** Pools as their readers see them: who does not see hosts is told nothing of them. */
import type { z } from 'zod';
import type { Verdict } from '@/lib/contracts/common';
import { CleanUp } from '@/lib/contracts/domain-making';
import type { Pool, PoolDetail } from '@/lib/contracts/pools';
import { type Actor, hasScope, refusalOf } from '@/lib/domain/access';
import { JOB_STATES, type JobState } from '@/lib/domain/batch-job';
import { JOB_PHASES, SLOT_STATES } from '@/lib/domain/pool';
import { isHeldBack } from '@/lib/domain/pools/held-back';
import { notFound } from '@/lib/server/auth/require-scope';
import type { Tx } from '@/lib/server/db/client';
import type { PoolSlot, Prisma } from '@/lib/server/db/generated/client';
import { sqlOfTx } from '@/lib/server/db/sql';
import { triesOf } from './note-try';
import { readPoolHosts } from './pool-hosts';
import { readBootMs } from './read-boot-ms';
import { SPECIFICATION_PARTS, specificationBody, specifyRefusal } from './specification-rows';
import { unattendedWords } from './unattended';
import { visiblePools } from './visible-pools';

/** Of slots that are gone and of jobs that have ended, on the page of a pool. */
const LAST_SHOWN = 50;
/** Of a queue on the page of its pool; a longer one is counted. */
const JOBS_SHOWN = 500;

const UNDER_WAY: JobState[] = ['queued', 'held', 'running'];

export type PoolRow = Prisma.BatchPoolGetPayload<{ include: { environment: true } }>;

interface Figures {
  readonly id: string;
  readonly open: number;
  readonly coming: number;
  readonly ending: number;
  readonly waiting: number;
  readonly running: number;
  readonly staticJobs: number;
  readonly staticMs: number | null;
  readonly demandJobs: number;
  readonly demandMs: number | null;
  readonly factoryJobs: number;
  readonly factoryMs: number | null;
}

export async function poolBodies(
  db: Tx,
  actor: Actor,
  rows: readonly PoolRow[],
  now: Date,
): Promise<z.input<typeof Pool>[]> {
  const figures = await sqlOfTx(db).query<Figures>(FIGURES, [rows.map(({ id }) => id)]);
  return rows.map((row) => {
    const of = figures.find(({ id }) => id === row.id);
    const unattended = unattendedWords(row, now);
    return {
      id: row.id,
      name: row.name,
      environment: { id: row.environmentId, name: row.environment.name, version: row.environment.version },
      system: row.system,
      vo: row.vo,
      min: row.min,
      max: row.max,
      idleSeconds: row.idleSeconds,
      bootAhead: row.bootAhead,
      closesAt: row.closesAt?.toISOString() ?? null,
      enabled: row.enabled,
      takesSpecifications: row.takesSpecifications,
      reservedAt: row.reservedAt?.toISOString() ?? null,
      endingAt: row.endingAt?.toISOString() ?? null,
      version: row.version,
      words: unattended ?? (row.words === null || seesHosts(actor) ? row.words : IN_THE_WAY),
      attended: unattended === undefined,
      heldBack: heldBackOf(row, actor),
      readAt: row.readAt?.toISOString() ?? null,
      counts: {
        open: of?.open ?? 0,
        coming: of?.coming ?? 0,
        ending: of?.ending ?? 0,
        waiting: of?.waiting ?? 0,
        running: of?.running ?? 0,
      },
      start: {
        static: { jobs: of?.staticJobs ?? 0, medianMs: of?.staticMs ?? null },
        onDemand: { jobs: of?.demandJobs ?? 0, medianMs: of?.demandMs ?? null },
        factory: { jobs: of?.factoryJobs ?? 0, medianMs: of?.factoryMs ?? null },
      },
    };
  });
}

function heldBackOf(row: PoolRow, actor: Actor): z.input<typeof Pool>['heldBack'] {
  const { heldBackSince, heldBackUntil, failures, cause, words } = triesOf(row);
  if (heldBackSince === null) return null;
  return {
    since: heldBackSince.toISOString(),
    until: heldBackUntil?.toISOString() ?? null,
    failures,
    cause: cause ?? 'boot',
    words: words === null || seesHosts(actor) ? (words ?? 'Nobody knows why.') : IN_THE_WAY,
  };
}

const FIGURES = `
  select p."id"::text as "id", s.*, j.* from "BatchPool" p
  cross join lateral (
    select (count(*) filter (where "state" = 'open'))::int as "open",
      (count(*) filter (where "state" in ('wanted', 'booting')))::int as "coming",
      (count(*) filter (where "state" in ('draining', 'deleting', 'leaving')))::int as "ending"
    from "PoolSlot" where "poolId" = p."id"
  ) s
  cross join lateral (
    select (count(*) filter (where "state" in ('queued', 'held')))::int as "waiting",
      (count(*) filter (where "state" = 'running'))::int as "running",
      (count(*) filter (where "phase" = 'static'))::int as "staticJobs",
      (percentile_cont(0.5) within group (order by extract(epoch from "startedAt" - "submittedAt") * 1000)
        filter (where "phase" = 'static'))::float8 as "staticMs",
      (count(*) filter (where "phase" = 'on-demand'))::int as "demandJobs",
      (percentile_cont(0.5) within group (order by extract(epoch from "startedAt" - "submittedAt") * 1000)
        filter (where "phase" = 'on-demand'))::float8 as "demandMs",
      (count(*) filter (where "phase" = 'factory'))::int as "factoryJobs",
      (percentile_cont(0.5) within group (order by extract(epoch from "startedAt" - "submittedAt") * 1000)
        filter (where "phase" = 'factory'))::float8 as "factoryMs"
    from "PoolJob" where "poolId" = p."id"
  ) j
  where p."id" = any($1::uuid[])`;

/** @throws AppError `not-found` */
export async function poolDetail(db: Tx, actor: Actor, id: string, now: Date): Promise<z.input<typeof PoolDetail>> {
  const row = await db.batchPool.findFirst({ where: { id, ...visiblePools(actor) }, include: { environment: true } });
  if (row === null) throw notFound('pool');
  // One after the other: a transaction has one connection.
  const [body] = await poolBodies(db, actor, [row], now);
  const live = await db.poolSlot.findMany({ where: { poolId: id, endedAt: null }, orderBy: { wantedAt: 'desc' } });
  const gone = await db.poolSlot.findMany({
    where: { poolId: id, endedAt: { not: null } },
    orderBy: { endedAt: 'desc' },
    take: LAST_SHOWN,
  });
  const open = await db.poolJob.findMany({
    where: { poolId: id, state: { in: UNDER_WAY } },
    orderBy: { submittedAt: 'desc' },
    take: JOBS_SHOWN,
  });
  const ended = await db.poolJob.findMany({
    where: { poolId: id, state: { notIn: UNDER_WAY } },
    orderBy: { submittedAt: 'desc' },
    take: LAST_SHOWN,
  });
  const specifications = await db.jobSpecification.findMany({
    where: { poolId: id },
    orderBy: { createdAt: 'desc' },
    include: SPECIFICATION_PARTS,
  });
  if (body === undefined) throw notFound('pool');
  const inside = seesHosts(actor);
  const iso = (at: Date | null): string | null => at?.toISOString() ?? null;
  return {
    ...body,
    nodes: row.nodes,
    addresses: inside ? row.addresses : [],
    prefix: inside ? row.prefix : null,
    network: inside ? row.network : null,
    bootMs: await readBootMs(db, id),
    ...(await maintenancesOf(db, { ...row, slots: live }, { inside, now })),
    ownerName: row.ownerName,
    createdAt: row.createdAt.toISOString(),
    slots: [...live, ...gone].map((slot) => ({
      id: slot.id,
      node: slot.node,
      feature: slot.feature,
      state: SLOT_STATES.find((each) => each === slot.state) ?? 'gone',
      words: slot.words === null || inside ? slot.words : IN_THE_WAY,
      address: inside ? slot.address : null,
      domainId: slot.domainId,
      hostName: slot.hostName,
      simulated: slot.simulated,
      wantedAt: slot.wantedAt.toISOString(),
      openAt: iso(slot.openAt),
      freeSince: iso(slot.freeSince),
      endedAt: iso(slot.endedAt),
      cleanUp: proofOf(slot.cleanUp, inside),
    })),
    jobs: [...open, ...ended].map((job) => ({
      jobId: job.jobId,
      queue: job.queue,
      state: JOB_STATES.find((each) => each === job.state) ?? 'gone',
      why: job.whyInside && !inside ? 'No slot can be booted at the moment; testbed managers see why.' : job.why,
      submittedAt: job.submittedAt.toISOString(),
      startedAt: iso(job.startedAt),
      endedAt: iso(job.endedAt),
      node: job.node,
      phase: JOB_PHASES.find((each) => each === job.phase) ?? null,
      feature: job.feature,
      processors: job.processors,
      limitSeconds: job.limitSeconds,
    })),
    specifications: specifications.map(specificationBody),
    can: {
      change: mayWrite(actor, row),
      retry: mayRetry(actor, row, now),
      remove: mayWrite(actor, row),
      specify: maySpecify(actor, row),
    },
  };
}

/** What stands in the way of a boot names hosts, and what else runs there. */
const seesHosts = (actor: Actor): boolean => hasScope(actor, 'hosts:read');
const IN_THE_WAY = 'Something stands in its way; testbed managers see what.';

/** Paths on hosts are the testbed's business. */
function proofOf(stored: unknown, inside: boolean): CleanUp | null {
  const proof = CleanUp.nullable().catch(null).parse(stored);
  return proof === null || inside ? proof : { ...proof, items: [] };
}

function mayRetry(actor: Actor, row: PoolRow, now: Date): z.input<typeof Verdict> {
  const may = mayWrite(actor, row);
  if (!may.allowed || isHeldBack(triesOf(row), now)) return may;
  return { allowed: false, reason: `${row.name} waits for no next try.` };
}

/** What is announced of hosts, to who sees these; that all of them close soon explains why jobs wait, and is told to everybody. */
async function maintenancesOf(
  db: Tx,
  pool: PoolRow & { readonly slots: readonly PoolSlot[] },
  { inside, now }: { readonly inside: boolean; readonly now: Date },
): Promise<Pick<z.input<typeof PoolDetail>, 'maintenances' | 'hostsCloseAt'>> {
  // No batch system of pools is simulated outside of tests.
  const { bootable, closingOf } = await readPoolHosts(db, pool, { now, realOnly: true });
  const last = bootable.map(({ closing }) => closing?.startsAt.getTime() ?? Infinity);
  const hostsCloseMs = bootable.length === 0 ? Infinity : Math.max(...last);
  const closings = new Map(
    [...bootable.flatMap(({ closing }) => closing ?? []), ...closingOf.values()].map((each) => [
      each.maintenanceId,
      each,
    ]),
  );
  return {
    hostsCloseAt: hostsCloseMs === Infinity ? null : new Date(hostsCloseMs).toISOString(),
    maintenances: inside
      ? [...closings.values()]
          .toSorted((a, b) => a.startsAt.getTime() - b.startsAt.getTime())
          .map(({ maintenanceId, hostName, startsAt, endsAt }) => ({
            id: maintenanceId,
            hostName,
            startsAt: startsAt.toISOString(),
            endsAt: endsAt.toISOString(),
            nodes: pool.slots
              .filter(({ id }) => closingOf.get(id)?.maintenanceId === maintenanceId)
              .map(({ node, reservedAt }) => ({ node, reserved: reservedAt?.getTime() === startsAt.getTime() })),
          }))
      : [],
  };
}

function maySpecify(actor: Actor, row: PoolRow): z.input<typeof Verdict> {
  const reason = hasScope(actor, 'batch:specify') ? specifyRefusal(row) : refusalOf(actor.role, 'batch:specify');
  return reason === undefined ? { allowed: true } : { allowed: false, reason };
}

function mayWrite(actor: Actor, { name, endingAt }: PoolRow): z.input<typeof Verdict> {
  if (!hasScope(actor, 'batch:write')) return { allowed: false, reason: refusalOf(actor.role, 'batch:write') };
  return endingAt === null ? { allowed: true } : { allowed: false, reason: `${name} is being deleted.` };
}
