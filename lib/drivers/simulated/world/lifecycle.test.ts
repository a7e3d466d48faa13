import { describe, expect, it } from 'vitest';
import { DAY_MS } from '@/lib/utils/time';
import { createSeededRandom } from '@/lib/utils/seeded-random';
import { DriverError } from '@/lib/drivers/errors';
import { openlabTestbed } from '../testbed';
import { dempseyHost } from '../host-models';
import { makeTestDomain } from '../simulated-fixtures';
import { isAudible } from './guest-clock';
import {
  destroyDomain,
  pauseDomain,
  rebootDomain,
  resumeDomain,
  setDomainMemory,
  shutdownDomain,
  startDomain,
} from './lifecycle';
import { startMigration } from './migration';
import { readDomain, readGuest, readHost } from './readings';
import { advanceWorld, createWorld, findDomain, findHost, type World } from './world';

const EPOCH = 1_000_000_000_000;
const ID = 'aaaaaaaa-0000-4000-8000-000000000001';

function makeWorld(name = 'wn-01'): World {
  const domain = makeTestDomain({
    id: ID,
    name,
    nowMs: EPOCH,
    memoryKiB: 1024 * 1024,
    habits: { bootMs: 4_000, shutdownMs: 2_000 },
  });
  return createWorld({
    seed: { hosts: [dempseyHost({ name: 'a', bootedAtMs: EPOCH })], domains: [{ host: 'a', domain }] },
    nowMs: EPOCH,
  });
}
const state = (world: World): string => findDomain(world, 'a', ID).state;

describe('lifecycle', () => {
  it('boots in its time, is heard from then on, and shuts down in its time', () => {
    const world = makeWorld();
    startDomain(world, 'a', ID);
    expect([state(world), readGuest(world, findDomain(world, 'a', ID))]).toEqual(['running', undefined]);
    advanceWorld(world, EPOCH + 4_500);
    expect(readGuest(world, findDomain(world, 'a', ID))?.uptimeMs).toBe(4_500);
    shutdownDomain(world, 'a', ID);
    expect(state(world)).toBe('shutting-down');
    advanceWorld(world, EPOCH + 6_400);
    expect(state(world)).toBe('shutting-down');
    advanceWorld(world, EPOCH + 6_500);
    expect(state(world)).toBe('off');
  });

  it('lets the guest’s clock stand while it is paused and begin anew at a reboot', () => {
    const world = makeWorld();
    startDomain(world, 'a', ID);
    advanceWorld(world, EPOCH + 10_000);
    pauseDomain(world, 'a', ID);
    advanceWorld(world, EPOCH + 70_000);
    expect(isAudible(findDomain(world, 'a', ID), world.nowMs)).toBe(false);
    resumeDomain(world, 'a', ID);
    advanceWorld(world, EPOCH + 71_000);
    expect(readGuest(world, findDomain(world, 'a', ID))?.uptimeMs).toBe(11_000);
    rebootDomain(world, 'a', ID);
    advanceWorld(world, EPOCH + 80_000);
    expect(readGuest(world, findDomain(world, 'a', ID))?.uptimeMs).toBe(7_000);
  });

  it('moves a balloon at its own pace and gives its memory back at the end', () => {
    const world = makeWorld();
    startDomain(world, 'a', ID);
    const free = readHost(world, 'a').memoryFreeKiB;
    setDomainMemory(world, 'a', ID, 512 * 1024);
    advanceWorld(world, EPOCH + 1_000);
    expect(readDomain(world, findDomain(world, 'a', ID)).memoryKiB).toBe(768 * 1024);
    expect(readHost(world, 'a').memoryFreeKiB).toBe(free);
    advanceWorld(world, EPOCH + 3_000);
    expect(readDomain(world, findDomain(world, 'a', ID)).memoryKiB).toBe(512 * 1024);
    expect(readHost(world, 'a').memoryFreeKiB).toBe(free + 512 * 1024);
  });

  it('fails by name', () => {
    const failing = makeWorld('wn-fail-to-start');
    expect(() => startDomain(failing, 'a', ID)).toThrow(DriverError);
    expect(state(failing)).toBe('off');
    const crashing = makeWorld('wn-crashes-on-boot');
    startDomain(crashing, 'a', ID);
    advanceWorld(crashing, EPOCH + 2_100);
    expect(state(crashing)).toBe('crashed');
    const stubborn = makeWorld('wn-hangs-on-shutdown');
    startDomain(stubborn, 'a', ID);
    shutdownDomain(stubborn, 'a', ID);
    advanceWorld(stubborn, EPOCH + DAY_MS);
    expect(state(stubborn)).toBe('shutting-down');
    destroyDomain(stubborn, 'a', ID);
    expect(state(stubborn)).toBe('off');
  });

  it('refuses to start what the host has no memory for', () => {
    const world = makeWorld();
    findHost(world, 'a').record.memoryTotalKiB = 1024 * 1024;
    expect(() => startDomain(world, 'a', ID)).toThrow(/has 512 MiB free; wn-01 needs 1 GiB/);
  });
});

/** Three months of a busy site, in steps of a few hours: everything that must only grow does, and nothing is lost. */
it('lives through months in seconds: counters only grow, every domain is on one host, memory is never overdrawn', () => {
  const world = createWorld({ seed: openlabTestbed(EPOCH), nowMs: EPOCH });
  const random = createSeededRandom('months');
  const ids = [...world.hosts.values()].flatMap((host) => [...host.domains.keys()]);
  const busy = new Map<string, bigint>();
  let moves = 0;
  for (let at = EPOCH; at < EPOCH + 90 * DAY_MS; at += random.integer(1, 6) * 3_600_000) {
    advanceWorld(world, at);
    for (let tries = 0; tries < 6; tries += 1) {
      const [from, to] = [random.integer(0, 9), random.integer(0, 9)].map(
        (index) => [...world.hosts.keys()][index] ?? '',
      );
      const on = [...(world.hosts.get(from ?? '')?.domains.keys() ?? [])];
      const id = on[random.integer(0, Math.max(0, on.length - 1))] ?? '';
      try {
        if (random.integer(0, 2) === 0) {
          if (findDomain(world, from ?? '', id).state === 'off') startDomain(world, from ?? '', id);
          else shutdownDomain(world, from ?? '', id);
        } else {
          startMigration(world, { source: from ?? '', target: to ?? '', id, options: { live: true } });
          moves += 1;
        }
      } catch (error) {
        if (!DriverError.is(error)) throw error;
      }
    }
    for (const [name, host] of world.hosts) {
      const reading = readHost(world, name);
      expect(reading.memoryFreeKiB).toBeGreaterThanOrEqual(0);
      expect(reading.cpuBusyNs ?? 0n).toBeGreaterThanOrEqual(busy.get(name) ?? 0n);
      busy.set(name, reading.cpuBusyNs ?? 0n);
      expect(host.domains.size).toBeGreaterThanOrEqual(0);
    }
  }
  advanceWorld(world, EPOCH + 91 * DAY_MS);
  expect(moves).toBeGreaterThan(50);
  const left = [...world.hosts.values()].flatMap((host) => [...host.domains.keys()]);
  const unended = [...world.migrations.keys()];
  expect(left.filter((id) => !unended.includes(id)).toSorted()).toEqual(
    ids.filter((id) => !unended.includes(id)).toSorted(),
  );
});
