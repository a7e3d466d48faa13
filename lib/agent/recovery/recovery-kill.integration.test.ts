/** Agents are killed at every step of a fence and of restarts; whoever comes next ends them, and of no domain there are two copies. */
import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { applyFault } from '@/lib/drivers/simulated/serve/apply-fault';
import { dropPlan } from '@/lib/drivers/simulated/world/world';
import { endLeases } from '@/lib/agent/testing/end-leases';
import { runUntilKilled } from '@/lib/agent/testing/run-until-killed';
import { serveWorld } from '@/lib/agent/testing/serve-world';
import { createSite, type Site } from '@/lib/agent/testing/simulated-site';
import { advanceLoss } from '@/lib/server/services/recovery/advance-loss';

/** The last is that of an agent that has ended the fence and dies before it can do anything about it. */
const FENCE_POINTS = ['before-off', 'after-off', 'after-finish'];
const RECOVER_POINTS = ['before-define', 'after-define', 'before-start', 'after-start'];
const LONG_MS = 90_000;

let site: Site;
let folder: string;
let listener: Server;

beforeAll(async () => {
  site = await createSite({
    hosts: ['one', 'two'],
    domains: RECOVER_POINTS.map((point) => ({
      name: `recover ${point}`,
      host: 'one',
      restartPriority: 'high' as const,
    })),
  });
  folder = mkdtempSync(join(tmpdir(), 'gridbox-kill-'));
  listener = await serveWorld(site.server, join(folder, 'world.sock'));
  const first = await site.startAgent();
  await site.read();
  await site.until(
    'definitions are kept',
    async () => {
      site.clock.skip(1_000);
      return (await site.db.keptDefinition.count()) === RECOVER_POINTS.length;
    },
    LONG_MS,
  );
  await first.stop();
}, 180_000);
afterAll(async () => {
  listener.close();
  await site.close();
  rmSync(folder, { recursive: true, force: true });
});

const copies = (name: string): string[] =>
  [...site.world.hosts].flatMap(([host, state]) =>
    state.domains.get(site.domainId(name))?.state === 'running' ? [host] : [],
  );
const die = async (operationId: string, point: string) =>
  await runUntilKilled({
    databaseUrl: site.database.url,
    driver: 'simulated',
    socketPath: join(folder, 'world.sock'),
    operationId,
    point,
  });

test('a fence and four restarts whose agents die at every step end with each domain running elsewhere, once', async () => {
  const host = site.hostId('one');
  applyFault(site.world, 'one', { fault: 'fail' });
  dropPlan(site.world, 'host/one/recovery');
  await site.db.host.update({
    where: { id: host },
    data: { status: 'unreachable', statusSince: new Date(), fence: { method: 'simulated' } },
  });
  // Called lost by somebody, so that no rule has to be waited for.
  const { id } = await site.db.hostLoss.create({
    data: {
      hostId: host,
      hostName: 'one',
      hostClass: 'dempsey',
      state: 'lost',
      suspectedAt: new Date(),
      lostAt: new Date(),
    },
  });
  const step = async () => await advanceLoss(site.db, id, new Date(), async () => undefined);
  const loss = async () =>
    await site.db.hostLoss.findUniqueOrThrow({ where: { id }, include: { items: { orderBy: { sequence: 'asc' } } } });
  await step();
  const fence = (await loss()).fenceOperationId ?? '';
  for (const point of FENCE_POINTS) {
    await die(fence, `fence-host:${point}`);
    await endLeases(site.db);
    expect((await loss()).fencedAt).toBeNull();
    expect(await site.db.operation.count({ where: { kind: 'recover-domain' } })).toBe(0);
  }
  expect(await site.finished(fence, LONG_MS)).toMatchObject({ state: 'succeeded' });

  // The fence is noted, and nothing begun yet.
  await step();
  expect(await loss()).toMatchObject({ state: 'restarting' });
  const items = (await loss()).items.map(({ sequence }) => sequence);
  expect(items).toHaveLength(RECOVER_POINTS.length);
  // One after the other: an agent that lives for a moment must not do what the next is to die in.
  await site.db.restartItem.updateMany({ where: { lossId: id, state: 'waiting' }, data: { state: 'left' } });
  const begun: string[] = [];
  for (const [index, point] of RECOVER_POINTS.entries()) {
    const sequence = items[index] ?? 0;
    const item = await site.db.restartItem.findUniqueOrThrow({ where: { lossId_sequence: { lossId: id, sequence } } });
    if (item.operationId === null) {
      await site.db.restartItem.update({
        where: { lossId_sequence: { lossId: id, sequence } },
        data: { state: 'waiting' },
      });
      await site.db.hostLoss.update({ where: { id }, data: { state: 'restarting', endedAt: null } });
      await step();
    }
    const operationId = (await loss()).items.find((each) => each.sequence === sequence)?.operationId ?? '';
    begun.push(operationId);
    await die(operationId, `recover-domain:${point}`);
  }
  await endLeases(site.db);
  await site.startAgent();
  for (const operationId of begun) {
    const done = await site.finished(operationId, LONG_MS);
    expect(done).toMatchObject({ state: 'succeeded', errorMessage: null });
    expect(done.attempt).toBeGreaterThanOrEqual(2);
  }
  for (const point of RECOVER_POINTS) expect(copies(`recover ${point}`)).toEqual(['two']);
  await site.until('the loss is over', async () => (await loss()).state === 'recovered', LONG_MS);
  expect(await site.db.alarm.count({ where: { kind: 'split-brain' } })).toBe(0);
}, 300_000);
