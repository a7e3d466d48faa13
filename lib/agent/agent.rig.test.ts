/** The agent on real libvirt hosts with real guests. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createRigSite, type RealSite } from './testing/real-site';
import { endLeases } from './testing/end-leases';
import { runUntilKilled } from './testing/run-until-killed';

let site: RealSite;
beforeAll(async () => {
  site = await createRigSite();
});
afterEach(async () => {
  // A test that failed leaves no agent behind that would run the operations of the next.
  await site.stopAgents();
});
afterAll(async () => await site.close());

const GUEST = 'wn-01';
const GUESTS = ['ce-01', 'se-01', 'wn-01', 'wn-02'];
const TAKEOVER_MS = 15_000;
const START_POINTS = ['claimed', 'before-act', 'after-act', 'before-finish'];
const MIGRATE_POINTS = ['claimed', 'before-migrate', 'copying', 'after-migrate', 'verified', 'before-finish'];

/** A sign that came since this is called: one from before may be of an earlier boot. */
async function heardUptime(name: string): Promise<bigint> {
  const since = new Date();
  await site.until(`${name} is heard`, async () => {
    const { guestHeardAt } = await site.domain(name);
    return guestHeardAt !== null && guestHeardAt > since;
  });
  return (await site.domain(name)).guestUptimeMs ?? 0n;
}

test('a real guest moves to and fro, is heard each time, and its uptime never restarts', async () => {
  const agent = await site.startAgent();
  let uptime = await heardUptime(GUEST);
  const overheads: number[] = [];
  for (let turn = 0; turn < 6; turn += 1) {
    const target = site.otherHost((await site.domain(GUEST)).hostId ?? '');
    const done = await site.finished(await site.migrate(GUEST, target));
    expect(done).toMatchObject({ state: 'succeeded', errorMessage: null });
    const migration = await site.db.migration.findUniqueOrThrow({ where: { operationId: done.id } });
    expect(migration).toMatchObject({ stage: 'done', progress: 1 });
    expect(migration.downtimeMeasuredMs).toBeGreaterThan(0);
    // Its guest ran there before the hypervisor had tidied up.
    expect(migration.arrivedAt?.getTime()).toBeLessThan(done.finishedAt?.getTime() ?? 0);
    const domain = await site.domain(GUEST);
    expect(domain).toMatchObject({ hostId: target, state: 'running', splitBrain: false });
    expect(domain.guestUptimeMs).toBeGreaterThan(uptime);
    uptime = domain.guestUptimeMs ?? 0n;
    const whole = (done.finishedAt?.getTime() ?? 0) - done.createdAt.getTime();
    overheads.push(whole - (migration.durationMs ?? 0));
    const steps = await site.db.operationStep.findMany({
      where: { operationId: done.id },
      orderBy: { sequence: 'asc' },
    });
    const marks = [done.createdAt, ...steps.map((step) => step.startedAt), done.finishedAt ?? done.createdAt];
    const spans = marks.slice(1).map((mark, index) => mark.getTime() - (marks[index]?.getTime() ?? 0));
    console.log(
      `claim, check, copy, verify: ${spans.join(', ')} ms; whole ${whole} ms, hypervisor ${Math.round(migration.durationMs ?? 0)} ms, downtime measured ${Math.round(migration.downtimeMeasuredMs ?? -1)} ms, reported ${Math.round(migration.downtimeReportedMs ?? -1)} ms`,
    );
  }
  console.log(`added by Gridbox: ${overheads.map((ms) => Math.round(ms)).join(', ')} ms`);
  await agent.stop();
}, 120_000);

