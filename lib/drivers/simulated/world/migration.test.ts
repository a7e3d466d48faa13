import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import type { MigrateOptions } from '@/lib/drivers/port';
import { MIB } from '@/lib/utils/units';
import { dempseyHost, dempseyKvmHost } from '../host-models';
import { makeTestDomain } from '../simulated-fixtures';
import { guestUptimeMs } from './guest-clock';
import { resumePlans } from './lifecycle';
import { abortMigration, startMigration, uptimeOf } from './migration';
import { DriverError } from '@/lib/drivers/errors';
import type { MigrationOutcome } from './migration-state';
import { readGuest, readHost, readMigration } from './readings';
import type { HabitsRecord } from './records';
import { advanceWorld, createWorld, findDomain, findHost, type World } from './world';

const EPOCH = 1_000_000_000_000;
const ID = 'aaaaaaaa-0000-4000-8000-000000000001';
const OTHER = 'aaaaaaaa-0000-4000-8000-000000000002';
const MEMORY_KIB = 512 * 1024;
const HABITS = { usedShare: 1, dirtyBytesPerSecond: 5 * MIB, workingSetBytes: 16 * MIB };
const LIVE: MigrateOptions = { live: true };

interface Setting {
  readonly kind?: 'xen' | 'kvm';
  readonly names?: readonly [string, string];
  readonly domain?: string;
  readonly habits?: Partial<HabitsRecord>;
  readonly seed?: number;
}

function makeWorld({ kind = 'kvm', names = ['a', 'b'], domain = 'wn-01', habits = {}, seed = 1 }: Setting = {}): World {
  const make = kind === 'xen' ? dempseyHost : dempseyKvmHost;
  const hosts = names.map((name) => make({ name, bootedAtMs: EPOCH }));
  const domains = [
    [ID, domain],
    [OTHER, 'wn-02'],
  ].map(([id = '', name = '']) => ({
    host: names[0],
    domain: makeTestDomain({
      id,
      name,
      nowMs: EPOCH,
      running: true,
      guestMode: 'hvm',
      memoryKiB: MEMORY_KIB,
      habits: { ...HABITS, ...habits },
    }),
  }));
  return createWorld({ seed: { hosts, domains }, nowMs: EPOCH, randomSeed: seed });
}

function migrate(
  world: World,
  options = LIVE,
  id = ID,
  [source, target]: readonly [string, string] = ['a', 'b'],
): { readonly outcome: () => MigrationOutcome | undefined } {
  let outcome: MigrationOutcome | undefined;
  startMigration(world, { source, target, id, options }).watchers.add((ended) => (outcome = ended));
  return { outcome: () => outcome };
}

const current = (world: World) => {
  const [migration] = world.migrations.values();
  if (migration === undefined) throw new Error('No migration runs.');
  return migration;
};
const minutes = (count: number): number => EPOCH + count * 60_000;
const done = (outcome: MigrationOutcome | undefined) => {
  if (outcome?.kind !== 'done') throw new Error(`Not done: ${JSON.stringify(outcome)}`);
  return outcome;
};
const where = (world: World): string[] =>
  [...world.hosts].flatMap(([name, host]) =>
    host.domains.has(ID) ? [`${name}:${host.domains.get(ID)?.state ?? ''}`] : [],
  );

