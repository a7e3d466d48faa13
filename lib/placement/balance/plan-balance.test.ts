import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { KIB_PER_GIB } from '@/lib/utils/units';
import type { BalanceCluster, BalanceDomain, BalanceHost, BalanceRules } from './cluster';
import { type BalancePlan, type BalanceStep, planBalance } from './plan-balance';
import { wavesOf } from './waves';

const FREE: BalanceRules = { takes: () => true, isolatedVos: new Set(), mostVcpusPerCpu: 8, keepsNPlusOne: false };
const host = (name: string, gib: number, change: Partial<BalanceHost> = {}): BalanceHost => ({
  id: name,
  name,
  memoryKiB: gib * KIB_PER_GIB,
  cpus: 4,
  kind: 'xen',
  ...change,
});
const domain = (name: string, hostId: string, gib: number, change: Partial<BalanceDomain> = {}): BalanceDomain => ({
  id: name,
  name,
  hostId,
  memoryKiB: gib * KIB_PER_GIB,
  vcpus: 1,
  load: 1,
  kind: 'pvh',
  vo: 'atlas',
  ...change,
});
const cluster = (
  hosts: readonly BalanceHost[],
  domains: readonly BalanceDomain[],
  rules: Partial<BalanceRules> = {},
): BalanceCluster => ({ hosts, domains, rules: { ...FREE, ...rules } });
const many = (count: number, hostId: string, gib: number, change: Partial<BalanceDomain> = {}) =>
  Array.from({ length: count }, (_, index) => domain(`${hostId}-${index}`, hostId, gib, change));
const movesOf = (plan: BalancePlan) => plan.steps.map(({ domains, from, to }) => `${domains.join('+')} ${from}→${to}`);

describe('a plan', () => {
  test('moves as few as it takes to level two hosts, and tells how both are used before and after', () => {
    const plan = planBalance(cluster([host('a', 16), host('b', 16)], many(4, 'a', 2)));
    expect(plan.steps).toHaveLength(2);
    expect(plan.scoreAfter).toBeCloseTo(0);
    expect(plan.endedBy).toBe('level');
    expect(plan.steps[0]).toMatchObject({
      from: 'a',
      to: 'b',
      before: {
        source: { name: 'a', memoryShare: 0.5, vcpusPerCpu: 1, domains: 4 },
        target: { name: 'b', domains: 0 },
      },
      after: { source: { memoryShare: 0.375, domains: 3 }, target: { memoryShare: 0.125, domains: 1 } },
      scoreBefore: plan.scoreBefore,
    });
    expect(planBalance(cluster([host('a', 16), host('b', 16)], [])).steps).toEqual([]);
  });

  test('exchanges two domains where no single move helps', () => {
    const plan = planBalance(cluster([host('a', 16), host('b', 16)], [...many(2, 'a', 4), ...many(2, 'b', 1)]));
    expect(plan.steps).toHaveLength(2);
    expect(plan.scoreAfter).toBeCloseTo(0);
  });

  test('ends where it may make no more moves, and where a move is worth less than it must be', () => {
    const uneven = cluster([host('a', 32), host('b', 32)], many(10, 'a', 2));
    expect(planBalance(uneven, { mostMoves: 2 })).toMatchObject({ endedBy: 'most-moves', steps: { length: 2 } });
    expect(planBalance(uneven, { leastGain: 100 }).steps).toEqual([]);
  });

  test('a host without memory is refused; where none is open nothing moves', () => {
    const closed = { closed: 'maintenance' };
    const plan = planBalance(cluster([host('a', 4, closed), host('b', 4, closed)], many(2, 'a', 1)));
    expect(plan).toMatchObject({ steps: [], scoreBefore: 0, endedBy: 'level' });
    expect(() => planBalance(cluster([host('a', 0)], []))).toThrow(/a has no memory/);
  });
});

