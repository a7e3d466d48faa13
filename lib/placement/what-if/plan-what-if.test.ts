import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EMPTY_METADATA } from '@/lib/domain/domain';
import { domainId, hostId } from '@/lib/domain/ids';
import type { PlacementDomain, PlacementHost } from '@/lib/domain/placement';
import { severityOf } from '@/lib/domain/refusals';
import { KIB_PER_GIB } from '@/lib/utils/units';
import { checkMove } from '../check-move';
import { checkStart } from '../check-start';
import { chooseTarget } from '../choose-target';
import { memoryAvailableKiB, memoryNeedKiB } from '../memory-need';
import { IA64_READING, makeDomain, makeHost, NOW, READING } from '../placement-fixtures';
import type { RebalanceDomain } from '../rebalance/rebalance-input';
import { checkRestart } from '../recovery/check-restart';
import { quickTarget, startCandidate } from './choose-start';
import { planWhatIf, type WhatIfPlan } from './plan-what-if';
import type { WhatIfInput } from './what-if-input';

const withFree = (name: string, gib: number, change: Partial<PlacementHost> = {}): PlacementHost =>
  makeHost(name, { cpuCount: 4, reading: { ...READING, memoryFreeKiB: gib * KIB_PER_GIB }, ...change });
let count = 0;
const guest = (
  name: string,
  host: PlacementHost,
  gib: number,
  change: Partial<PlacementDomain> = {},
): RebalanceDomain => ({
  hostId: host.id,
  heldBy: undefined,
  domain: makeDomain({
    id: domainId(`22222222-2222-4222-8222-${String((count += 1)).padStart(12, '0')}`),
    name,
    memoryKiB: gib * KIB_PER_GIB,
    ...change,
  }),
});
const ask = (input: Pick<WhatIfInput, 'hosts' | 'domains'> & Partial<WhatIfInput>): WhatIfPlan =>
  planWhatIf({
    now: NOW,
    historyOf: () => new Map(),
    hostsRemoved: [],
    domainsAdded: [],
    hostsAdded: [],
    replay: undefined,
    ...input,
  });
const like = (each: RebalanceDomain | undefined, number: number, gib = 1) => ({
  likeId: each?.domain.id ?? '',
  count: number,
  memoryKiB: gib * KIB_PER_GIB,
  vcpus: 1,
  roles: ['WN' as const],
});
const went = (plan: WhatIfPlan) =>
  plan.removed.map(({ host, drain }) => [
    host.name,
    ...drain.items.map(({ domain, target }) => `${domain.name}→${target?.hostName ?? 'nowhere'}`),
  ]);
const placed = (plan: WhatIfPlan) =>
  plan.added.flatMap((group) => group.placed.map(({ name, target }) => `${name}→${target?.hostName ?? 'nowhere'}`));

describe('hosts that are removed', () => {
  test('go one after the other, none to another that goes, each in the world that the one before left', () => {
    const [a, b, c, d] = [withFree('a', 4), withFree('b', 4), withFree('c', 3), withFree('d', 2.5)];
    const domains = [guest('a1', a, 2), guest('b1', b, 2), guest('b2', b, 2)];
    const plan = ask({ hosts: [a, b, c, d], domains, hostsRemoved: [b.id, a.id] });
    expect(went(plan)).toEqual([
      ['b', 'b1→c', 'b2→d'],
      ['a', 'a1→nowhere'],
    ]);
    expect(plan.removed[1]?.drain.items[0]?.blockers[0]).toMatchObject({ refusal: { code: 'memory-short' } });
    expect(plan.hosts.map(({ host, before, after }) => [host.name, before?.domains, after?.domains])).toEqual([
      ['a', 1, undefined],
      ['b', 2, undefined],
      ['c', 0, 1],
      ['d', 0, 1],
    ]);
  });

  test('take what is off with them, and say so', () => {
    const [a, b] = [withFree('a', 4), withFree('b', 4)];
    const plan = ask({ hosts: [a, b], domains: [guest('off-1', a, 1, { state: 'off' })], hostsRemoved: [a.id] });
    expect(plan.removed[0]).toMatchObject({ off: ['off-1'] });
    expect(plan.hosts.map(({ host }) => host.name)).toEqual(['a']);
    expect(plan.unchangedHosts).toBe(1);
  });
});

