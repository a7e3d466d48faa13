/**
 * PostgreSQL itself is stopped and started again at every step of a drain and of its way home, under a real agent on the simulated
 * hypervisors. The plan goes on by itself, and every domain ends where the document said, moved or switched once.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DrainPlan, PlanDrain } from '@/lib/contracts/plans';
import { startMortalPostgres, type MortalPostgres } from '@/lib/agent/testing/mortal-postgres';
import { endJobs, makeJobEndless } from '@/lib/drivers/simulated/world/jobs';
import { createSite, type Site } from '@/lib/agent/testing/simulated-site';
import { isDatabaseAway } from '@/lib/server/database-away';
import type { ServiceContext } from '@/lib/server/service-context';
import { approvePlan, returnPlan } from '@/lib/server/services/plans/change-plan';
import { planHostDrain } from '@/lib/server/services/plans/plan-drain';
import { readPlan } from '@/lib/server/services/plans/read-plan';
import { createPool } from '@/lib/server/db/pool';
import { inTransaction } from '@/lib/server/db/sql';
import { SECOND_MS } from '@/lib/utils/time';
import { waitUntil } from '@/tools/shared/wait-until';

const STEPS = ['claimed', 'before-act', 'after-act', 'before-finish', 'after-finish'];
const MOVE_STEPS = [
  'claimed',
  'before-migrate',
  'copying',
  'after-migrate',
  'verified',
  'before-finish',
  'after-finish',
];
/** Long enough in copying for the stop to fall into it. */
const BUSY = { usedShare: 1, dirtyBytesPerSecond: 1e6, workingSetBytes: 1e6 };
/** Copied for some seconds, unless a test skips them. */
const BIG = ['big-0', 'big-1'];
/** A worker node, whose slots are closed before it is shut down. */
const NODE = 'node-0';
/** A dozen operations one after the other, each of which loses its database once. */
const DONE_WITHIN_MS = 240_000;

let postgres: MortalPostgres;
let site: Site;
let context: ServiceContext;
/** Of the process: an error of a lost connection that nobody catches would end the agent. */
const uncaught: unknown[] = [];
const onUncaught = (error: unknown): void => void uncaught.push(error);
/** What the simulated hosts did, past all of Gridbox. */
const deeds: string[] = [];
/** Steps at which the database is still to be stopped, each once. */
let due: ReadonlySet<string> = new Set();
/** Operations that have lost their database. */
const met = new Set<string>();
let restarting: Promise<void> = Promise.resolve();

/**
 * The first operation that comes to a step takes it; there the database goes, once for each operation. In which order is left open:
 * while a domain that has arrived is still listened to, the next of the plan begins.
 */
function onStep(at: string, operationId: string): void {
  if (!due.has(at) || met.has(operationId)) return;
  due = new Set([...due].filter((step) => step !== at));
  met.add(operationId);
  postgres.stopNow();
  restarting = restarting.then(async () => await postgres.start());
}

beforeAll(async () => {
  process.on('unhandledRejection', onUncaught);
  process.on('uncaughtException', onUncaught);
  postgres = await startMortalPostgres();
  site = await createSite({
    hosts: ['one', 'two'],
    domains: [
      ...MOVE_STEPS.map((_, index) => ({ name: `move-${index}`, host: 'one', habits: BUSY, memoryKiB: 128 * 1024 })),
      ...STEPS.map((_, index) => ({ name: `stop-${index}`, host: 'one', memoryKiB: 64 * 1024 })),
      ...BIG.map((name) => ({ name, host: 'one', habits: BUSY, memoryKiB: 1024 * 1024 })),
      { name: NODE, host: 'one', memoryKiB: 64 * 1024, slots: 1 },
    ],
    database: postgres.database,
  });
  await site.startAgent({ probe: onStep });
  await site.read();
  context = await site.operator(['hosts:write', 'domains:migrate', 'domains:operate']);
  site.world.listeners.add((change) => {
    if (change.kind !== 'domain') return;
    const told = ['migrated-in', 'stopped', 'started', 'arrival-cancelled', 'resumed', 'slots-closed', 'slots-opened'];
    if (told.includes(change.what)) deeds.push(`${nameOf(change.id)} ${change.what} ${change.host}`);
  });
});
afterAll(async () => {
  await restarting;
  await site.close();
  process.off('unhandledRejection', onUncaught);
  process.off('uncaughtException', onUncaught);
});