/** Each point on a guest of its own: the agents die one after the other, then one comes that carries all of it on. */
async function dieAndRecover(
  kind: 'start-domain' | 'save-domain' | 'restore-domain' | 'migrate-domain',
  deaths: readonly { readonly point: string; readonly submit: () => Promise<string> }[],
) {
  const died: { point: string; id: string }[] = [];
  for (const { point, submit } of deaths) {
    const id = await submit();
    await runUntilKilled({
      databaseUrl: site.database.url,
      driver: 'libvirt',
      operationId: id,
      point: `${kind}:${point}`,
    });
    died.push({ point, id });
  }
  await endLeases(site.db);
  const leaseEndsAt = Date.now();
  const rescuer = await site.startAgent();
  for (const { point, id } of died) {
    const done = await site.finished(id);
    expect({ ...done, point }).toMatchObject({ state: 'succeeded', errorMessage: null });
    // A later agent of this test may have taken it over and died in the middle of it, at its own point.
    expect(done.attempt).toBeGreaterThanOrEqual(2);
    const takeover = await site.db.operationStep.findFirstOrThrow({
      where: { operationId: id, attempt: 2 },
      orderBy: { sequence: 'asc' },
    });
    expect(takeover.startedAt.getTime() - leaseEndsAt).toBeLessThan(TAKEOVER_MS);
  }
  return rescuer;
}

test('a start whose agent dies at any step ends with the guest running once', async () => {
  const agent = await site.startAgent();
  for (const name of GUESTS) await site.finished(await site.submit('destroy-domain', name));
  for (const name of GUESTS) await site.until(`${name} is off`, async () => (await site.domain(name)).state === 'off');
  await agent.stop();
  const deaths = START_POINTS.map((point, index) => ({
    point,
    submit: async () => await site.submit('start-domain', GUESTS[index] ?? ''),
  }));
  const rescuer = await dieAndRecover('start-domain', deaths);
  for (const name of GUESTS) {
    await site.until(`${name} runs`, async () => (await site.domain(name)).state === 'running');
    await site.until(`${name} is heard`, async () => (await site.domain(name)).guestHeardAt !== null);
  }
  await rescuer.stop();
}, 300_000);

test('a guest is saved and restored with its memory, whatever becomes of the agent on the way', async () => {
  const agent = await site.startAgent();
  const uptime = await heardUptime(GUEST);
  await agent.stop();
  // QEMU is writing, and goes on without whoever asked for it.
  const saver = await dieAndRecover('save-domain', [
    { point: 'acting', submit: async () => await site.submit('save-domain', GUEST) },
  ]);
  await site.until('the guest is saved', async () => (await site.domain(GUEST)).state === 'saved');
  await saver.stop();
  const restorer = await dieAndRecover('restore-domain', [
    { point: 'after-act', submit: async () => await site.submit('restore-domain', GUEST) },
  ]);
  await site.until('the guest runs and is heard', async () => {
    const { state, guestUptimeMs } = await site.domain(GUEST);
    return state === 'running' && (guestUptimeMs ?? 0n) > uptime;
  });
  const heard = await site.db.operationStep.findFirst({
    where: { name: 'hear', state: 'succeeded' },
    orderBy: { startedAt: 'desc' },
  });
  expect(heard?.detail).toMatch(/its memory was kept/);
  await restorer.stop();
}, 300_000);

test.each([MIGRATE_POINTS.slice(0, 3), MIGRATE_POINTS.slice(3)])(
  'a migration whose agent dies at "%s", "%s" or "%s" ends with one running copy, at the target',
  async (...points) => {
    const targets = new Map<string, string>();
    const deaths = [];
    for (const [index, point] of points.entries()) {
      const name = GUESTS[index] ?? '';
      const target = site.otherHost((await site.domain(name)).hostId ?? '');
      targets.set(name, target);
      deaths.push({ point, submit: async () => await site.migrate(name, target) });
    }
    const rescuer = await dieAndRecover('migrate-domain', deaths);
    for (const [name, target] of targets) {
      await site.until(`one copy of ${name} runs`, async () => {
        const sightings = await site.db.domainSighting.findMany({ where: { domainId: (await site.domain(name)).id } });
        return sightings.length === 1 && sightings[0]?.state === 'running' && sightings[0].hostId === target;
      });
    }
    await rescuer.stop();
    expect(await site.db.alarm.findMany({ where: { resolvedAt: null, kind: { not: 'host-unreachable' } } })).toEqual(
      [],
    );
  },
  300_000,
);