describe('domains that are added', () => {
  test('are placed one by one until none fits, and those that do not say why, with counts', () => {
    const [a, b] = [withFree('a', 2.1), withFree('b', 1.1)];
    const wn = guest('wn', a, 1);
    const plan = ask({ hosts: [a, b], domains: [wn], domainsAdded: [like(wn, 5)] });
    expect(placed(plan)).toEqual(['wn +1→a', 'wn +2→b', 'wn +3→a', 'wn +4→nowhere', 'wn +5→nowhere']);
    const last = plan.added[0]?.placed.at(-1);
    expect(last?.why).toMatch(/^None of 2 hosts can take it\. Nearest: .*free/);
    expect(last?.counts.byReason).toEqual([{ code: 'memory-short', hosts: 2 }]);
  });

  test('go where the technology of the one that they are like goes, with the memory that is asked for', () => {
    const [xeon, itanium] = [withFree('xeon', 8), withFree('itanium', 4, { class: 'montecito' })];
    const ia64 = { ...itanium, reading: { ...IA64_READING, memoryFreeKiB: 4 * KIB_PER_GIB } };
    const wn = guest('wn', ia64, 1, { architecture: 'ia64' });
    const plan = ask({ hosts: [xeon, ia64], domains: [wn], domainsAdded: [like(wn, 3, 1.9)] });
    expect(placed(plan)).toEqual(['wn +1→itanium', 'wn +2→itanium', 'wn +3→nowhere']);
    expect(plan.added[0]?.placed[2]?.counts.byReason.map(({ code }) => code)).toContain('architecture-mismatch');
  });

  test('that are kept apart find no second place on one host', () => {
    const [a, b] = [withFree('a', 8), withFree('b', 8)];
    const ce = guest('ce', a, 1, { metadata: { ...EMPTY_METADATA, antiAffinity: 'ce' } });
    expect(placed(ask({ hosts: [a, b], domains: [ce], domainsAdded: [like(ce, 2)] }))).toEqual([
      'ce +1→b',
      'ce +2→nowhere',
    ]);
  });

  test('need no disk of another host: theirs are made where they are placed', () => {
    const [a, b] = [withFree('a', 1), withFree('b', 8)];
    const disks = [{ target: 'xvda', kind: 'disk' as const, source: '/var/a.img', readOnly: false, shared: false }];
    const wn = guest('wn', a, 1, { disks });
    expect(placed(ask({ hosts: [a, b], domains: [wn], domainsAdded: [like(wn, 1)] }))).toEqual(['wn +1→b']);
  });
});

test('domains that are kept together go together, and one more of them goes where they are or nowhere', () => {
  const [a, b, c] = [withFree('a', 4), withFree('b', 2.5), withFree('c', 2.2)];
  const metadata = { ...EMPTY_METADATA, affinity: 'storage' };
  const domains = [guest('se-1', a, 1, { metadata }), guest('se-2', a, 1, { metadata })];
  const plan = ask({ hosts: [a, b, c], domains, hostsRemoved: [a.id], domainsAdded: [like(domains[0], 2)] });
  expect(went(plan)).toEqual([['a', 'se-1→b', 'se-2→b']]);
  // What is left on b is too little, and c is not where they are.
  expect(placed(plan)).toEqual(['se-1 +1→nowhere', 'se-1 +2→nowhere']);
  expect(plan.added[0]?.placed[0]?.counts.byReason.map(({ code }) => code)).toEqual(['memory-short', 'affinity']);
  const roomy = ask({ hosts: [a, b, c], domains, domainsAdded: [like(domains[0], 2)] });
  expect(placed(roomy)).toEqual(['se-1 +1→a', 'se-1 +2→a']);
});

test('added hosts are empty, of the same make, and take what finds no place otherwise', () => {
  const [a, b] = [withFree('a', 0.5), withFree('b', 4)];
  const full = [guest('a1', a, 3), guest('b1', b, 2)];
  const plan = ask({ hosts: [a, b], domains: full, hostsRemoved: [b.id], hostsAdded: [{ likeId: a.id, count: 2 }] });
  expect(went(plan)).toEqual([['b', 'b1→a +1']]);
  expect(plan.hosts.map(({ host, before, after }) => [host.name, before === undefined, after?.domains])).toEqual([
    ['b', false, undefined],
    ['a +1', true, 1],
    ['a +2', true, 0],
  ]);
  // What a has for domains: 3 GiB and their overhead in use, 0.5 GiB free.
  const fresh = plan.hosts.at(-1)?.after?.memoryFreeKiB ?? 0;
  expect(fresh).toBe(0.5 * KIB_PER_GIB + memoryNeedKiB({ memoryKiB: 3 * KIB_PER_GIB, vcpus: 1 }));
});

