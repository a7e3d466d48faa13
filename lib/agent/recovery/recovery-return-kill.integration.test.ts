/** Agents are killed before and after each start on a host that came back; whoever comes next ends them, and starts nothing twice. */
import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { endLeases } from '@/lib/agent/testing/end-leases';
import { runUntilKilled } from '@/lib/agent/testing/run-until-killed';
import { serveWorld } from '@/lib/agent/testing/serve-world';
import { createSite, type Site } from '@/lib/agent/testing/simulated-site';
import { applyFault } from '@/lib/drivers/simulated/serve/apply-fault';
import { dropPlan } from '@/lib/drivers/simulated/world/world';
import { advanceLoss } from '@/lib/server/services/recovery/advance-loss';
import { HOUR_MS } from '@/lib/utils/time';

const POINTS = ['before-act', 'after-act'] as const;
const LONG_MS = 90_000;

let site: Site;
let folder: string;
let listener: Server;

beforeAll(async () => {
  site = await createSite({
    hosts: ['one', 'two'],
    domains: POINTS.map((point) => ({ name: `start ${point}`, host: 'one', restartPriority: 'high' as const })),
  });
  site.clock.skip(HOUR_MS);
  folder = mkdtempSync(join(tmpdir(), 'gridbox-kill-'));
  listener = await serveWorld(site.server, join(folder, 'world.sock'));
}, 180_000);
afterAll(async () => {
  listener.close();
  await site.close();
  rmSync(folder, { recursive: true, force: true });
});

const host = async () => await site.db.host.findUniqueOrThrow({ where: { id: site.hostId('one') } });
const loss = async () =>
  await site.db.hostLoss.findFirstOrThrow({ include: { items: { orderBy: { sequence: 'asc' } } } });
const setMaintenance = async (maintenance: boolean) =>
  await site.db.host.update({ where: { id: site.hostId('one') }, data: { maintenance } });
const isHeld = async () =>
  await site.until(
    'the host is back, and held',
    async () => {
      site.clock.skip(500);
      return (await site.db.hostLoss.count({ where: { state: 'returned', halted: { not: null } } })) === 1;
    },
    LONG_MS,
  );

test('two starts whose agents die before and after them end with each domain running there, once', async () => {
  const first = await site.startAgent();
  await site.read();
  await site.until('the boot is known', async () => (await host()).bootCounterNs !== null, LONG_MS);
  // Held by the maintenance, so that this agent reads what has become of the host and begins nothing.
  await setMaintenance(true);
  applyFault(site.world, 'one', { fault: 'fail' });
  dropPlan(site.world, 'host/one/recovery');
  await site.until('it is unreachable', async () => (await host()).status === 'unreachable', LONG_MS);
  applyFault(site.world, 'one', { fault: 'heal' });
  await isHeld();
  await first.stop();
  await setMaintenance(false);

  const { id, items } = await loss();
  const step = async () => await advanceLoss(site.db, id, site.clock.now(), async () => undefined);
  const itemsAre = async (state: string, where: object = {}) =>
    await site.db.restartItem.updateMany({ where: { lossId: id, ...where }, data: { state } });
  // One after the other: an agent that lives for a moment must not do what the next is to die in.
  await itemsAre('left');
  const begun: string[] = [];
  const itemOf = (all: typeof items, point: string) => all.find(({ domainName }) => domainName === `start ${point}`);
  for (const point of POINTS) {
    const sequence = itemOf(items, point)?.sequence ?? -1;
    await itemsAre('waiting', { sequence });
    await step();
    const operationId = itemOf((await loss()).items, point)?.operationId ?? '';
    begun.push(operationId);
    await runUntilKilled({
      databaseUrl: site.database.url,
      driver: 'simulated',
      socketPath: join(folder, 'world.sock'),
      operationId,
      point: `start-domain:${point}`,
    });
  }
  const bootsOf = () =>
    POINTS.map((point) => site.world.hosts.get('one')?.domains.get(site.domainId(`start ${point}`))?.state);
  expect(bootsOf()).toEqual(['off', 'running']);

  await endLeases(site.db);
  await site.startAgent();
  for (const [index, operationId] of begun.entries()) {
    const done = await site.finished(operationId, LONG_MS);
    expect(done).toMatchObject({ state: 'succeeded', errorMessage: null });
    expect(done.attempt).toBeGreaterThanOrEqual(2);
    // What the one that died had started was found running, and not started again.
    expect(done.result).toMatchObject({ acted: index === 0 });
  }
  expect(bootsOf()).toEqual(['running', 'running']);
  await site.until('it is over', async () => (await loss()).state === 'recovered', LONG_MS);
  expect(await site.db.hostLoss.count()).toBe(1);
  expect(await site.db.operation.count({ where: { kind: { in: ['start-domain', 'recover-domain'] } } })).toBe(2);
}, 300_000);
