import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dempseyKvmHost } from '../host-models';
import { makeTestDomain } from '../simulated-fixtures';
import { closeSlots, endJobs, findNode, jobsAt, makeJobEndless, newNode, openSlots } from './jobs';
import { destroyDomain, pauseDomain, resumeDomain, startDomain } from './lifecycle';
import { startMigration } from './migration';
import { advanceWorld, createWorld, type World } from './world';

const ID = '11111111-1111-4111-8111-111111111111';
const MINUTE = 60_000;
const T0 = 1_700_000_000_000;

function worldWith(slots = 2): World {
  const domain = makeTestDomain({ id: ID, name: 'wn-01', nowMs: T0, running: true, guestMode: 'hvm' });
  domain.batch = newNode(slots);
  const hosts = ['one', 'two'].map((name) => dempseyKvmHost({ name, bootedAtMs: T0 }));
  return createWorld({ nowMs: T0, seed: { hosts, domains: [{ host: 'one', domain }] } });
}
const node = (world: World) => {
  const found = findNode(world, ID);
  if (found === undefined) throw new Error('the node is gone');
  return found.domain;
};
const ids = (world: World) => jobsAt(node(world), world.nowMs).map(({ id }) => id);
const pass = (world: World, ms: number) => advanceWorld(world, world.nowMs + ms);
/** Looked at every minute. */
const minutes = (world: World, count: number) =>
  Array.from({ length: count }, () => {
    pass(world, MINUTE);
    return ids(world);
  });

test('jobs come and go in minutes, never more than there are slots, the same every time', () => {
  const seen = minutes(worldWith(), 60);
  expect(seen).toEqual(minutes(worldWith(), 60));
  expect(new Set(seen.flat()).size).toBeGreaterThan(8);
  expect(Math.max(...seen.map((each) => each.length))).toBe(2);
  expect(seen.some((each) => each.length === 0)).toBe(true);
});

test('closed: those that run end in their time, no other begins; opened, others begin', () => {
  const world = worldWith();
  const before = minutes(world, 20).at(-1) ?? [];
  closeSlots(world, ID, 'maintenance');
  const after = minutes(world, 30);
  for (const job of after.flat()) expect(before).toContain(job);
  expect(after.at(-1)).toEqual([]);
  openSlots(world, ID);
  expect(ids(world)).toEqual([]);
  expect(minutes(world, 30).flat().length).toBeGreaterThan(0);
});

describe('whatever happens to the guest', () => {
  test('jobs stand still with it, move along with it, and are lost when it boots anew', () => {
    const world = worldWith(1);
    while (ids(world).length === 0) pass(world, MINUTE);
    const running = ids(world);
    pauseDomain(world, 'one', ID);
    pass(world, 600 * MINUTE);
    expect(ids(world)).toEqual(running);
    resumeDomain(world, 'one', ID);
    expect(ids(world)).toEqual(running);
    startMigration(world, { id: ID, source: 'one', target: 'two', options: { live: true } });
    pass(world, MINUTE);
    expect([...(world.hosts.get('two')?.domains.keys() ?? [])]).toEqual([ID]);
    closeSlots(world, ID, 'maintenance');
    destroyDomain(world, 'two', ID);
    expect(ids(world)).toEqual([]);
    startDomain(world, 'two', ID);
    expect(node(world).batch.closed).toMatchObject({ reason: 'maintenance' });
    expect(minutes(world, 30).flat()).toEqual([]);
  });

  test('no job begins while slots are closed, and no id is of two boots', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('wait', 'close', 'open', 'boot'), { maxLength: 30 }), (deeds) => {
        const world = worldWith();
        let known = new Set<string>();
        let closed = false;
        for (const deed of deeds) {
          if (deed === 'close') closeSlots(world, ID, 'test');
          if (deed === 'open') openSlots(world, ID);
          if (deed === 'boot') {
            destroyDomain(world, 'one', ID);
            startDomain(world, 'one', ID);
            known = new Set();
            expect(ids(world)).toEqual([]);
          }
          closed = deed === 'close' || (closed && deed !== 'open');
          if (deed === 'close') known = new Set(ids(world));
          pass(world, 4 * MINUTE);
          if (closed) for (const id of ids(world)) expect(known).toContain(id);
        }
      }),
    );
  });
});

test('an endless job stays until it is ended', () => {
  const world = worldWith();
  makeJobEndless(world, ID);
  closeSlots(world, ID, 'test');
  pass(world, 10_000 * MINUTE);
  expect(ids(world)).toHaveLength(1);
  endJobs(world, ID);
  expect(ids(world)).toEqual([]);
});