test('spread and N+1 are told before and after', () => {
  const [a, b, c] = [withFree('a', 3), withFree('b', 3), withFree('c', 3)];
  const metadata = { ...EMPTY_METADATA, restartPriority: 'high' as const };
  const domains = [a, b, c].map((host, index) => guest(`ce-${index}`, host, 2, { metadata }));
  const plan = ask({ hosts: [a, b, c], domains, hostsRemoved: [c.id], domainsAdded: [like(domains[0], 1, 0.9)] });
  expect(plan.spread.before).toBeCloseTo(0, 5);
  expect(plan.spread.after).toBeGreaterThan(0);
  const survives = (side: 'before' | 'after') => plan.survival?.[side].map((each) => each.survives);
  expect([survives('before'), survives('after')]).toEqual([[true], [false]]);
});

/** A testbed of two technologies, guests kept apart and off, hosts that may not take anything. */
const testbed = fc
  .array(
    fc.record({
      gib: fc.integer({ min: 0, max: 6 }),
      ia64: fc.boolean(),
      maintenance: fc.integer({ min: 0, max: 6 }).map((number) => number === 0),
      guests: fc.array(
        fc.record({
          gib: fc.integer({ min: 1, max: 4 }),
          state: fc.constantFrom('running' as const, 'running' as const, 'paused' as const, 'off' as const),
          apart: fc.constantFrom(undefined, undefined, 'ce', 'se'),
        }),
        { maxLength: 4 },
      ),
    }),
    { minLength: 2, maxLength: 6 },
  )
  .map((rows) => {
    const hosts = rows.map(({ gib, ia64, maintenance }, index) =>
      withFree(`h${index}`, gib, {
        maintenance,
        class: ia64 ? 'montecito' : 'dempsey',
        reading: { ...(ia64 ? IA64_READING : READING), memoryFreeKiB: gib * KIB_PER_GIB },
      }),
    );
    const domains = rows.flatMap(({ guests, ia64 }, index) =>
      guests.map(({ gib, state, apart }, number) =>
        guest(`g${index}-${number}`, hosts[index] ?? makeHost('none'), gib, {
          state,
          architecture: ia64 ? 'ia64' : 'x86_64',
          cpuFlags: [],
          metadata: { ...EMPTY_METADATA, ...(apart === undefined ? {} : { antiAffinity: apart }) },
        }),
      ),
    );
    return { hosts, domains };
  });

