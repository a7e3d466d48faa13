/**
 * PostgreSQL itself is stopped and started again at every step of a drain and of its way home, under a real agent on the simulated
 * hypervisors. The plan goes on by itself, and every domain ends where the document said, moved or switched once.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DrainPlan, PlanDrain } from '@/lib/contracts/plans';
import { startMortalPostgres, type MortalPostgres } from '@/lib/agent/testing/mortal-postgres';
import { createSite, type Site } from '@/lib/agent/testing/simulated-site';
import { actorFor } from '@/lib/server/auth/actor-for';
import { isDatabaseAway } from '@/lib/server/http/database-away';
import type { ServiceContext } from '@/lib/server/service-context';
import { approvePlan, returnPlan } from '@/lib/server/services/plans/change-plan';
import { planHostDrain } from '@/lib/server/services/plans/plan-drain';
import { readPlan } from '@/lib/server/services/plans/read-plan';
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
/** Steps at which the database is still to be stopped, one for each operation in its turn. */
let due: string[] = [];
const met = new Map<string, string>();
let restarting: Promise<void> = Promise.resolve();

/** The first step of an operation that was not seen before takes the next point from the list; there the database goes, once. */
function onStep(at: string, operationId: string): void {
  if (!met.has(operationId) && due.length > 0) met.set(operationId, due.shift() ?? '');
  if (met.get(operationId) !== at) return;
  met.set(operationId, 'was met');
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
    ],
    database: postgres.database,
  });
  await site.startAgent({ probe: onStep });
  await site.read();
  const owner = await site.db.user.create({
    data: { id: randomUUID(), name: 'Olga', email: 'olga@gridbox.local', emailVerified: true, role: 'operator' },
  });
  const scopes = ['hosts:write', 'domains:migrate', 'domains:operate'] as const;
  const actor = await actorFor(
    site.db,
    { ownerId: owner.id, ownerName: owner.name },
    { scopes: [...scopes], work: 'move domains' },
  );
  if (typeof actor === 'string') throw new Error(actor);
  context = { actor, db: site.db, now: () => site.clock.now(), requestId: 'test', address: undefined };
  site.world.listeners.add((change) => {
    if (change.kind !== 'domain') return;
    const told = ['migrated-in', 'stopped', 'started', 'arrival-cancelled', 'resumed'];
    if (told.includes(change.what)) deeds.push(`${nameOf(change.id)} ${change.what} ${change.host}`);
  });
});
afterAll(async () => {
  await restarting;
  await site.close();
  process.off('unhandledRejection', onUncaught);
  process.off('uncaughtException', onUncaught);
});

const domains = [...MOVE_STEPS.map((_, index) => `move-${index}`), ...STEPS.map((_, index) => `stop-${index}`)];
const nameOf = (id: string): string => domains.find((name) => site.domainId(name) === id) ?? id;

/** The database may be away while it is asked: that is what this file does to it. */
async function untilEnded(id: string): Promise<DrainPlan> {
  return await waitUntil(
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
  );
}

async function drain(): Promise<DrainPlan> {
  const choices = STEPS.map((_, index) => ({
    domainId: site.domainId(`stop-${index}`),
    strategy: 'stop-and-restart' as const,
  }));
  return await planHostDrain({
    context,
    hostId: site.hostId('one'),
    input: PlanDrain.parse({ choices, atOnce: 1 }),
  }).then((made) => DrainPlan.parse(made));
}

test(
  'a drain and its way home go on after each loss of the database, and nothing is done twice',
  { timeout: 2 * DONE_WITHIN_MS },
  async () => {
    const plan = await drain();
    expect(plan.blocked).toEqual([]);
    due = plan.document.items.map(({ strategy, domainName }) => {
      const index = Number(domainName.split('-')[1]);
      return strategy === 'migrate' ? `migrate-domain:${MOVE_STEPS[index]}` : `shutdown-domain:${STEPS[index]}`;
    });
    await approvePlan({ context, id: plan.id, ifMatch: plan.version });
    const drained = await untilEnded(plan.id);
    expect(drained).toMatchObject({ state: 'drained', halted: null, done: 12, total: 12 });
    expect([due, [...met.values()].filter((point) => point !== 'was met')]).toEqual([[], []]);
    expect(deeds.toSorted()).toEqual(
      [
        ...MOVE_STEPS.map((_, i) => `move-${i} migrated-in two`),
        ...STEPS.map((_, i) => `stop-${i} stopped one`),
      ].toSorted(),
    );

    deeds.length = 0;
    met.clear();
    due = plan.document.items.map(({ strategy, domainName }) => {
      const index = Number(domainName.split('-')[1]);
      return strategy === 'migrate' ? `migrate-domain:${MOVE_STEPS[index]}` : `start-domain:${STEPS[index]}`;
    });
    await returnPlan({ context, id: plan.id, ifMatch: undefined });
    const home = await untilEnded(plan.id);
    expect(home).toMatchObject({ state: 'returned', halted: null, done: 12, total: 12 });
    expect(deeds.toSorted()).toEqual(
      [
        ...MOVE_STEPS.map((_, i) => `move-${i} migrated-in one`),
        ...STEPS.map((_, i) => `stop-${i} started one`),
      ].toSorted(),
    );
    // One operation for each domain each way, whatever was asked while it was not known whether it had been.
    expect(await site.db.operation.count()).toBe(24);
    expect(uncaught).toEqual([]);
  },
);