describe('migration', () => {
  it('moves a quiet guest in the time its memory takes, and its clock stands only for the downtime', () => {
    const world = makeWorld();
    const before = uptimeOf(world, 'a', ID);
    const { outcome } = migrate(world);
    advanceWorld(world, minutes(5));
    const result = done(outcome());
    const copyMs = ((MEMORY_KIB * 1024) / findHost(world, 'a').record.linkBytesPerSecond) * 1000;
    expect(result.elapsedMs).toBeGreaterThan(copyMs);
    expect(result.elapsedMs).toBeLessThan(copyMs * 1.2);
    expect(result.downtimeMs).toBeLessThan(400);
    expect(result.bytes).toBeGreaterThanOrEqual(MEMORY_KIB * 1024 - 1);
    expect(uptimeOf(world, 'b', ID) - before).toBeCloseTo(5 * 60_000 - result.downtimeMs, 3);
    expect(where(world)).toEqual(['b:running']);
  });

  it('shows the guest at the target paused while it arrives, and holds its memory there', () => {
    const world = makeWorld();
    const free = readHost(world, 'b').memoryFreeKiB;
    migrate(world);
    advanceWorld(world, EPOCH + 2_000);
    expect(where(world)).toEqual(['a:running', 'b:paused']);
    expect(readHost(world, 'b').memoryFreeKiB).toBe(free - MEMORY_KIB);
  });

  it('shares the link between migrations, and gives it back', () => {
    const alone = makeWorld();
    const single = migrate(alone);
    advanceWorld(alone, minutes(5));
    const world = makeWorld();
    const both = [migrate(world), migrate(world, LIVE, OTHER)];
    advanceWorld(world, minutes(5));
    for (const each of both)
      expect(done(each.outcome()).elapsedMs).toBeGreaterThan(done(single.outcome()).elapsedMs * 1.7);
    expect(world.migrations.size).toBe(0);
  });

  it('keeps to a bandwidth cap', () => {
    const world = makeWorld();
    const { outcome } = migrate(world, { live: true, bandwidthMiBps: 16 });
    advanceWorld(world, minutes(5));
    expect(done(outcome()).elapsedMs).toBeGreaterThan((512 / 16) * 1000);
  });

  it('never ends for a relentless guest on KVM, until it is cancelled: then it runs on at its source', () => {
    const world = makeWorld({ domain: 'wn-never-converges' });
    const { outcome } = migrate(world);
    advanceWorld(world, minutes(120));
    expect(outcome()).toBeUndefined();
    expect(readMigration(world, current(world)).rounds).toBeGreaterThan(100);
    abortMigration(world, ID, new DriverError('cancelled', 'enough'));
    expect(outcome()).toMatchObject({ kind: 'failed' });
    expect(where(world)).toEqual(['a:running']);
  });

  it('stops such a guest by force on Xen after 29 rounds or three times its memory, at the price of a long downtime', () => {
    const world = makeWorld({ kind: 'xen', domain: 'wn-never-converges' });
    const { outcome } = migrate(world);
    advanceWorld(world, minutes(10));
    const result = done(outcome());
    expect(result.rounds).toBeLessThanOrEqual(30);
    expect(result.bytes).toBeLessThanOrEqual(4 * MEMORY_KIB * 1024);
    expect(result.downtimeMs).toBeGreaterThan(1_000);
  });

  it('tames a busy guest by auto-converge, and moves it by post-copy with hardly a pause', () => {
    const habits = { dirtyBytesPerSecond: 200 * MIB, workingSetBytes: 256 * MIB };
    const throttled = makeWorld({ habits });
    const slow = migrate(throttled, { live: true, autoConverge: true });
    advanceWorld(throttled, minutes(10));
    expect(done(slow.outcome()).rounds).toBeGreaterThan(4);
    const post = makeWorld({ habits });
    const quick = migrate(post, { live: true, postCopy: true });
    advanceWorld(post, minutes(10));
    expect(done(quick.outcome())).toMatchObject({ rounds: 2 });
    expect(done(quick.outcome()).downtimeMs).toBeLessThan(100);
    const plain = makeWorld({ habits });
    const never = migrate(plain);
    advanceWorld(plain, minutes(10));
    expect(never.outcome()).toBeUndefined();
  });

  it('lets the guest stand for the whole copy when it is not live', () => {
    const world = makeWorld();
    const { outcome } = migrate(world, { live: false });
    advanceWorld(world, minutes(1));
    const result = done(outcome());
    expect(result.downtimeMs).toBeGreaterThan(result.elapsedMs * 0.8);
  });

  it('reports progress that never runs backwards and never exceeds the link', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 60 }),
        fc.integer({ min: 1, max: 256 }),
        fc.nat(1000),
        (dirtyMiB, setMiB, seed) => {
          const world = makeWorld({
            habits: { dirtyBytesPerSecond: dirtyMiB * MIB, workingSetBytes: setMiB * MIB },
            seed,
          });
          const migration = startMigration(world, { source: 'a', target: 'b', id: ID, options: LIVE });
          let [sent, rounds] = [0, 0];
          for (let ms = 0; world.migrations.has(ID) && ms < 60_000; ms += 137) {
            advanceWorld(world, EPOCH + ms);
            const progress = readMigration(world, migration);
            const limit = (findHost(world, 'a').record.linkBytesPerSecond * progress.elapsedMs) / 1000 + 2;
            expect(progress.bytesTransferred ?? 0).toBeGreaterThanOrEqual(sent);
            expect(progress.bytesTransferred ?? 0).toBeLessThanOrEqual(limit);
            expect(progress.rounds ?? 0).toBeGreaterThanOrEqual(rounds);
            [sent, rounds] = [progress.bytesTransferred ?? 0, progress.rounds ?? 0];
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  it('tells the same story for the same seed', () => {
    const story = (seed: number) => {
      const world = makeWorld({ seed, habits: { dirtyBytesPerSecond: 60 * MIB, workingSetBytes: 128 * MIB } });
      const { outcome } = migrate(world);
      advanceWorld(world, minutes(5));
      return outcome();
    };
    expect(story(7)).toEqual(story(7));
    expect(story(7)).not.toEqual(story(8));
  });

  it('is refused to a host that cannot take the guest, and changes nothing', () => {
    const world = makeWorld();
    findHost(world, 'b').record.memoryTotalKiB = 600 * 1024;
    expect(() => startMigration(world, { source: 'a', target: 'b', id: ID, options: LIVE })).toThrow(/free/);
    expect(() => startMigration(world, { source: 'a', target: 'a', id: ID, options: LIVE })).toThrow(/same host/);
    expect(where(world)).toEqual(['a:running']);
  });

  it('refuses what Xen cannot do', () => {
    const world = makeWorld({ kind: 'xen' });
    for (const options of [{ bandwidthMiBps: 1 }, { autoConverge: true }, { postCopy: true }, { maxDowntimeMs: 5 }]) {
      expect(() =>
        startMigration(world, { source: 'a', target: 'b', id: ID, options: { live: true, ...options } }),
      ).toThrow(/cannot migrate with/);
    }
    const { outcome } = migrate(world);
    advanceWorld(world, EPOCH + 2_000);
    expect(Object.keys(readMigration(world, current(world))).toSorted()).toEqual(['at', 'elapsedMs', 'phase']);
    expect(outcome()).toBeUndefined();
  });
});

describe('migrations that go wrong by name', () => {
  it('a target that dies mid-copy leaves the guest running where it was', () => {
    const world = makeWorld({ names: ['a', 'b-dies-mid-copy'] });
    const { outcome } = migrate(world, LIVE, ID, ['a', 'b-dies-mid-copy']);
    advanceWorld(world, minutes(1));
    expect(outcome()).toMatchObject({ kind: 'failed', error: { kind: 'internal' } });
    expect(where(world)).toEqual(['a:running']);
    expect(findHost(world, 'b-dies-mid-copy').record.faults.down).toBe(true);
    advanceWorld(world, minutes(4));
    expect(findHost(world, 'b-dies-mid-copy').record.faults.down).toBe(false);
  });

  it('a source that dies mid-copy takes the guest with it', () => {
    const world = makeWorld({ names: ['a-dies-mid-copy', 'b'] });
    const { outcome } = migrate(world, LIVE, ID, ['a-dies-mid-copy', 'b']);
    advanceWorld(world, minutes(1));
    expect(outcome()).toMatchObject({ kind: 'failed', error: { kind: 'unreachable' } });
    expect(where(world)).toEqual(['a-dies-mid-copy:off']);
  });

  it.each([
    ['wn-moved-but-mute', ['b:running']],
    ['wn-moved-but-restarted', ['b:running']],
    ['wn-splits-in-two', ['a:running', 'b:running']],
    ['wn-lost-in-move', []],
  ])('%s ends as %j although the migration is reported done', (domain, ends) => {
    const world = makeWorld({ domain });
    const { outcome } = migrate(world);
    advanceWorld(world, minutes(1));
    expect(outcome()?.kind).toBe('done');
    expect(where(world)).toEqual(ends);
    if (domain === 'wn-moved-but-mute') expect(readGuest(world, findDomain(world, 'b', ID))).toBeUndefined();
    if (domain === 'wn-moved-but-restarted') {
      const plain = makeWorld({ domain: 'wn-01' });
      migrate(plain);
      advanceWorld(plain, minutes(1));
      const uptimeMs = (of: World) => readGuest(of, findDomain(of, 'b', ID))?.uptimeMs ?? 0;
      expect(uptimeMs(world)).toBeGreaterThan(0);
      expect(uptimeMs(world)).toBeLessThan(uptimeMs(plain) - 1_000);
    }
  });

  it('a guest that is forced off while it moves ends its migration', () => {
    const world = makeWorld();
    const { outcome } = migrate(world);
    advanceWorld(world, EPOCH + 1_000);
    findDomain(world, 'a', ID).pending = { what: 'crashed', atMs: EPOCH + 2_000 };
    resumePlans(world);
    advanceWorld(world, EPOCH + 3_000);
    expect(outcome()).toMatchObject({ kind: 'failed' });
    expect(where(world)).toEqual(['a:crashed']);
    expect(guestUptimeMs(findDomain(world, 'a', ID), world.nowMs)).toBe(3_600_000 + 2_000);
  });
});
