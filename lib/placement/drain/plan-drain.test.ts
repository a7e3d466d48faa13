import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EMPTY_METADATA } from '@/lib/domain/domain';
import { domainId } from '@/lib/domain/ids';
import type { PlacementDomain, PlacementHost } from '@/lib/domain/placement';
import { describeRefusal } from '@/lib/domain/refusals';
import { KIB_PER_GIB } from '@/lib/utils/units';
import { memoryAvailableKiB, memoryNeedKiB } from '../memory-need';
import { ABILITIES, makeDomain, makeHost, NOW, READING } from '../placement-fixtures';
import { type DrainDomain, type DrainInput, type DrainItem, planDrain, spanOf } from './plan-drain';

const withFree = (name: string, freeGiB: number, change: Partial<PlacementHost> = {}): PlacementHost =>
  makeHost(name, { reading: { ...READING, memoryFreeKiB: freeGiB * KIB_PER_GIB }, ...change });
const source = withFree('d1', 1);
let number = 0;
const guest = (name: string, gib: number, change: Partial<PlacementDomain> = {}): DrainDomain => ({
  domain: makeDomain({
    id: domainId(`11111111-1111-4111-8111-${String((number += 1)).padStart(12, '0')}`),
    name,
    memoryKiB: gib * KIB_PER_GIB,
    ...change,
  }),
  context: {},
});
const plan = (change: Partial<DrainInput>) =>
  planDrain({
    now: NOW,
    sourceId: source.id,
    hosts: [source],
    domains: [],
    elsewhere: [],
    atOnce: 2,
    jobWaitMinutes: 60,
    ...change,
  });
const went = (items: readonly DrainItem[]) =>
  Object.fromEntries(items.map(({ domain, target }) => [domain.name, target?.hostName]));
const words = (item: DrainItem | undefined) =>
  item?.blockers.map((each) => ('refusal' in each ? describeRefusal(each.refusal).sentence : each.sentence));

test('the largest goes first, and what it takes is not promised twice', () => {
  const { items, peers } = plan({
    hosts: [source, withFree('d2', 4.5), withFree('d3', 2.5)],
    domains: [guest('small', 1), guest('large', 4), guest('middle', 2)],
  });
  expect(items.map(({ domain }) => domain.name)).toEqual(['large', 'middle', 'small']);
  expect(went(items)).toEqual({ large: 'd2', middle: 'd3', small: undefined });
  expect(words(items[2])?.[0]).toMatch(/d[23].* memory|free/i);
  expect(peers.map(({ hostName, arriving }) => [hostName, arriving])).toEqual([
    ['d2', ['large']],
    ['d3', ['middle']],
  ]);
  for (const peer of peers) expect(peer.memoryFreeAfterKiB).toBeGreaterThanOrEqual(0);
});

test('each row says why there, how many hosts said why not, and names the next three', () => {
  const hosts = ['d2', 'd3', 'd4', 'd5', 'd6'].map((name, index) =>
    withFree(name, 6 - index, { maintenance: name === 'd4' }),
  );
  const [item] = plan({ hosts: [source, ...hosts], domains: [guest('wn-01', 1)] }).items;
  expect(item?.why).toMatch(/^d2: .*best of 4 that can take it, 1 refused/);
  expect(item?.counts?.byReason).toContainEqual({ code: 'host-in-maintenance', hosts: 1 });
  expect(item?.notChosen.map(({ hostName, refusal }) => [hostName, refusal?.code])).toEqual([
    ['d3', undefined],
    ['d5', undefined],
    ['d6', undefined],
  ]);
});

test('domains that keep apart are sent to different hosts, as they will stand then', () => {
  const apart = { metadata: { ...EMPTY_METADATA, antiAffinity: 'ce' } };
  const pair = [guest('ce-01', 1, apart), guest('ce-02', 1, apart)].map((each, index, all) => ({
    ...each,
    context: { antiAffinityPeers: [{ domainName: all[1 - index]?.domain.name ?? '', hostId: source.id }] },
  }));
  const { items } = plan({ hosts: [source, withFree('d2', 6), withFree('d3', 4)], domains: pair });
  expect(new Set(Object.values(went(items))).size).toBe(2);
  const [first, second] = plan({ hosts: [source, withFree('d2', 6)], domains: pair }).items;
  expect(first?.target?.hostName).toBe('d2');
  expect(words(second)?.[0]).toContain('ce-01');
});

