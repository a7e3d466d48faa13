import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EMPTY_METADATA, isActive } from '@/lib/domain/domain';
import { domainId } from '@/lib/domain/ids';
import type { AffinityPeer, PlacementDomain, PlacementHost } from '@/lib/domain/placement';
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

describe('domains that are kept together', () => {
  const member = (name: string, gib: number, change: Partial<DrainDomain> = {}): DrainDomain => ({
    ...guest(name, gib, { metadata: { ...EMPTY_METADATA, affinity: 'storage' } }),
    ...change,
  });
  /** Each with the others as its group, where they are. */
  const asGroup = (members: readonly DrainDomain[], elsewhere: readonly AffinityPeer[] = []): DrainDomain[] =>
    members.map((each) => ({
      ...each,
      context: {
        affinityPeers: [
          ...members.flatMap(({ domain }) =>
            domain.id === each.domain.id || !isActive(domain.state) ? [] : [peerOn(domain, source)],
          ),
          ...elsewhere,
        ],
      },
    }));
  const peerOn = ({ id, name }: Pick<PlacementDomain, 'id' | 'name'>, host: PlacementHost): AffinityPeer => ({
    domainId: id,
    domainName: name,
    hostId: host.id,
    hostName: host.name,
  });

  test('go to one host one after the other, though each would find more room on another, and each says with whom', () => {
    const pair = asGroup([member('se-01', 2), member('se-02', 1)]);
    const { items } = plan({
      hosts: [source, withFree('d2', 4), withFree('d3', 3.5)],
      domains: [...pair, guest('wn-01', 2.5)],
    });
    expect(went(items)).toEqual({ 'se-01': 'd2', 'se-02': 'd2', 'wn-01': 'd3' });
    expect(items.map(({ domain }) => domain.name)).toEqual(['se-01', 'se-02', 'wn-01']);
    expect(items[0]?.why).toMatch(/ With se-02, group storage; until the last has moved they are on two hosts\.$/);
    expect(items[1]?.why).toContain('With se-01, group storage');
    expect(items[2]?.why).not.toContain('group');
  });

  test('are blocked all where no host takes all of them, each by its reason', () => {
    const pair = asGroup([member('se-01', 2), member('se-02', 1)]);
    const { items } = plan({ hosts: [source, withFree('d2', 2.5), withFree('d3', 2.5)], domains: pair });
    expect(went(items)).toEqual({ 'se-01': undefined, 'se-02': undefined });
    expect(words(items[0])).toEqual([
      expect.stringMatching(
        /^Group storage goes to one host, and none takes all of it: se-01 and se-02\. Nearest: d[23] has/,
      ),
    ]);
    // One that goes nowhere even alone says its own reason.
    const [large, small] = plan({ hosts: [source, withFree('d2', 1.5)], domains: pair }).items;
    expect(words(large)?.[0]).toMatch(/^d2 has 1536 MiB free; the domain and what the hypervisor keeps for it need 2/);
    expect(words(small)?.[0]).toMatch(/^d2 has|^Group storage/);
  });

  test('follow those that are elsewhere already', () => {
    const d3 = withFree('d3', 2);
    const elsewhere = [peerOn(guest('se-09', 1).domain, d3)];
    const domains = asGroup([member('se-01', 1)], elsewhere);
    expect(went(plan({ hosts: [source, withFree('d2', 6), d3], domains }).items)).toEqual({ 'se-01': 'd3' });
    const full = plan({ hosts: [source, withFree('d2', 6), withFree('d3', 0.1)], domains }).items[0];
    expect(words(full)).toContainEqual('Group storage is kept together, and se-09 runs on d3, not on d2.');
  });

  test('go where one of them was sent by hand; to two hosts nobody goes', () => {
    const [d2, d3] = [withFree('d2', 6), withFree('d3', 4)];
    const to = ({ id }: PlacementHost) => ({ choice: { targetHostId: id } });
    const hosts = [source, d2, d3];
    const one = plan({ hosts, domains: asGroup([member('se-01', 1, to(d3)), member('se-02', 1)]) });
    expect(went(one.items)).toEqual({ 'se-01': 'd3', 'se-02': 'd3' });
    const two = plan({ hosts, domains: asGroup([member('se-01', 1, to(d3)), member('se-02', 1, to(d2))]) });
    expect(words(two.items[0])).toEqual([
      'Group storage goes to one host, and different ones are chosen for se-01 and se-02.',
    ]);
  });

  test('what is shut down holds nobody; what stays does, and can be taken along', () => {
    const hosts = [source, withFree('d2', 6)];
    const chosen = (strategy: 'stop' | 'stop-and-restart' | 'leave') =>
      plan({ hosts, domains: asGroup([member('se-01', 1), member('se-02', 1, { choice: { strategy } })]) }).items;
    expect(went(chosen('stop'))['se-01']).toBe('d2');
    const [, restarted] = chosen('stop-and-restart');
    expect(restarted?.cautions).toContainEqual(
      expect.objectContaining({ sentence: expect.stringContaining('se-01 of its group storage may be elsewhere') }),
    );
    const held = chosen('leave').find(({ domain }) => domain.name === 'se-01');
    expect(words(held)).toEqual(['Group storage is kept together, and se-02 runs on d1, not on d2.']);
    expect(held?.blockers[0]).toMatchObject({ ways: ['Or migrate se-02 as well.'] });
  });

  test('to be kept apart as well they go nowhere', () => {
    const both = { metadata: { ...EMPTY_METADATA, affinity: 'storage', antiAffinity: 'se' } };
    const pair = ['se-01', 'se-02'].map((name) => guest(name, 1, both));
    const domains = asGroup(pair).map((each, index) => ({
      ...each,
      context: {
        ...each.context,
        antiAffinityPeers: [{ domainName: pair[1 - index]?.domain.name ?? '', hostId: source.id }],
      },
    }));
    const { items } = plan({ hosts: [source, withFree('d2', 6)], domains });
    expect(went(items)).toEqual({ 'se-01': undefined, 'se-02': undefined });
  });

  test('end on one host or stay all where they are, whatever hosts and domains there are, and nobody is promised twice', () => {
    let moved = 0;
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 5 }),
        fc.array(
          fc.record({
            gib: fc.integer({ min: 1, max: 3 }),
            group: fc.constantFrom(undefined, 'storage', 'storage', 'site'),
            strategy: fc.constantFrom(undefined, undefined, undefined, 'stop' as const, 'leave' as const),
          }),
          { minLength: 3, maxLength: 8 },
        ),
        (free, guests) => {
          const hosts = [source, ...free.map((gib, index) => withFree(`h${index}`, gib))];
          const made = guests.map(({ gib, group, strategy }, index): DrainDomain => ({
            ...guest(`g${index}`, gib, { metadata: { ...EMPTY_METADATA, affinity: group } }),
            choice: strategy === undefined ? undefined : { strategy },
          }));
          const domains = made.map((each) => ({
            ...each,
            context: {
              affinityPeers: made.flatMap(({ domain }) =>
                domain.id === each.domain.id || domain.metadata.affinity !== each.domain.metadata.affinity
                  ? []
                  : [peerOn(domain, source)],
              ),
            },
          }));
          const { items } = plan({ hosts, domains });
          expect(items).toHaveLength(domains.length);
          for (const group of ['storage', 'site']) {
            const running = items.filter(
              ({ domain, strategy }) => domain.metadata.affinity === group && strategy !== 'stop',
            );
            expect(new Set(running.map(({ target }) => target?.hostId ?? source.id)).size).toBeLessThanOrEqual(1);
            if (running.length > 1 && running[0]?.target !== undefined) moved += 1;
          }
          for (const host of hosts) {
            const need = items.reduce(
              (sum, { domain, target }) => sum + (target?.hostId === host.id ? memoryNeedKiB(domain) : 0),
              0,
            );
            expect(need === 0 || need <= (memoryAvailableKiB(host) ?? 0)).toBe(true);
          }
          for (const item of items)
            if (item.strategy === 'migrate') expect(item.target === undefined).toBe(item.blockers.length > 0);
        },
      ),
    );
    // A planner that moves no group would pass as well.
    expect(moved).toBeGreaterThan(10);
  });
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
      4,
    ]);
    expect(item?.why).toMatch(/^None of 4 hosts can take it\. Nearest: d2 has 512 MiB free/);
    expect(item?.notChosen[0]?.hostName).toBe('d2');
  });

  test('a host from which it could come back is chosen before a better one from which it could not', () => {
    const old = { ...source, reading: { ...READING, hypervisorVersion: '4.14.0' } };
    const newer = withFree('d2', 8, {
      reading: { ...READING, hypervisorVersion: '4.17.3', memoryFreeKiB: 8 * KIB_PER_GIB },
    });
    const alike = withFree('d3', 2, {
      reading: { ...READING, hypervisorVersion: '4.14.0', memoryFreeKiB: 2 * KIB_PER_GIB },
    });
    const both = plan({ hosts: [old, newer, alike], domains: [guest('wn-01', 1)] }).items[0];
    expect(both).toMatchObject({ target: { hostName: 'd3' }, oneWay: undefined });
    expect(both?.why).toMatch(/From d2 it could not come back\.$/);
    const only = plan({ hosts: [old, newer], domains: [guest('wn-01', 1)] }).items[0];
    expect(only).toMatchObject({ target: { hostName: 'd2' }, oneWay: { code: 'hypervisor-older' } });
    const gone = plan({ hosts: [old, newer, alike], domains: [guest('wn-01', 1)], forGood: true }).items[0];
    expect(gone).toMatchObject({ target: { hostName: 'd2' }, oneWay: undefined });
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