test('nothing goes where the checks of a single one refuse in the world before it, nor to a host that is removed', () => {
  let moves = 0;
  let starts = 0;
  fc.assert(
    fc.property(
      testbed,
      fc.array(fc.nat(5), { maxLength: 3 }),
      fc.array(
        fc.record({ of: fc.nat(20), count: fc.integer({ min: 1, max: 6 }), gib: fc.integer({ min: 1, max: 3 }) }),
        {
          maxLength: 2,
        },
      ),
      (inventory, removedIndexes, wishes) => {
        const { hosts, domains } = inventory;
        const hostsRemoved = [...new Set(removedIndexes.flatMap((index) => hosts[index]?.id ?? []))];
        const domainsAdded =
          domains.length === 0
            ? []
            : wishes.map(({ of, count: number, gib }) => like(domains[of % domains.length], number, gib));
        const plan = ask({ hosts, domains, hostsRemoved, domainsAdded });
        // A world that is kept here, by no code of the planner.
        const free = new Map(hosts.map((host) => [host.id, memoryAvailableKiB(host) ?? 0]));
        const places = new Map(domains.map(({ domain, hostId: at }) => [domain, at]));
        const target = (id: string): PlacementHost => {
          const host = hosts.find((each) => each.id === id) ?? makeHost('none');
          return { ...host, reading: { ...(host.reading ?? READING), memoryFreeKiB: free.get(host.id) ?? 0 } };
        };
        const peers = (domain: PlacementDomain) =>
          [...places].flatMap(([peer, at]) =>
            peer.id !== domain.id && peer.metadata.antiAffinity === domain.metadata.antiAffinity
              ? [{ domainName: peer.name, hostId: at }]
              : [],
          );
        const take = (domain: PlacementDomain, id: PlacementHost['id']): void => {
          free.set(id, (free.get(id) ?? 0) - memoryNeedKiB(domain));
          expect(free.get(id)).toBeGreaterThanOrEqual(0);
          expect(hostsRemoved).not.toContain(id);
          places.set(domain, id);
        };
        for (const { host, drain } of plan.removed) {
          for (const item of drain.items) {
            const { domain, live, copyStorage } = item;
            if (item.target === undefined) continue;
            const context = { now: NOW, options: { live, copyStorage }, antiAffinityPeers: peers(domain) };
            const found = checkMove(domain, host, target(item.target.hostId), context);
            expect(found.filter((each) => severityOf(each) === 'refuse')).toEqual([]);
            take(domain, item.target.hostId);
            moves += 1;
          }
          for (const [domain, at] of places) if (at === host.id) places.delete(domain);
        }
        for (const { added, like: one, placed: list } of plan.added) {
          const origin = hosts.find(({ id }) => id === domains.find(({ domain }) => domain.id === one.id)?.hostId);
          for (const each of list) {
            const domain = { ...one, id: domainId(each.name), name: each.name, state: 'running' as const, ...added };
            const refusals = (id: string) =>
              checkRestart(domain, { ...(origin ?? makeHost('none')), id: hostId('elsewhere') }, target(id), {
                now: NOW,
                antiAffinityPeers: peers(domain),
              });
            if (each.target === undefined) {
              const left = hosts.filter(({ id }) => !hostsRemoved.includes(id));
              expect(left.filter(({ id }) => refusals(id).length === 0)).toEqual([]);
              continue;
            }
            expect(refusals(each.target.hostId)).toEqual([]);
            expect(checkStart({ domain, target: target(each.target.hostId) })).toEqual([]);
            take(domain, each.target.hostId);
            starts += 1;
          }
        }
      },
    ),
    { numRuns: 300 },
  );
  // A test that looked at nothing holds nothing.
  expect(moves).toBeGreaterThan(50);
  expect(starts).toBeGreaterThan(50);
});

test('the quick choice among those that are ready is the choice among all candidates', () => {
  let chosen = 0;
  fc.assert(
    fc.property(testbed, fc.nat(20), fc.integer({ min: 1, max: 3 }), ({ hosts, domains }, of, gib) => {
      const each = domains[of % Math.max(1, domains.length)];
      if (each === undefined) return;
      const origin = hosts.find(({ id }) => id === each.hostId) ?? makeHost('none');
      const domain = { ...each.domain, state: 'running' as const, memoryKiB: gib * KIB_PER_GIB };
      const start = { domain, origin, ranOn: undefined };
      const context = { now: NOW, antiAffinityPeers: [{ domainName: 'other', hostId: origin.id }] };
      const whole = chooseTarget(hosts.map((host) => startCandidate(start, host, context)));
      expect(quickTarget(start, hosts, context)).toBe(
        whole.kind === 'chosen' && whole.candidate.verdict === 'ready' ? whole.candidate.hostId : undefined,
      );
      if (whole.kind === 'chosen') chosen += 1;
    }),
  );
  expect(chosen).toBeGreaterThan(20);
});

test('the same question has the same answer, whatever order the inventory comes in', () => {
  const hosts = [withFree('a', 4), withFree('b', 4), withFree('c', 4)];
  const domains = hosts.flatMap((host) => [guest(`${host.name}1`, host, 1), guest(`${host.name}2`, host, 2)]);
  const wish = { hostsRemoved: [hosts[0]?.id ?? hostId('')], domainsAdded: [like(domains[2], 4)] };
  const plan = ask({ hosts, domains, ...wish });
  const turned = ask({ hosts: hosts.toReversed(), domains: domains.toReversed(), ...wish });
  expect([went(turned), placed(turned)]).toEqual([went(plan), placed(plan)]);
});