describe('the rules', () => {
  const two = [host('a', 16), host('b', 16)];

  test('pins, closed hosts and unlike kinds stay as they are', () => {
    expect(planBalance(cluster(two, many(4, 'a', 2, { pinned: 'as asked' }))).steps).toEqual([]);
    expect(
      planBalance(cluster([host('a', 16, { closed: 'a benchmark' }), host('b', 16)], many(4, 'a', 2))).steps,
    ).toEqual([]);
    expect(planBalance(cluster(two, many(4, 'a', 2), { takes: () => false })).steps).toEqual([]);
  });

  test('those to be kept apart never meet; those that belong together move as one', () => {
    const apart = [...many(3, 'a', 1), domain('x', 'a', 1, { apart: ['ce'] }), domain('y', 'b', 1, { apart: ['ce'] })];
    expect(movesOf(planBalance(cluster(two, apart)))).toEqual([expect.not.stringMatching(/x|y/)]);
    const pair = { together: 'site' };
    const plan = planBalance(cluster(two, [domain('x', 'a', 1, pair), domain('y', 'a', 1, pair), ...many(2, 'a', 1)]));
    expect(plan.scoreAfter).toBeCloseTo(0);
    for (const { domains } of plan.steps)
      expect(domains.length === 2 || !['x', 'y'].includes(domains[0] ?? '')).toBe(true);
  });

  test('those that belong together count each among the moves that may be made', () => {
    const pair = { together: 'site' };
    const domains = ['w', 'x', 'y', 'z'].map((name, index) =>
      domain(name, 'a', 1, index < 2 ? pair : { together: 'b' }),
    );
    expect(planBalance(cluster(two, domains), { mostMoves: 1 })).toMatchObject({ steps: [], endedBy: 'most-moves' });
    expect(movesOf(planBalance(cluster(two, domains), { mostMoves: 3 }))).toEqual([
      expect.stringMatching(/^.\+. a→b$/),
    ]);
  });

  test('an isolated VO shares a host with no other, and a host of one VO takes no other', () => {
    const hosts = [host('a', 16), host('b', 16), host('c', 16)];
    const domains = [...many(4, 'a', 2, { vo: 'biomed' }), ...many(2, 'b', 2, { vo: 'cms' })];
    const rules = { isolatedVos: new Set(['biomed']) };
    for (const { to, domains: moved } of planBalance(cluster(hosts, domains, rules)).steps)
      expect(`${moved.join()} ${to}`).toMatch(/^a.* c$/);
    const only = [host('a', 16), host('b', 16, { onlyVo: 'cms' })];
    expect(planBalance(cluster(only, many(4, 'a', 2))).steps).toEqual([]);
  });

  test('a host that could be lost can be lost still', () => {
    // Two hosts of 16 GiB hold 8 each: either can be lost. The third is small, and what is put there must find room again.
    const hosts = [host('a', 16), host('b', 16), host('c', 4)];
    const domains = [...many(4, 'a', 2), ...many(4, 'b', 2)];
    const free = planBalance(cluster(hosts, domains));
    const held = planBalance(cluster(hosts, domains, { keepsNPlusOne: true }));
    expect(free.steps.length).toBeGreaterThan(0);
    expect(held.atRiskBefore).toEqual([]);
    expect(held.atRiskAfter).toEqual([]);
  });
});

