import { beforeEach, describe, expect, it } from 'vitest';
import { DriverError } from '@/lib/drivers/errors';
import { dempseyHost } from '../host-models';
import { makeTestDomain } from '../simulated-fixtures';
import { undefineDomain } from './define';
import { failHost, recoverHost } from './fail-host';
import { destroyDomain, pauseDomain, resumePlans, startDomain } from './lifecycle';
import { readDomain, readGuest, readHost } from './readings';
import { beginRestore, beginSave, discardSavedMemory } from './saved-memory';
import { advanceWorld, createWorld, findDomain, type World } from './world';

const EPOCH = 1_000_000_000_000;
const ID = 'aaaaaaaa-0000-4000-8000-000000000001';
/** 1 GiB, half of it touched, at 128 MiB/s. */
const TRANSFER_MS = 4_000;

describe('saving to disk', () => {
  let world: World;
  beforeEach(() => {
    const domain = makeTestDomain({
      id: ID,
      name: 'wn-01',
      nowMs: EPOCH,
      memoryKiB: 1024 * 1024,
      habits: { bootMs: 1_000, usedShare: 0.5 },
    });
    world = createWorld({
      seed: { hosts: [dempseyHost({ name: 'a', bootedAtMs: EPOCH })], domains: [{ host: 'a', domain }] },
      nowMs: EPOCH,
    });
    startDomain(world, 'a', ID);
    advanceWorld(world, EPOCH + 10_000);
  });
  const reading = () => readDomain(world, findDomain(world, 'a', ID));
  const wait = (ms: number): void => advanceWorld(world, world.nowMs + ms);
  const kindOf = (act: () => void): string => {
    try {
      act();
    } catch (error) {
      if (DriverError.is(error)) return error.kind;
      throw error;
    }
    return 'done';
  };
  const save = (): void => {
    beginSave(world, 'a', ID);
    wait(TRANSFER_MS);
  };

  it('takes as long as the touched memory is large, and frees it', () => {
    const freeKiB = readHost(world, 'a').memoryFreeKiB;
    beginSave(world, 'a', ID);
    wait(TRANSFER_MS - 1);
    expect(reading()).toMatchObject({ state: 'paused', stateReason: 'save' });
    expect(readHost(world, 'a').memoryFreeKiB).toBe(freeKiB);
    wait(1);
    expect(reading()).toMatchObject({ state: 'saved' });
    expect(readHost(world, 'a').memoryFreeKiB).toBe(freeKiB + 1024 * 1024);
  });

  it('lets the guest’s clock stand until it runs again', () => {
    save();
    wait(3_600_000);
    beginRestore(world, 'a', ID);
    wait(TRANSFER_MS);
    expect(reading()).toMatchObject({ state: 'running', stateReason: 'restored' });
    expect(readGuest(world, findDomain(world, 'a', ID))?.uptimeMs).toBe(10_000);
  });

  it('is busy for everybody else meanwhile, but for force off', () => {
    beginSave(world, 'a', ID);
    expect(kindOf(() => beginSave(world, 'a', ID))).toBe('busy');
    expect(kindOf(() => pauseDomain(world, 'a', ID))).toBe('busy');
    destroyDomain(world, 'a', ID);
    wait(TRANSFER_MS);
    expect(reading()).toMatchObject({ state: 'off' });
  });

  it('loses no memory unasked: no start, no end of the definition', () => {
    save();
    expect(kindOf(() => startDomain(world, 'a', ID))).toBe('refused');
    expect(kindOf(() => undefineDomain(world, 'a', ID))).toBe('refused');
    discardSavedMemory(world, 'a', ID);
    startDomain(world, 'a', ID);
    wait(2_000);
    expect(readGuest(world, findDomain(world, 'a', ID))?.uptimeMs).toBe(2_000);
  });

  it('outlives a failure of its host once it is on the disk, and only then', () => {
    save();
    beginRestore(world, 'a', ID);
    wait(1);
    failHost(world, 'a', () => undefined);
    recoverHost(world, 'a');
    expect(reading()).toMatchObject({ state: 'saved' });
    beginRestore(world, 'a', ID);
    wait(TRANSFER_MS);
    beginSave(world, 'a', ID);
    wait(1);
    failHost(world, 'a', () => undefined);
    recoverHost(world, 'a');
    wait(TRANSFER_MS);
    expect(reading()).toMatchObject({ state: 'off' });
  });

  it('goes on in the next life of the world’s process', () => {
    beginSave(world, 'a', ID);
    const record = structuredClone(findDomain(world, 'a', ID));
    const next = createWorld({
      seed: { hosts: [dempseyHost({ name: 'a', bootedAtMs: EPOCH })], domains: [{ host: 'a', domain: record }] },
      nowMs: world.nowMs,
    });
    resumePlans(next);
    advanceWorld(next, world.nowMs + TRANSFER_MS);
    expect(findDomain(next, 'a', ID).state).toBe('saved');
  });
});
