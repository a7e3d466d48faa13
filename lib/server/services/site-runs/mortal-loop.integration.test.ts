/**
 * The loop of runs dies after each transaction that it commits, its own and those of the services that it asks. Whoever looks next goes
 * on. What agents would do on hosts is done here by rows, so that only the loop is tried.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { administrator, boxOn, prepareEnvironment } from '@/lib/agent/testing/site-files';
import { RunSite } from '@/lib/contracts/sites';
import type { ServiceContext } from '@/lib/server/service-context';
import { createSite } from '@/lib/server/services/sites/create-site';
import { planSite, planSiteDestroy } from '@/lib/server/services/sites/plan-site';
import { Died, endOperations, mortal } from '@/lib/server/testing/mortal-loop';
import { startTestServer, type TestServer } from '@/lib/server/testing/test-server';
import { makeHost } from '@/lib/server/testing/test-world';
import { MINUTE_MS } from '@/lib/utils/time';
import { advanceRun } from './advance-run';
import { runSite } from './begin-run';

/** Far more looks than a run has steps. */
const MOST_LOOKS = 400;
const TEST_MS = 240_000;

let server: TestServer;
let context: ServiceContext;
let hostName: string;
beforeAll(async () => {
  server = await startTestServer();
  prepareEnvironment(server.url);
  context = await administrator(server.db);
  hostName = (await makeHost(server.db)).name;
});
afterAll(async () => await server.stop());

/** @returns how many looks ended in a death */
async function carryOut(runId: string, fails: readonly string[] = []): Promise<number> {
  const { db } = server;
  let deaths = 0;
  for (let look = 0; look < MOST_LOOKS; look += 1) {
    const row = await db.siteRun.findUniqueOrThrow({ where: { id: runId } });
    if (row.endedAt !== null) return deaths;
    await advanceRun(mortal(db), runId, new Date()).catch((error: unknown) => {
      if (!(error instanceof Died)) throw error;
      deaths += 1;
    });
    await endOperations(db, fails);
    // No agent reads it here, and nothing is placed by old figures.
    await db.host.updateMany({ data: { seenAt: new Date() } });
  }
  const steps = await db.siteRunStep.findMany({ where: { runId }, orderBy: { sequence: 'asc' } });
  throw new Error(
    `it did not end: ${steps.map(({ key, state, words }) => `${key} ${state} ${words ?? ''}`).join(', ')}`,
  );
}

async function begin(kind: 'apply' | 'destroy', id: string, name: string): Promise<string> {
  const plan = kind === 'apply' ? await planSite({ context, id }) : await planSiteDestroy({ context, id });
  const run = await runSite({ context, id, input: RunSite.parse({ planId: plan.id, confirmName: name }) });
  return run.id;
}

async function countOf(runId: string): Promise<Readonly<Record<string, number>>> {
  const rows = await server.db.operation.findMany({ where: { idempotencyKey: { startsWith: `site-run-${runId}` } } });
  const counts: Record<string, number> = {};
  for (const { kind } of rows) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

test(
  'each thing is asked for once, however often the loop dies, and all of it goes again',
  async () => {
    const name = `box-${randomUUID().slice(0, 6)}`;
    const { id } = await createSite({ context, input: { text: boxOn(name, hostName), reason: undefined } });
    const applied = await begin('apply', id, name);
    // Twice for each of its five steps, at least: when it is begun, and when it has ended.
    expect(await carryOut(applied)).toBeGreaterThan(10);
    expect(await server.db.siteRun.findUniqueOrThrow({ where: { id: applied } })).toMatchObject({
      halted: null,
      state: 'done',
    });
    expect(await countOf(applied)).toEqual({ 'make-network': 1, 'create-domain': 4 });
    expect(await server.db.siteNode.count({ where: { siteId: id } })).toBe(4);
    expect(await server.db.domainContext.count()).toBe(4);
    const destroyed = await begin('destroy', id, name);
    expect(await carryOut(destroyed)).toBeGreaterThan(5);
    expect(await countOf(destroyed)).toEqual({ 'delete-domain': 4, 'remove-network': 1, 'prove-clean': 1 });
    expect(await server.db.siteNode.count({ where: { siteId: id } })).toBe(0);
    expect(await server.db.siteRun.findUniqueOrThrow({ where: { id: destroyed } })).toMatchObject({
      state: 'destroyed',
    });
  },
  TEST_MS,
);

test(
  'what fails is rolled back once, however often the loop dies',
  async () => {
    const name = `box-${randomUUID().slice(0, 6)}`;
    const { id } = await createSite({ context, input: { text: boxOn(name, hostName), reason: undefined } });
    const run = await begin('apply', id, name);
    await carryOut(run, [`${name}-wn-2`]);
    expect(await server.db.siteRun.findUniqueOrThrow({ where: { id: run } })).toMatchObject({ state: 'rolled-back' });
    const counts = await countOf(run);
    expect(counts).toMatchObject({ 'make-network': 1, 'remove-network': 1, 'prove-clean': 1 });
    // Of the one that failed there is nothing to delete.
    expect(counts['delete-domain'] ?? 0).toBe((counts['create-domain'] ?? 0) - 1);
    expect(await server.db.siteNode.count({ where: { siteId: id } })).toBe(0);
    expect(await server.db.siteNetwork.count({ where: { siteId: id } })).toBe(0);
    const undone = await server.db.siteRunStep.findMany({ where: { runId: run, undo: true } });
    expect(new Set(undone.map(({ key }) => key)).size).toBe(undone.length);
  },
  TEST_MS,
);

test('one whose account may apply no more stands still, and says so', { timeout: TEST_MS }, async () => {
  const name = `box-${randomUUID().slice(0, 6)}`;
  const { id } = await createSite({ context, input: { text: boxOn(name, hostName), reason: undefined } });
  const run = await begin('apply', id, name);
  await server.db.user.update({ where: { id: context.actor.userId }, data: { disabled: true } });
  try {
    await advanceRun(server.db, run, new Date(Date.now() + MINUTE_MS));
  } finally {
    await server.db.user.update({ where: { id: context.actor.userId }, data: { disabled: false } });
  }
  const row = await server.db.siteRun.findUniqueOrThrow({ where: { id: run } });
  expect([row.state, row.halted]).toEqual(['paused', 'The account of Ada, by which it runs, is disabled.']);
});