const domains = [
  NODE,
  ...BIG,
  ...MOVE_STEPS.map((_, index) => `move-${index}`),
  ...STEPS.map((_, index) => `stop-${index}`),
];
const nameOf = (id: string): string => domains.find((name) => site.domainId(name) === id) ?? id;

/** The database may be away while it is asked: that is what this file does to it. */
async function untilEnded(id: string): Promise<DrainPlan> {
  return await site.hurrying(
    waitUntil(
      'the plan ends',
      async () => {
        try {
          const plan = DrainPlan.parse(await readPlan({ context, id }));
          return plan.state === 'running' || plan.state === 'returning' ? undefined : plan;
        } catch (error) {
          if (isDatabaseAway(error)) return undefined;
          throw error;
        }
      },
      { deadlineMs: DONE_WITHIN_MS, everyMs: 100 },
    ),
  );
}

async function drain(): Promise<DrainPlan> {
  const choices = STEPS.map((_, index) => ({
    domainId: site.domainId(`stop-${index}`),
    strategy: 'stop-and-restart' as const,
  }));
  const staying = [NODE, ...BIG].map((name) => ({ domainId: site.domainId(name), strategy: 'leave' as const }));
  const input = PlanDrain.parse({ choices: [...choices, ...staying], atOnce: 1 });
  return DrainPlan.parse(await planHostDrain({ context, hostId: site.hostId('one'), input }));
}

/** As many of a kind as there are operations of it. */
const stepsOf = (verb: 'shutdown-domain' | 'start-domain'): ReadonlySet<string> =>
  new Set([...MOVE_STEPS.map((step) => `migrate-domain:${step}`), ...STEPS.map((step) => `${verb}:${step}`)]);
const GOING = MOVE_STEPS.length + STEPS.length;
/** Each once. */
const expected = (move: string, other: string): string[] =>
  [...MOVE_STEPS.map((_, i) => `move-${i} ${move}`), ...STEPS.map((_, i) => `stop-${i} ${other}`)].toSorted();

const LIMIT = { timeout: 2 * DONE_WITHIN_MS };
test('a drain and its way home go on after each loss of the database, and nothing is done twice', LIMIT, async () => {
  const plan = await drain();
  expect(plan.blocked).toEqual([]);
  due = stepsOf('shutdown-domain');
  await approvePlan({ context, id: plan.id, ifMatch: plan.version });
  const all = { done: GOING, total: GOING, halted: null };
  expect(await untilEnded(plan.id)).toMatchObject({ state: 'drained', ...all });
  expect([...due]).toEqual([]);
  expect(deeds.toSorted()).toEqual(expected('migrated-in two', 'stopped one'));

  deeds.length = 0;
  met.clear();
  due = stepsOf('start-domain');
  await returnPlan({ context, id: plan.id, ifMatch: undefined });
  expect(await untilEnded(plan.id)).toMatchObject({ state: 'returned', ...all });
  expect([...due]).toEqual([]);
  expect(deeds.toSorted()).toEqual(expected('migrated-in one', 'started one'));
  // One operation for each domain each way, whatever was asked while it was not known whether it had been.
  expect(await site.db.operation.count()).toBe(2 * GOING);
  expect(uncaught).toEqual([]);
});

/** Ends the connections of the agent that wait for the row, as a failover does: the server is there, the statement is not. */
async function cutOffAt(table: 'Host' | 'Operation', id: string, statement: string): Promise<void> {
  const holder = createPool(site.database.url, { max: 1 });
  try {
    await inTransaction(holder, async (sql) => {
      await sql.query(`select 1 from "${table}" where "id" = $1::uuid for update`, [id]);
      await site.until(`the agent waits for the row of ${table}`, async () => {
        site.clock.skip(SECOND_MS);
        const ended = await site.db.$queryRaw`select pg_terminate_backend(pid) from pg_stat_activity
          where wait_event_type = 'Lock' and application_name = 'gridbox agent' and query like ${`%${statement}%`}`;
        return Array.isArray(ended) && ended.length > 0;
      });
    });
  } finally {
    await holder.end();
  }
}
const copying = async (id: string): Promise<void> =>
  await site.until(
    'it is copied',
    async () => (await site.db.migration.findFirst({ where: { operationId: id } }))?.stage === 'copying',
  );

