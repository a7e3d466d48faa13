import { afterAll, beforeAll, expect, test } from 'vitest';
import { domainId } from '@/lib/domain/ids';
import { createSite, type Site } from './testing/simulated-site';

let site: Site;
beforeAll(async () => {
  site = await createSite({
    hosts: ['one', 'two', 'three', 'four'],
    domains: [
      { name: 'wn-01', host: 'one' },
      { name: 'wn-02', host: 'two', running: false },
      { name: 'wn-03', host: 'one' },
      // A paravirtual guest that somebody defined on a host that runs unmodified ones only.
      { name: 'slc3-01', host: 'two', running: false, guestMode: 'pv' },
      { name: 'wn-05', host: 'four' },
      { name: 'wn-04', host: 'one', habits: { dirtyBytesPerSecond: 1e5 } },
    ],
  });
  await site.startAgent();
  await site.read();
});
afterAll(async () => await site.close());

const domain = async (name: string) => await site.db.domain.findUniqueOrThrow({ where: { id: site.domainId(name) } });
const stateIs = async (name: string, state: string) =>
  await site.until(`${name} is ${state}`, async () => (await domain(name)).state === state);

test('the inventory knows what runs where', async () => {
  expect(await domain('wn-01')).toMatchObject({ state: 'running', hostId: site.hostId('one'), simulated: true });
  expect(await domain('wn-02')).toMatchObject({ state: 'off', hostId: site.hostId('two') });
  const host = await site.db.host.findUniqueOrThrow({ where: { id: site.hostId('one') } });
  expect(host.facts).toMatchObject({ guestModes: expect.any(Array) });
  expect(host.capabilities).toMatchObject({ migration: { live: true } });
});

test('a start runs to its end, with its steps and its effect in the inventory', async () => {
  const id = await site.submit('start-domain', 'wn-02', {});
  const done = await site.finished(id);
  expect(done).toMatchObject({ state: 'succeeded', attempt: 1, errorKind: null });
  const steps = await site.db.operationStep.findMany({ where: { operationId: id } });
  expect(steps).toMatchObject([{ name: 'start', state: 'succeeded', attempt: 1 }]);
  await stateIs('wn-02', 'running');
});

test('what is done already is not done again, and says so', async () => {
  const id = await site.submit('start-domain', 'wn-02', {});
  expect(await site.finished(id)).toMatchObject({ state: 'succeeded', result: { acted: false } });
  const steps = await site.db.operationStep.findMany({ where: { operationId: id } });
  expect(steps).toMatchObject([{ state: 'skipped' }]);
});

test('a start that an earlier run began is waited for, and not begun again', async () => {
  const record = site.world.hosts.get('two')?.domains.get(site.domainId('wn-02'));
  if (record === undefined) throw new Error('no wn-02');
  Object.assign(record, { state: 'paused', stateReason: 'starting up' });
  const id = await site.submit('start-domain', 'wn-02', {});
  await site.until('it is waited for', async () => {
    const steps = await site.db.operationStep.findMany({ where: { operationId: id } });
    return steps.some(({ state }) => state === 'running');
  });
  Object.assign(record, { state: 'running', stateReason: 'booted' });
  expect(await site.finished(id)).toMatchObject({ state: 'succeeded', result: { acted: false }, errorMessage: null });
});

test('pause, resume, reboot, reset, shut down and force off', async () => {
  const run = async (
    kind: `${'pause' | 'resume' | 'reboot' | 'reset' | 'shutdown' | 'start' | 'destroy'}-domain`,
    state: string,
  ) => {
    expect(await site.finished(await site.submit(kind, 'wn-03', {}))).toMatchObject({ kind, state: 'succeeded' });
    await stateIs('wn-03', state);
  };
  await run('pause-domain', 'paused');
  await run('resume-domain', 'running');
  await run('reboot-domain', 'running');
  await run('reset-domain', 'running');
  await run('shutdown-domain', 'off');
  await run('start-domain', 'running');
  await run('destroy-domain', 'off');
});

test('a verb the state does not allow is refused with the sentence of the state table', async () => {
  const id = await site.submit('pause-domain', 'wn-03', {});
  const done = await site.finished(id);
  expect(done).toMatchObject({ state: 'failed', errorKind: 'refused' });
  expect(done.errorMessage).toMatch(/off.*pause needs it to be running/);
});

