import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSite, type Site } from '@/lib/agent/testing/simulated-site';
import { applyFault } from '@/lib/drivers/simulated/serve/apply-fault';
import { MIB } from '@/lib/utils/units';
import { SECOND_MS } from '@/lib/utils/time';
import { SILENT_AFTER_MS, STALLED_AFTER_MS } from './tunables';

/** Ten seconds at a gigabit: long enough for something to happen to the copy. */
const BIG = { usedShare: 1, dirtyBytesPerSecond: 1e6, workingSetBytes: 1e6 };
const BIG_KIB = 1024 * 1024;
/** Writes its memory faster than the link carries it: pre-copy never gets to the end. */
const BUSY = { usedShare: 1, dirtyBytesPerSecond: 1e9, workingSetBytes: 100 * MIB };

let site: Site;
beforeAll(async () => {
  site = await createSite({
    hosts: ['one', 'two'],
    domains: [
      { name: 'stuck', host: 'one', habits: BIG, memoryKiB: BIG_KIB },
      { name: 'slow', host: 'one', habits: BIG, memoryKiB: 128 * 1024 },
      { name: 'quiet', host: 'one', habits: BIG, memoryKiB: 128 * 1024 },
      { name: 'busy', host: 'one', habits: BUSY },
    ],
  });
  await site.startAgent();
  await site.read();
});
afterAll(async () => await site.close());

const domain = async (name: string) => await site.db.domain.findUniqueOrThrow({ where: { id: site.domainId(name) } });
const migrationOf = async (id: string) =>
  await site.db.migration.findUniqueOrThrow({ where: { operationId: id }, include: { samples: true } });
const copying = async (id: string) =>
  await site.until('it copies', async () => ((await migrationOf(id)).progress ?? 0) > 0);
const stateOf = async (id: string) => (await site.db.operation.findUniqueOrThrow({ where: { id } })).state;
/** What the simulated hosts themselves say, past all of Gridbox. */
const isAt = (name: string): string[] =>
  [...site.world.hosts].flatMap(([host, { domains }]) => (domains.has(site.domainId(name)) ? [host] : []));

test('a migration whose figures stand still for a minute is aborted as stalled, and the domain runs on where it was', async () => {
  const id = await site.migrate('stuck', 'one', 'two');
  await copying(id);
  applyFault(site.world, 'one', { fault: 'stall', id: site.domainId('stuck') });
  site.clock.skip(STALLED_AFTER_MS - 10 * SECOND_MS);
  const samples = (await migrationOf(id)).samples.length;
  // Looked at in the new time, its figures written, and not given up yet.
  await site.until('it is looked at', async () => (await migrationOf(id)).samples.length > samples + 1);
  expect(await stateOf(id)).toBe('running');
  site.clock.skip(10 * SECOND_MS);
  const done = await site.finished(id);
  expect(done).toMatchObject({ state: 'failed', errorKind: 'stalled' });
  expect(done.errorMessage).toBe(
    'Nothing was copied for 1 min, so the migration was aborted. stuck is running on one, where it was.',
  );
  expect(await migrationOf(id)).toMatchObject({ stage: 'failed', guestHeardAt: null });
  expect(isAt('stuck')).toEqual(['one']);
  expect(site.world.migrations.size).toBe(0);
  expect(await domain('stuck')).toMatchObject({ hostId: site.hostId('one'), state: 'running', missingSince: null });
});

test('one that is slow for minutes, and moves, is not', async () => {
  // 128 MiB at 1 MiB/s.
  const id = await site.migrate('slow', 'one', 'two', { bandwidthMiBps: 1 });
  await copying(id);
  for (let turn = 0; turn < 3; turn += 1) {
    const { bytesTransferred } = await migrationOf(id);
    site.clock.skip(STALLED_AFTER_MS / 2);
    await site.until('more is copied', async () => (await migrationOf(id)).bytesTransferred !== bytesTransferred);
    expect(await stateOf(id)).toBe('running');
  }
  site.clock.skip(STALLED_AFTER_MS);
  expect(await site.finished(id)).toMatchObject({ state: 'succeeded', errorMessage: null });
  expect(isAt('slow')).toEqual(['two']);
});

test('a guest that falls silent in mid-copy is said to be, and no longer once it is heard', async () => {
  const id = await site.migrate('quiet', 'one', 'two', { bandwidthMiBps: 1 });
  await copying(id);
  expect((await migrationOf(id)).guestSilentSinceAt).toBeNull();
  applyFault(site.world, 'one', { fault: 'mute', id: site.domainId('quiet'), mute: true });
  site.clock.skip(SILENT_AFTER_MS + SECOND_MS);
  await site.until('its silence is told', async () => (await migrationOf(id)).guestSilentSinceAt !== null);
  applyFault(site.world, 'one', { fault: 'mute', id: site.domainId('quiet'), mute: false });
  await site.until('it is heard again', async () => (await migrationOf(id)).guestSilentSinceAt === null);
  site.clock.skip(10 * STALLED_AFTER_MS);
  expect(await site.finished(id)).toMatchObject({ state: 'succeeded', errorMessage: null });
  expect((await migrationOf(id)).guestSilentSinceAt).toBeNull();
});

test('a guest that writes faster than the link carries moves by post-copy, where the pair can, and stands only for the switch', async () => {
  const patient = await site.migrate('busy', 'one', 'two');
  // Without it the copy goes round and round, and says so.
  await site.until('it does not converge', async () => {
    site.clock.skip(SECOND_MS);
    return (await migrationOf(patient)).stage === 'not-converging';
  });
  await site.cancel(patient);
  expect(await site.finished(patient)).toMatchObject({ state: 'cancelled' });
  expect(isAt('busy')).toEqual(['one']);

  const id = await site.migrate('busy', 'one', 'two', { postCopy: true });
  expect(await site.finished(id)).toMatchObject({ state: 'succeeded', attempt: 1, errorMessage: null });
  const migration = await migrationOf(id);
  expect(migration).toMatchObject({ stage: 'done', progress: 1, verification: { source: 'gone', target: 'running' } });
  const stages = (migration.stages as { stage: string }[]).map((entry) => entry.stage);
  // The switch-over takes a moment that falls between two looks, or does not.
  expect(stages.filter((name) => name !== 'switching-over')).toEqual([
    'queued',
    'preparing',
    'copying',
    'post-copy',
    'verifying',
    'done',
  ]);
  // 100 MiB were still to come when the guest ran at the target: nearly a second at a gigabit, had it stood for them.
  expect(migration.downtimeReportedMs).toBeLessThan(200);
  expect(migration.downtimeMeasuredMs).toBeLessThan(400);
  expect(Number(migration.bytesTransferred)).toBeGreaterThan(200 * MIB);
  expect(isAt('busy')).toEqual(['two']);
  expect(await domain('busy')).toMatchObject({ hostId: site.hostId('two'), state: 'running', splitBrain: false });
  expect(await site.db.alarm.count()).toBe(0);
});
