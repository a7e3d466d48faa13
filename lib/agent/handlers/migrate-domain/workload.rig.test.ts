/** What a move costs a program, in real guests of the rig. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { WorkloadCost } from '@/lib/contracts/migrations';
import { domainId } from '@/lib/domain/ids';
import { createRigSite, type RealSite } from '@/lib/agent/testing/real-site';

let site: RealSite;
beforeAll(async () => {
  site = await createRigSite();
});
afterEach(async () => await site.stopAgents());
afterAll(async () => await site.close());

async function processesIn(name: string): Promise<string> {
  const row = await site.domain(name);
  const host = await site.db.host.findUniqueOrThrow({ where: { id: row.hostId ?? '' } });
  const connection = await site.driver.connect({ uri: host.uri });
  try {
    const { programs } = connection;
    if (programs === undefined) throw new Error('no programs');
    const process = await programs.start(domainId(row.id), { argv: ['ps'] });
    for (;;) {
      const state = await programs.read(domainId(row.id), process);
      if (!state.running) return state.stdout;
    }
  } finally {
    await connection.close();
  }
}

test('a program in the guest works through the move; what it lost is kept, and nothing of it stays', async () => {
  await site.startAgent();
  await site.until('the guest is heard', async () => (await site.domain('wn-01')).guestUptimeMs !== null);
  const target = site.otherHost((await site.domain('wn-01')).hostId ?? '');
  const id = await site.migrate('wn-01', target, { workload: { dirtyMiBPerSecond: 4 } });
  expect(await site.finished(id)).toMatchObject({ state: 'succeeded', errorMessage: null });
  const migration = await site.db.migration.findUniqueOrThrow({ where: { operationId: id } });
  expect(migration).toMatchObject({ stage: 'done' });
  const cost = WorkloadCost.parse(migration.workload);
  expect(cost.dirtyMiBPerSecond).toBe(4);
  expect(cost.beforePerSecond).toBeGreaterThan(0);
  expect(cost.afterPerSecond).toBeGreaterThan(0);
  // It moved: something was lost, and not all of it.
  expect(cost.shareDone).toBeGreaterThan(0);
  expect(cost.lostMs).toBeLessThan(cost.wallMs);
  expect(cost.wallMs).toBeGreaterThanOrEqual((migration.durationMs ?? 0) - 1);
  const left = await processesIn('wn-01');
  expect(left).not.toContain('gridbox-dirty');
  expect(left).not.toContain('16807');
}, 120_000);

test('a cancelled move takes the program along', async () => {
  await site.startAgent();
  const target = site.otherHost((await site.domain('wn-02')).hostId ?? '');
  const id = await site.migrate('wn-02', target, { workload: { dirtyMiBPerSecond: 0 } });
  await site.until('the program works', async () => {
    const step = await site.db.operationStep.findFirst({ where: { operationId: id, name: 'workload' } });
    return step !== null;
  });
  await site.cancel(id);
  expect(await site.finished(id)).toMatchObject({ state: 'cancelled' });
  expect(await processesIn('wn-02')).not.toContain('16807');
  expect(await site.domain('wn-02')).toMatchObject({ state: 'running' });
}, 120_000);