test('a start that came past the page is refused by the agent where the guest does not fit its host', async () => {
  const id = await site.submit('start-domain', 'slc3-01', {});
  const done = await site.finished(id);
  expect(done).toMatchObject({ state: 'failed', errorKind: 'refused' });
  expect(done.errorMessage).toMatch(/^two does not run paravirtual guests, only /);
  const steps = await site.db.operationStep.findMany({ where: { operationId: id } });
  expect(steps).toMatchObject([{ name: 'start', state: 'failed' }]);
  expect((await domain('slc3-01')).state).toBe('off');
});

test('saved to disk and restored: the guest goes on where it stood, and says so', async () => {
  const saved = await site.finished(await site.submit('save-domain', 'wn-05', {}));
  expect(saved).toMatchObject({ state: 'succeeded', result: { acted: true } });
  await stateIs('wn-05', 'saved');
  const start = await site.finished(await site.submit('start-domain', 'wn-05', {}));
  expect(start).toMatchObject({ state: 'failed', errorKind: 'refused' });
  expect(start.errorMessage).toMatch(/its memory is kept on its host/);
  const restored = await site.finished(await site.submit('restore-domain', 'wn-05', {}));
  expect(restored).toMatchObject({ state: 'succeeded', errorMessage: null });
  await stateIs('wn-05', 'running');
  const steps = await site.db.operationStep.findMany({
    where: { operationId: restored.id },
    orderBy: { sequence: 'asc' },
  });
  expect(steps.map(({ name, state }) => [name, state])).toEqual([
    ['restore', 'succeeded'],
    ['hear', 'succeeded'],
  ]);
  expect(steps[1]?.detail).toMatch(/its memory was kept/);
});

/** Saved past Gridbox, and its guest starts from nothing when it is restored: as if its image were damaged, or it had just begun to boot. */
async function restoreFromNothing(guestUptimeMs: bigint | null) {
  const host = await site.driver.connect({ uri: 'simulated://openlab/four' });
  const id = domainId(site.domainId('wn-05'));
  await host.save(id);
  await host.close();
  await stateIs('wn-05', 'saved');
  const record = site.world.hosts.get('four')?.domains.get(id);
  if (record === undefined) throw new Error('wn-05 is not there.');
  record.guest = { ...record.guest, gatheredMs: 0, audibleFromMs: 0 };
  await site.db.domain.update({ where: { id }, data: { guestUptimeMs } });
  return await site.finished(await site.submit('restore-domain', 'wn-05', {}));
}

test('a save past Gridbox shows, and a restore that booted the guest anew is called what it is', async () => {
  const restored = await restoreFromNothing(60_000n);
  expect(restored).toMatchObject({ state: 'failed', errorKind: 'unknown' });
  expect(restored.errorMessage).toMatch(/booted anew, and what it held in memory is lost/);
  await stateIs('wn-05', 'running');
});

test('one that was saved before it was ever heard may have booted then or now, which is said', async () => {
  const restored = await restoreFromNothing(null);
  expect(restored).toMatchObject({ state: 'succeeded', errorMessage: null });
  const hear = await site.db.operationStep.findFirst({ where: { operationId: restored.id, name: 'hear' } });
  expect(hear).toMatchObject({ state: 'skipped', detail: expect.stringMatching(/cannot be told/) });
  await stateIs('wn-05', 'running');
});

test('a guest that is not heard leaves its memory an open question', async () => {
  await site.finished(await site.submit('save-domain', 'wn-05', {}));
  const record = site.world.hosts.get('four')?.domains.get(site.domainId('wn-05'));
  if (record === undefined) throw new Error('wn-05 is not there.');
  record.guest.mute = true;
  const restored = await site.finished(await site.submit('restore-domain', 'wn-05', {}), 20_000);
  expect(restored).toMatchObject({ state: 'succeeded' });
  const hear = await site.db.operationStep.findFirst({ where: { operationId: restored.id, name: 'hear' } });
  expect(hear).toMatchObject({ state: 'skipped', detail: expect.stringMatching(/was not heard/) });
});