test('a reading that cannot be written does not end the connection through which a domain moves', async () => {
  deeds.length = 0;
  const connected = () => site.events.filter(({ type }) => type === 'host.up').length;
  const readings = () => site.events.filter((event) => event.type === 'host.read' && event.name === 'one').length;
  // The first reading after the database was away begins with another look at the host's row.
  const been = readings();
  await site.until('the host is read', async () => {
    site.clock.skip(SECOND_MS);
    return readings() > been;
  });
  const before = connected();
  const id = await site.migrate('big-0', 'one', 'two');
  await copying(id);
  await cutOffAt('Host', site.hostId('one'), 'update "Host"');
  expect(await site.finished(id, 60_000)).toMatchObject({ state: 'succeeded', attempt: 1 });
  expect([deeds, connected()]).toEqual([['big-0 migrated-in two'], before]);
});

test('a run whose statement is cut off has not failed: the next one finds what it did, and ends it', async () => {
  deeds.length = 0;
  const id = await site.migrate('big-1', 'one', 'two');
  await copying(id);
  await cutOffAt('Operation', id, 'OperationStep');
  expect(await site.finished(id, 60_000)).toMatchObject({ state: 'succeeded', attempt: 2 });
  expect(deeds).toEqual(['big-1 migrated-in two']);
});

test.each(STEPS)('slots are closed once and opened once where the database goes away at %s', LIMIT, async (step) => {
  deeds.length = 0;
  met.clear();
  const hostId = site.hostId('one');
  const here = await site.db.domain.findMany({ where: { hostId }, select: { id: true, name: true } });
  const choices = here.map(({ id, name }) => ({
    domainId: id,
    strategy: name === NODE ? ('stop-and-restart' as const) : ('leave' as const),
  }));
  const plan = await planHostDrain({ context, hostId, input: PlanDrain.parse({ choices }) });
  // Its one slot is taken, so that no other job begins by chance.
  makeJobEndless(site.world, site.domainId(NODE));
  due = new Set([`close-slots:${step}`]);
  await approvePlan({ context, id: plan.id, ifMatch: plan.version });
  await waitUntil('its slots are closed', () => deeds.length > 0, { deadlineMs: DONE_WITHIN_MS });
  endJobs(site.world, site.domainId(NODE));
  expect(await untilEnded(plan.id)).toMatchObject({ state: 'drained', done: 1, halted: null });
  expect(deeds).toEqual([`${NODE} slots-closed one`, `${NODE} stopped one`]);
  await waitUntil(
    'it is known to be off',
    async () => {
      site.clock.skip(SECOND_MS);
      return (await site.db.domain.findUniqueOrThrow({ where: { id: site.domainId(NODE) } })).state === 'off';
    },
    { deadlineMs: DONE_WITHIN_MS, everyMs: 100 },
  );
  due = new Set([`open-slots:${step}`]);
  await returnPlan({ context, id: plan.id, ifMatch: undefined });
  await waitUntil(
    'its slots are open, and nothing is left to be opened',
    async () => {
      site.clock.skip(SECOND_MS);
      const node = await site.db.batchNode.findUnique({ where: { domainId: site.domainId(NODE) } }).catch(() => null);
      return due.size === 0 && node?.open === true && node.closedPlanId === null;
    },
    { deadlineMs: DONE_WITHIN_MS, everyMs: 100 },
  );
  expect(await untilEnded(plan.id)).toMatchObject({ state: 'returned', halted: null });
  expect(deeds.slice(2)).toEqual([`${NODE} started one`, `${NODE} slots-opened one`]);
  expect(uncaught).toEqual([]);
});