describe('the steps at the same time', () => {
  const limits = { mostOut: () => 2, mostIn: () => 2, mostAtOnce: 4 };
  const small = ['a', 'b', 'c'].map((name) => host(name, 8, { cpus: 1 }));
  const steps = [
    { domains: ['x'], from: 'a', to: 'c' },
    { domains: ['y'], from: 'b', to: 'a' },
  ];
  const waves = (change: Partial<BalanceDomain>, mostVcpusPerCpu = 8) =>
    wavesOf(
      cluster(small, [domain('x', 'a', 1, change), domain('y', 'b', 1, change)], { mostVcpusPerCpu }),
      steps,
      limits,
    ).length;

  test('nobody comes where one that leaves still takes the room, the processors, or must not be met', () => {
    expect(waves({})).toBe(1);
    expect(waves({ memoryKiB: 5 * KIB_PER_GIB })).toBe(2);
    expect(waves({ vcpus: 3 }, 4)).toBe(2);
    expect(waves({ apart: ['ce'] })).toBe(2);
  });

  test('those that go together count each; more than the limits allow go by themselves', () => {
    const group = (name: string, on: string, size: number) =>
      Array.from({ length: size }, (_, index) => domain(`${name}${index}`, on, 0.5, { together: name }));
    const sizes = (size: number) => {
      const domains = [...group('x', 'a', size), domain('z', 'a', 0.5)];
      const moves = [
        { domains: group('x', 'a', size).map(({ id }) => id), from: 'a', to: 'c' },
        { domains: ['z'], from: 'a', to: 'b' },
      ];
      return wavesOf(cluster(small, domains), moves, limits).map(
        (wave) => wave.flatMap(({ domains: all }) => all).length,
      );
    };
    expect(sizes(1)).toEqual([2]);
    expect(sizes(2)).toEqual([2, 1]);
    expect(sizes(3)).toEqual([3, 1]);
    const elsewhere = [
      { domains: ['x0', 'x1', 'x2'], from: 'a', to: 'c' },
      { domains: ['z'], from: 'b', to: 'a' },
    ];
    const apart = cluster(small, [...group('x', 'a', 3), domain('z', 'b', 0.5)]);
    expect(wavesOf(apart, elsewhere, limits)).toEqual(elsewhere.map((step) => [step]));
  });
});

/** A cluster as it might be: hosts of two sizes, some closed; domains of all kinds, all where they may be to begin with. */
const anyCluster = fc
  .record({
    hosts: fc.array(
      fc.record({
        gib: fc.constantFrom(4, 8, 32),
        closed: fc.constantFrom(undefined, undefined, undefined, 'maintenance'),
        kind: fc.constantFrom('xen', 'xen', 'kvm'),
        onlyVo: fc.constantFrom(undefined, undefined, undefined, 'cms'),
      }),
      { minLength: 1, maxLength: 7 },
    ),
    domains: fc.array(
      fc.record({
        at: fc.nat(6),
        gib: fc.constantFrom(1, 2, 3),
        vcpus: fc.integer({ min: 1, max: 4 }),
        load: fc.constantFrom(1, 1, 3),
        kind: fc.constantFrom('any', 'any', 'xen'),
        vo: fc.constantFrom('atlas', 'cms', 'biomed', null),
        apart: fc.constantFrom(undefined, undefined, ['ce'], ['se']),
        together: fc.constantFrom(undefined, undefined, undefined, 'site'),
        pinned: fc.constantFrom(undefined, undefined, undefined, 'as asked'),
      }),
      { maxLength: 24 },
    ),
    isolated: fc.constantFrom([], [], ['biomed']),
    keepsNPlusOne: fc.boolean(),
  })
  .map(({ hosts, domains, isolated, keepsNPlusOne }) => {
    const rules: BalanceRules = {
      takes: (domainKind, hostKind) => domainKind === 'any' || domainKind === hostKind,
      isolatedVos: new Set(isolated),
      mostVcpusPerCpu: 4,
      keepsNPlusOne,
    };
    const placed: BalanceDomain[] = [];
    const named = hosts.map(({ gib, ...rest }, index) => host(`h${index}`, gib, rest));
    for (const [index, { at, gib, ...rest }] of domains.entries()) {
      const each = domain(`d${index}`, `h${at}`, gib, rest);
      if (brokenRules(cluster(named, [...placed, each], rules)).length === 0) placed.push(each);
    }
    return cluster(named, placed, rules);
  });