test('a discarded memory leaves a domain that is off, without an event of the hypervisor', async () => {
  await site.finished(await site.submit('save-domain', 'wn-05', {}));
  await stateIs('wn-05', 'saved');
  expect(await site.finished(await site.submit('discard-saved-domain', 'wn-05', {}))).toMatchObject({
    state: 'succeeded',
  });
  await stateIs('wn-05', 'off');
});

test('a domain without a stored definition is not saved: it would be gone', async () => {
  await site.finished(await site.submit('start-domain', 'wn-05', {}));
  const record = site.world.hosts.get('four')?.domains.get(site.domainId('wn-05'));
  if (record === undefined) throw new Error('wn-05 is not there.');
  record.persistent = false;
  const done = await site.finished(await site.submit('save-domain', 'wn-05', {}));
  expect(done).toMatchObject({ state: 'failed', errorKind: 'refused' });
  expect(done.errorMessage).toMatch(/no stored definition on four/);
  record.persistent = true;
});

test('resize and edit reach the definition', async () => {
  expect(await site.finished(await site.submit('resize-domain', 'wn-01', { vcpus: 2 }))).toMatchObject({
    state: 'succeeded',
  });
  const edit = { roles: ['WN' as const], vo: 'atlas', tags: ['blue'], homeHost: 'one', affinity: 'site' };
  expect(await site.finished(await site.submit('edit-domain', 'wn-01', edit))).toMatchObject({ state: 'succeeded' });
  await site.until('the edit shows', async () => (await domain('wn-01')).vo === 'atlas');
  expect(await domain('wn-01')).toMatchObject({
    vcpus: 2,
    roles: ['WN'],
    tags: ['blue'],
    homeHost: 'one',
    affinity: 'site',
  });
  await site.finished(await site.submit('edit-domain', 'wn-01', { homeHost: null, affinity: null }));
  await site.until('the removal shows', async () => (await domain('wn-01')).homeHost === null);
  expect((await domain('wn-01')).affinity).toBeNull();
  expect((await domain('wn-01')).vo).toBe('atlas');
});

test('an undefined domain leaves the inventory', async () => {
  expect(await site.finished(await site.submit('undefine-domain', 'wn-03', {}))).toMatchObject({ state: 'succeeded' });
  expect(await site.db.domain.findUnique({ where: { id: site.domainId('wn-03') } })).toBeNull();
});

test('a live migration: stages, figures, the guest heard, the domain moved', async () => {
  const id = await site.migrate('wn-04', 'one', 'two');
  const done = await site.finished(id, 30_000);
  expect(done).toMatchObject({ state: 'succeeded', errorMessage: null });
  const migration = await site.db.migration.findUniqueOrThrow({
    where: { operationId: id },
    include: { samples: true },
  });
  expect(migration).toMatchObject({ stage: 'done', progress: 1 });
  const stages = (migration.stages as { stage: string }[]).map((entry) => entry.stage);
  expect(stages).toEqual(expect.arrayContaining(['queued', 'preparing', 'copying', 'verifying', 'done']));
  expect(migration.downtimeMeasuredMs).toBeGreaterThanOrEqual(0);
  expect(migration.guestHeardAt).toBeInstanceOf(Date);
  expect(migration.verification).toMatchObject({ source: 'gone', target: 'running' });
  expect(await domain('wn-04')).toMatchObject({ hostId: site.hostId('two'), state: 'running' });
  const sightings = await site.db.domainSighting.findMany({ where: { domainId: site.domainId('wn-04') } });
  expect(sightings.map((sighting) => sighting.hostId)).toEqual([site.hostId('two')]);
});

test('a connection is tried without keeping the host', async () => {
  const submit = async (uri: string) => {
    const { submitOperation } = await import('@/lib/operations/submit-operation');
    const { operation } = await site.db.$transaction((tx) =>
      submitOperation(tx, {
        kind: 'test-connection',
        input: { uri },
        actor: { userId: 'u', name: 'U' },
        title: 'Test',
      }),
    );
    return await site.finished(operation.id);
  };
  expect(await submit('simulated://openlab/three')).toMatchObject({ state: 'succeeded', result: { domains: 0 } });
  expect(await submit('simulated://openlab/nowhere')).toMatchObject({ state: 'failed', errorKind: 'unreachable' });
  expect(await submit('gopher://x')).toMatchObject({ state: 'failed', errorKind: 'unsupported' });
});