describe('what stands in the way', () => {
  const noShadow = { ...source, abilities: { ...ABILITIES, liveParavirtual: false } };
  test('the commonest reason comes first, with its remedy and with what else could be chosen', () => {
    const hosts = ['d2', 'd3'].map((name) =>
      withFree(name, 6, { abilities: { ...ABILITIES, liveParavirtual: false } }),
    );
    const closed = withFree('d4', 6, { maintenance: true });
    const [item] = plan({ hosts: [noShadow, ...hosts, closed], domains: [guest('wn-01', 1)] }).items;
    expect(item?.target).toBeUndefined();
    const [first] = item?.blockers ?? [];
    expect(first).toMatchObject({
      hosts: expect.any(Number),
      ways: ['By stop and copy a host takes it: choose that, or shut it down.'],
    });
  });

  test('what the hosts say that are nearest to taking it comes before what most of them say', () => {
    const far = ['i1', 'i2', 'i3'].map((name) =>
      withFree(name, 0.1, { maintenance: true, reading: { ...READING, architecture: 'ia64', memoryFreeKiB: 1 } }),
    );
    const [item] = plan({ hosts: [source, ...far, withFree('d2', 0.5)], domains: [guest('wn-01', 1)] }).items;
    expect(item?.blockers.map((each) => ('refusal' in each ? [each.refusal.code, each.hosts] : each))[0]).toEqual([
      'memory-short',
      1,
    ]);
    expect(item?.notChosen[0]?.hostName).toBe('d2');
  });

  test('by stop and copy, chosen, it goes', () => {
    const other = withFree('d2', 6, { abilities: { ...ABILITIES, liveParavirtual: false } });
    const chosen = { ...guest('wn-01', 1), choice: { live: false } };
    const [item] = plan({ hosts: [noShadow, other], domains: [chosen] }).items;
    expect(item).toMatchObject({ live: false, target: { hostName: 'd2' }, blockers: [] });
  });

  test('a host that was chosen by hand and refuses is said, with its reason alone', () => {
    const [d2, d3] = [withFree('d2', 6), withFree('d3', 0.1)];
    const chosen = { ...guest('wn-01', 1), choice: { targetHostId: d3.id } };
    const [item] = plan({ hosts: [source, d2, d3], domains: [chosen] }).items;
    expect(item?.target).toBeUndefined();
    expect(words(item)).toEqual([expect.stringContaining('d3')]);
    expect(item?.notChosen[0]?.hostName).toBe('d2');
  });

  test('alone in the world nothing goes', () => {
    const [item] = plan({ domains: [guest('wn-01', 1)] }).items;
    expect(words(item)).toEqual(['There is no other host.']);
  });
});

describe('what is not moved', () => {
  const ce = { metadata: { ...EMPTY_METADATA, roles: ['CE'] as const, vo: 'atlas' } };
  const stopped = (each: DrainDomain): DrainDomain => ({ ...each, choice: { strategy: 'stop' } });

  test('what is off stays, last in the list and without a word against it', () => {
    const { items } = plan({
      hosts: [source, withFree('d2', 6)],
      domains: [guest('off', 2, { state: 'off' }), guest('wn-01', 1)],
    });
    expect(items.map(({ domain, strategy, blockers }) => [domain.name, strategy, blockers.length])).toEqual([
      ['wn-01', 'migrate', 0],
      ['off', 'leave', 0],
    ]);
  });

  test('the last CE of a VO is not shut down; one of two is', () => {
    expect(words(plan({ domains: [stopped(guest('ce-01', 1, ce))] }).items[0])).toEqual([
      'ce-01 is the last Computing Element that runs for atlas: its queues would have no head.',
    ]);
    const elsewhere = [{ role: 'CE', vo: 'atlas' }];
    expect(plan({ domains: [stopped(guest('ce-01', 1, ce))], elsewhere }).items[0]?.blockers).toEqual([]);
    const others = [{ role: 'CE', vo: 'cms' }];
    expect(plan({ domains: [stopped(guest('ce-01', 1, ce))], elsewhere: others }).items[0]?.blockers).toHaveLength(1);
  });

  test('a worker node that is shut down says what becomes of its jobs', () => {
    const wn = { metadata: { ...EMPTY_METADATA, roles: ['WN'] as const } };
    const [item] = plan({ domains: [stopped(guest('wn-01', 1, wn))] }).items;
    expect(item?.cautions).toEqual([expect.objectContaining({ sentence: expect.stringContaining('Jobs') })]);
  });
});

test('the load of a peer afterwards counts what comes, and is not told where it is not known', () => {
  const d2 = withFree('d2', 6, { cpuLoad: 0.25, cpuCount: 4 });
  const busy = { ...guest('wn-01', 1), cpusBusy: 1 };
  expect(plan({ hosts: [source, d2], domains: [busy] }).peers[0]?.cpuLoadAfter).toBe(0.5);
  expect(plan({ hosts: [source, d2], domains: [busy, guest('wn-02', 1)] }).peers[0]?.cpuLoadAfter).toBeUndefined();
});

test('how long it takes depends on how many go at once', () => {
  expect(spanOf([4, 3, 2, 1], 1)).toBe(10);
  expect(spanOf([4, 3, 2, 1], 2)).toBe(5);
  expect(spanOf([4, 3], 8)).toBe(4);
  expect(spanOf([], 2)).toBe(0);
  const domains = [guest('a', 1), guest('b', 1)];
  const { durationMs, bytes } = plan({ hosts: [source, withFree('d2', 6)], domains, atOnce: 2 });
  expect(bytes).toBeGreaterThan(2 * 2 ** 30 - 1);
  expect(durationMs?.high).toBeGreaterThanOrEqual(2 * (durationMs?.low ?? Number.NaN));
});

test('no plan promises memory that a host has not, whatever hosts and domains there are', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 5 }),
      fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 8 }),
      (free, sizes) => {
        const hosts = [source, ...free.map((gib, index) => withFree(`h${index}`, gib))];
        const domains = sizes.map((gib, index) => guest(`g${index}`, gib));
        const { items } = plan({ hosts, domains });
        expect(items).toHaveLength(domains.length);
        for (const host of hosts) {
          const here = items.filter(({ target }) => target?.hostId === host.id);
          const need = here.reduce((sum, { domain }) => sum + memoryNeedKiB(domain), 0);
          if (here.length > 0) expect(need).toBeLessThanOrEqual(memoryAvailableKiB(host) ?? 0);
        }
        // Whoever does not go has been told why.
        for (const item of items) expect(item.target === undefined).toBe(item.blockers.length > 0);
      },
    ),
  );
});