/** What is wrong where everything is now; written apart from the planner, from the words of the rules. */
function brokenRules({ hosts, domains, rules }: BalanceCluster): string[] {
  return [
    ...domains.filter(({ hostId }) => !hosts.some(({ id }) => id === hostId)).map(({ id }) => `${id} is nowhere`),
    ...hosts.flatMap((each) => {
      const there = domains.filter(({ hostId }) => hostId === each.id);
      const sum = (pick: (one: BalanceDomain) => number) => there.reduce((total, one) => total + pick(one), 0);
      const words = there.flatMap(({ apart }) => apart ?? []);
      const vos = new Set(there.map(({ vo }) => vo));
      return [
        sum(({ memoryKiB }) => memoryKiB) > each.memoryKiB ? `${each.id} has no such memory` : '',
        sum(({ vcpus }) => vcpus) > each.cpus * rules.mostVcpusPerCpu ? `${each.id} has no such processors` : '',
        there.some(({ kind }) => !rules.takes(kind, each.kind)) ? `${each.id} has a domain of another kind` : '',
        new Set(words).size < words.length ? `on ${each.id} two meet that are to be kept apart` : '',
        vos.size > 1 && [...vos].some((vo) => vo !== null && rules.isolatedVos.has(vo))
          ? `on ${each.id} a VO is not alone`
          : '',
        each.onlyVo !== undefined && there.some(({ vo }) => vo !== each.onlyVo) ? `${each.id} has another VO` : '',
      ].filter((word) => word !== '');
    }),
  ];
}

const after = (before: BalanceCluster, steps: readonly BalanceStep[]): BalanceCluster => {
  const hostOf = new Map(steps.flatMap(({ domains, to }) => domains.map((id) => [id, to] as const)));
  return {
    ...before,
    domains: before.domains.map((each) => ({ ...each, hostId: hostOf.get(each.id) ?? each.hostId })),
  };
};
/** As while domains move: each is at its source and at its target. */
const amid = (before: BalanceCluster, steps: readonly BalanceStep[]): BalanceCluster => ({
  ...before,
  domains: [
    ...before.domains,
    ...steps.flatMap(({ domains, to }) =>
      before.domains
        .filter(({ id }) => domains.includes(id))
        .map((each) => ({ ...each, id: `${each.id} again`, hostId: to })),
    ),
  ],
});

describe('whatever the cluster', () => {
  test('no step breaks a rule, while it is taken or after; every step moves what may move; the score never ends higher', () => {
    fc.assert(
      fc.property(anyCluster, (before) => {
        const plan = planBalance(before);
        let now = before;
        for (const step of plan.steps) {
          expect(brokenRules(amid(now, [step]))).toEqual([]);
          for (const id of step.domains) {
            const moved = now.domains.find((each) => each.id === id);
            expect(moved).toMatchObject({ hostId: step.from });
            expect(moved?.pinned).toBeUndefined();
          }
          for (const id of [step.from, step.to])
            expect(now.hosts.find((each) => each.id === id)?.closed).toBeUndefined();
          now = after(now, [step]);
        }
        for (const { id, hostId, together } of before.domains)
          for (const other of before.domains.filter(
            (each) => each.together !== undefined && each.together === together && each.hostId === hostId,
          ))
            expect(now.domains.find((each) => each.id === id)?.hostId).toBe(
              now.domains.find((each) => each.id === other.id)?.hostId,
            );
        expect(plan.scoreAfter).toBeLessThanOrEqual(plan.scoreBefore + 1e-9);
        if (before.rules.keepsNPlusOne) for (const id of plan.atRiskAfter) expect(plan.atRiskBefore).toContain(id);
      }),
      { numRuns: 400 },
    );
  });

  test('the steps of a wave find room for all their copies at the same time, within the limits of the links', () => {
    const limits = { mostOut: () => 2, mostIn: () => 1, mostAtOnce: 3 };
    fc.assert(
      fc.property(anyCluster, (before) => {
        const { steps } = planBalance(before);
        const waves = wavesOf(before, steps, limits);
        expect(waves.flat()).toEqual(steps);
        let now = before;
        for (const wave of waves) {
          expect(brokenRules(amid(now, wave))).toEqual([]);
          const count = (some: typeof wave) => some.reduce((sum, { domains }) => sum + domains.length, 0);
          if (wave.length > 1) {
            expect(count(wave)).toBeLessThanOrEqual(limits.mostAtOnce);
            for (const { id } of before.hosts) {
              expect(count(wave.filter(({ from }) => from === id))).toBeLessThanOrEqual(limits.mostOut());
              expect(count(wave.filter(({ to }) => to === id))).toBeLessThanOrEqual(limits.mostIn());
            }
          }
          now = after(now, wave);
        }
      }),
      { numRuns: 200 },
    );
  });
});
