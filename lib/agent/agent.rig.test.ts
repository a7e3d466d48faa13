/** The agent on real libvirt hosts with real guests. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRigSite, type RigSite } from './testing/rig-site';
import { runUntilKilled } from './testing/run-until-killed';

let site: RigSite;
beforeAll(async () => {
  site = await createRigSite();
});
afterAll(async () => await site.close());

const GUEST = 'wn-01';
const TAKEOVER_MS = 15_000;
const START_POINTS = ['claimed', 'before-act', 'after-act', 'before-finish'];
const MIGRATE_POINTS = ['claimed', 'before-migrate', 'copying', 'after-migrate', 'verified', 'before-finish'];

test('a real guest moves to and fro, is heard each time, and its uptime never restarts', async () => {
  const agent = await site.startAgent();
  await site.until('the guest is heard', async () => (await site.domain(GUEST)).guestUptimeMs !== null);
  let uptime = (await site.domain(GUEST)).guestUptimeMs ?? 0n;
  const overheads: number[] = [];
  for (let turn = 0; turn < 6; turn += 1) {
    const target = site.otherHost((await site.domain(GUEST)).hostId ?? '');
    const done = await site.finished(await site.migrate(GUEST, target));
    expect(done).toMatchObject({ state: 'succeeded', errorMessage: null });
    const migration = await site.db.migration.findUniqueOrThrow({ where: { operationId: done.id } });
    expect(migration).toMatchObject({ stage: 'done', progress: 1 });
    expect(migration.downtimeMeasuredMs).toBeGreaterThan(0);
    const domain = await site.domain(GUEST);
    expect(domain).toMatchObject({ hostId: target, state: 'running', splitBrain: false });
    expect(domain.guestUptimeMs).toBeGreaterThan(uptime);
    uptime = domain.guestUptimeMs ?? 0n;
    const whole = (done.finishedAt?.getTime() ?? 0) - done.createdAt.getTime();
    overheads.push(whole - (migration.durationMs ?? 0));
    console.log(
      `whole ${whole} ms, hypervisor ${Math.round(migration.durationMs ?? 0)} ms, downtime measured ${Math.round(migration.downtimeMeasuredMs ?? -1)} ms, reported ${Math.round(migration.downtimeReportedMs ?? -1)} ms`,
    );
  }
  console.log(`added by Gridbox: ${overheads.map((ms) => Math.round(ms)).join(', ')} ms`);
  await agent.stop();
}, 120_000);

test('an agent that dies at any step of a start or a migration leaves one running copy and an operation that ends', async () => {
  const agent = await site.startAgent();
  await site.finished(await site.submit('destroy-domain', GUEST));
  await site.until('it is off', async () => (await site.domain(GUEST)).state === 'off');
  await agent.stop();
  const dieAndRecover = async (id: string, point: string) => {
    await runUntilKilled({ databaseUrl: site.database.url, driver: 'libvirt', operationId: id, point });
    const leaseEndsAt = (await site.db.operation.findUniqueOrThrow({ where: { id } })).leaseUntil?.getTime() ?? 0;
    const rescuer = await site.startAgent();
    const done = await site.finished(id);
    const takeover = await site.db.operationStep.findFirstOrThrow({
      where: { operationId: id, attempt: 2 },
      orderBy: { sequence: 'asc' },
    });
    expect(takeover.startedAt.getTime() - leaseEndsAt).toBeLessThan(TAKEOVER_MS);
    return { done, rescuer };
  };
  for (const [turn, point] of START_POINTS.entries()) {
    const { done, rescuer } = await dieAndRecover(await site.submit('start-domain', GUEST), `start-domain:${point}`);
    expect(done, point).toMatchObject({ state: 'succeeded', attempt: 2 });
    await site.until('it runs', async () => (await site.domain(GUEST)).state === 'running');
    if (turn < START_POINTS.length - 1) {
      await site.finished(await site.submit('destroy-domain', GUEST));
      await site.until('it is off', async () => (await site.domain(GUEST)).state === 'off');
    }
    await rescuer.stop();
  }
  for (const point of MIGRATE_POINTS) {
    const target = site.otherHost((await site.domain(GUEST)).hostId ?? '');
    const { done, rescuer } = await dieAndRecover(await site.migrate(GUEST, target), `migrate-domain:${point}`);
    expect(done, point).toMatchObject({ state: 'succeeded', attempt: 2, errorMessage: null });
    await site.until('one copy runs', async () => {
      const sightings = await site.db.domainSighting.findMany({ where: { domainId: (await site.domain(GUEST)).id } });
      return sightings.length === 1 && sightings[0]?.state === 'running' && sightings[0].hostId === target;
    });
    await rescuer.stop();
  }
  expect(await site.db.alarm.findMany({ where: { resolvedAt: null, kind: { not: 'host-unreachable' } } })).toEqual([]);
}, 600_000);
