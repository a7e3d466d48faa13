import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DomainState, EMPTY_METADATA, isActive, PINNED_TAG } from '@/lib/domain/domain';
import { domainId } from '@/lib/domain/ids';
import type { PlacementDomain, PlacementHost } from '@/lib/domain/placement';
import { severityOf } from '@/lib/domain/refusals';
import { KIB_PER_GIB } from '@/lib/utils/units';
import { checkMove } from '../check-move';
import { memoryNeedKiB } from '../memory-need';
import { ABILITIES, IA64_READING, makeDomain, makeHost, NOW, READING } from '../placement-fixtures';
import { planRebalance, type RebalancePlan, recheckRebalance } from './plan-rebalance';
import { rebalanceDifference } from './rebalance-difference';
import { droppedWords } from './rebalance-words';
import type { RebalanceDomain, RebalanceInput } from './rebalance-input';

const GIB = KIB_PER_GIB;
type Guest = RebalanceDomain;
let number = 0;
const guest = (on: PlacementHost, name: string, gib: number, change: Partial<PlacementDomain> = {}): Guest => ({
  domain: makeDomain({
    id: domainId(`11111111-1111-4111-8111-${String((number += 1)).padStart(12, '0')}`),
    name,
    memoryKiB: gib * GIB,
    ...change,
  }),
  hostId: on.id,
  heldBy: undefined,
});
/** Each with the others of its affinity group that run, wherever they are. */
const asGroups = (domains: readonly Guest[], hosts: readonly PlacementHost[]): Guest[] =>
  domains.map((each) => ({
    ...each,
    affinityPeers: domains.flatMap(({ domain, hostId }) =>
      domain.id === each.domain.id ||
      domain.metadata.affinity === undefined ||
      domain.metadata.affinity !== each.domain.metadata.affinity ||
      !isActive(domain.state)
        ? []
        : [
            {
              domainId: domain.id,
              domainName: domain.name,
              hostId,
              hostName: hosts.find(({ id }) => id === hostId)?.name ?? '',
            },
          ],
    ),
  }));
/** A host that has so much beside what its guests take: free memory is what they leave. */
const withGuests = (host: PlacementHost, gib: number, guests: readonly Guest[]): PlacementHost => {
  const held = guests
    .filter(({ hostId, domain }) => hostId === host.id && isActive(domain.state))
    .reduce((sum, { domain }) => sum + memoryNeedKiB(domain), 0);
  const free = Math.max(0, gib * GIB - held);
  const reading = { ...(host.reading ?? READING), memoryTotalKiB: Math.max(gib * GIB, held), memoryFreeKiB: free };
  return { ...host, cpuCount: 4, reading };
};
const input = (
  hosts: readonly PlacementHost[],
  domains: readonly Guest[],
  change: Partial<RebalanceInput> = {},
): RebalanceInput => ({
  now: NOW,
  hosts: hosts.map((host) => withGuests(host, 16, domains)),
  domains,
  keepsNPlusOne: true,
  isolatedVos: [],
  mostMoves: 20,
  atOnce: 4,
  struck: new Set(),
  historyOf: () => new Map(),
  ...change,
});
const [d1, d2, d3] = [makeHost('d1'), makeHost('d2'), makeHost('d3')];
const many = (on: PlacementHost, count: number, change: Partial<PlacementDomain> = {}): Guest[] =>
  Array.from({ length: count }, (_, index) => guest(on, `${on.name}-${index}`, 1, change));
const went = (plan: RebalancePlan) =>
  plan.moves.map(({ domain, source, target }) => `${domain.name} ${source.name}→${target.name}`);
const closedOf = (plan: RebalancePlan) =>
  Object.fromEntries(
    plan.hosts.flatMap(({ host, closed }) => (closed === undefined ? [] : [[host.name, closed.code]])),
  );

describe('a recommendation', () => {
  test('levels hosts by few moves, and tells of each move and each host what it does', () => {
    const plan = planRebalance(input([d1, d2], many(d1, 4)));
    expect(plan.moves).toHaveLength(2);
    expect(plan.spreadAfter).toBeLessThan(plan.spreadBefore / 10);
    expect(plan.moves[0]?.why).toMatch(
      /^d1 from 25 to 19 % of its memory, from 1 to 0\.75 vCPUs a CPU and from 4 to 3 domains; d2 from 0 to 6 % .*The spread of their group falls from 8\.63 to 4\.31: by 4\.00 for the number of domains, which counts four times, 0\.25 for vCPUs, 0\.06 for memory\.$/,
    );
    expect(plan.moves[0]?.prediction?.durationMs?.value).toBeGreaterThan(0);
    expect(plan.hosts.map(({ before, after }) => [before.domains, after.domains])).toEqual([
      [4, 2],
      [0, 2],
    ]);
    expect(plan.bytes).toBeGreaterThan(2 * 2 ** 30 - 1);
    expect(plan.nothing).toBeUndefined();
  });

  test('says of memory what the table of hosts says, which counts what the hypervisor keeps', () => {
    const world = input([d1, d2], many(d1, 4));
    const keeps = (host: PlacementHost): PlacementHost => ({
      ...host,
      reading: { ...(host.reading ?? READING), memoryTotalKiB: 20 * GIB },
      memoryPromisedKiB: GIB,
    });
    const plan = planRebalance({ ...world, hosts: world.hosts.map(keeps) });
    const share = (kib: number | undefined): number => Math.round((100 * (kib ?? 0)) / (20 * GIB));
    const [one, other] = plan.hosts;
    expect(plan.moves[0]?.why).toContain(`d1 from ${share(one?.before.memoryUsedKiB)} to `);
    expect(plan.moves.at(-1)?.why).toMatch(
      new RegExp(
        `^d1 from \\d+ to ${share(one?.after.memoryUsedKiB)} %.* d2 from \\d+ to ${share(other?.after.memoryUsedKiB)} %`,
      ),
    );
  });

  test('of an exchange the half that is worse alone says so, and once the other is struck out that nothing makes up for it', () => {
    const domains = [...['a', 'b'].map((name) => guest(d1, name, 4)), ...['c', 'd'].map((name) => guest(d2, name, 1))];
    const world = input([d1, d2], domains);
    const plan = planRebalance(world);
    expect(plan.moves.map(({ why }) => /Alone it takes .*a later move more than makes up for it/.test(why))).toEqual([
      true,
      false,
    ]);
    const [first] = plan.moves.map(({ domain, source, target }) => ({
      domain: domain.id as string,
      from: source.id as string,
      to: target.id as string,
    }));
    const struck = new Set([plan.moves[1]?.domain.id as string]);
    const half = recheckRebalance({ ...world, struck }, first === undefined ? [] : [first]);
    expect(half.plan.moves.map(({ why }) => why)).toEqual([expect.stringContaining('no later move makes up for it')]);
  });

  test('both go at the same time where the limits of the hosts allow it, one after the other where they do not', () => {
    const waves = (out: number) =>
      planRebalance(input([{ ...d1, limits: { migrationsIn: 2, migrationsOut: out } }, d2], many(d1, 4))).moves.map(
        ({ wave }) => wave,
      );
    expect(waves(2)).toEqual([1, 1]);
    expect(waves(1)).toEqual([1, 2]);
  });

  test('hosts that cannot exchange domains are levelled apart', () => {
    const montecito = ['m1', 'm2'].map((name) => makeHost(name, { class: 'montecito', reading: IA64_READING }));
    const plan = planRebalance(input([d1, d2, ...montecito], many(d1, 4)));
    expect(went(plan).every((words) => words.endsWith('d1→d2'))).toBe(true);
    expect(plan.hosts.map(({ pool }) => pool)).toEqual([1, 1, 2, 3]);
    // Two empty hosts beside them do not make two level ones look uneven.
    expect(plan.spreadAfter).toBeLessThan(plan.spreadBefore / 10);
  });
});

describe('what takes no part', () => {
  test('hosts in maintenance, unreachable, stale, guarded by a benchmark, or without a way in', () => {
    const names = ['e1', 'e2', 'e3', 'e4', 'e5'] as const;
    const changes: readonly Partial<PlacementHost>[] = [
      { maintenance: true },
      { status: 'unreachable' },
      { seenAt: new Date(NOW.getTime() - 60_000) },
      { benchmark: 'NetPIPE' },
      { limits: { migrationsIn: 0, migrationsOut: 2 } },
    ];
    const hosts = names.map((name, index) => makeHost(name, changes[index]));
    const plan = planRebalance(input([d1, ...hosts], many(d1, 4)));
    expect(plan.moves).toEqual([]);
    expect(closedOf(plan)).toEqual({
      e1: 'host-in-maintenance',
      e2: 'host-down',
      e3: 'stale-inventory',
      e4: 'benchmark-running',
      e5: 'migrations-not-allowed',
    });
    expect(plan.nothing).toMatch(/^One host takes part, so there is nothing to level\. .*e1 is in maintenance/);
    // Nor does anything leave a host where a benchmark runs.
    expect(planRebalance(input([{ ...d1, benchmark: 'STREAM' }, d2, d3], many(d1, 4))).moves).toEqual([]);
  });

  test('domains that are pinned, struck out, held, paused, or that a check refuses everywhere', () => {
    const pinned = guest(d1, 'pinned', 1, { metadata: { ...EMPTY_METADATA, tags: [PINNED_TAG] } });
    const held = { ...guest(d1, 'held', 1), heldBy: 'Reboot held' };
    const paused = guest(d1, 'paused', 1, { state: 'paused' as DomainState });
    const snapshot = guest(d1, 'snapshot', 1, { hasSnapshots: true });
    const struck = guest(d1, 'struck', 1);
    const domains = [pinned, held, paused, snapshot, struck];
    const plan = planRebalance(input([d1, d2], domains, { struck: new Set([struck.domain.id]) }));
    expect(plan.moves).toEqual([]);
    expect(Object.fromEntries(plan.stays.map(({ domainName, code }) => [domainName, code]))).toEqual({
      pinned: 'pinned',
      held: 'operation-in-progress',
      paused: 'not-running',
      snapshot: 'has-snapshots',
      struck: 'struck-out',
    });
    expect(plan.nothing).toMatch(/^None of the 5 domains that run may be moved\. /);
  });

  test('a domain on a disk that only its host sees goes nowhere, though the other host is of the same kind', () => {
    const disks = [{ target: 'xvda', kind: 'disk', source: '/var/one.img', readOnly: false, shared: false }] as const;
    const plan = planRebalance(input([d1, d2], many(d1, 4, { disks })));
    expect(plan.nothing).toContain('none can take a domain of another');
  });

  test('what is level already is said to be', () => {
    const plan = planRebalance(input([d1, d2], [...many(d1, 2), ...many(d2, 2)]));
    expect(plan).toMatchObject({ moves: [], nothing: expect.stringMatching(/^The hosts are as level/) });
  });
});

describe('rules', () => {
  test('those to be kept apart never meet, not even with one that is off', () => {
    const apart = { metadata: { ...EMPTY_METADATA, antiAffinity: 'ce' } };
    const off = guest(d2, 'ce-off', 1, { ...apart, state: 'off' });
    const plan = planRebalance(input([d1, d2], [...many(d1, 4, apart).slice(0, 1), ...many(d1, 3), off]));
    expect(went(plan)).toHaveLength(2);
    for (const { domain } of plan.moves) expect(domain.metadata.antiAffinity).toBeUndefined();
  });

  const together = { metadata: { ...EMPTY_METADATA, affinity: 'site' } };

  test('a group moves as one, each of it with the others named', () => {
    const pair = ['x', 'y'].map((name) => guest(d1, name, 2, together));
    const domains = asGroups(
      [...pair, guest(d1, 'rest', 2, { metadata: { ...EMPTY_METADATA, tags: [PINNED_TAG] } })],
      [d1, d2],
    );
    const plan = planRebalance(input([d1, d2], domains));
    expect(went(plan)).toEqual(['x d1→d2', 'y d1→d2']);
    expect(plan.moves.map(({ why }) => why)).toEqual([
      expect.stringMatching(/ With y, group site; until the last has moved they are on two hosts\.$/),
      expect.stringContaining('With x, group site'),
    ]);
    expect(plan.moves.flatMap(({ cautions }) => cautions)).toEqual([]);
    // Two moves where one is left are too many.
    expect(planRebalance(input([d1, d2], domains, { mostMoves: 1 }))).toMatchObject({ moves: [], cutShort: true });
  });

  test('a group of more than may move at the same time goes one part after the other', () => {
    const group = ['w', 'x', 'y'].map((name) => guest(d1, name, 1, together));
    const rest = many(d1, 3, { metadata: { ...EMPTY_METADATA, tags: [PINNED_TAG] } });
    const plan = planRebalance(input([d1, d2], asGroups([...group, ...rest], [d1, d2])));
    expect(plan.moves.map(({ wave }) => wave)).toEqual([1, 1, 2]);
  });

  test('a group stays, with a sentence, where one of it must, where it is parted already, and where it is to be apart as well', () => {
    const stays = (...guests: readonly Guest[]) => {
      const domains = asGroups(guests, [d1, d2]);
      const plan = planRebalance(input([d1, d2], [...domains, ...many(d1, 1)]));
      for (const { domain } of plan.moves) expect(domain.metadata.affinity).toBeUndefined();
      return Object.fromEntries(plan.stays.map(({ domainName, code, sentence }) => [domainName, [code, sentence]]));
    };
    const pinned = { metadata: { ...together.metadata, tags: [PINNED_TAG] } };
    expect(stays(guest(d1, 'x', 2, pinned), guest(d1, 'y', 2, together))['y']).toEqual([
      'group-stays',
      'y stays: its group site stays together, and x may not be moved.',
    ]);
    expect(stays(guest(d1, 'x', 2, together), guest(d2, 'y', 2, together))['x']).toEqual([
      'group-parted',
      'x stays: y of its group site runs on d2, and bringing them together is left to you.',
    ]);
    const both = { metadata: { ...together.metadata, antiAffinity: 'ce' } };
    expect(stays(guest(d1, 'x', 2, both), guest(d1, 'y', 2, both))['x']).toEqual([
      'group-contradicted',
      'x stays: domains of its group site are to be kept apart by ce as well.',
    ]);
    // One that is off holds nobody.
    const off = guest(d1, 'off', 2, { ...together, state: 'off' });
    const plan = planRebalance(input([d1, d2], asGroups([guest(d1, 'x', 2, together), off, ...many(d1, 1)], [d1, d2])));
    expect(plan.moves).toHaveLength(1);
    expect(plan.stays).toEqual([]);
  });

  test('an isolated VO meets no other', () => {
    const vo = (name: string) => ({ metadata: { ...EMPTY_METADATA, vo: name } });
    const domains = [...many(d1, 4, vo('biomed')), ...many(d2, 1, vo('cms'))];
    expect(planRebalance(input([d1, d2], domains)).moves.length).toBeGreaterThan(0);
    expect(planRebalance(input([d1, d2], domains, { isolatedVos: ['biomed'] })).moves).toEqual([]);
    const third = planRebalance(
      // With the third host taken, the loss of d2 could not be taken up: nothing may meet biomed.
      input([d1, d2, d3], domains, { isolatedVos: ['biomed'], keepsNPlusOne: false }),
    );
    expect(planRebalance(input([d1, d2, d3], domains, { isolatedVos: ['biomed'] })).moves).toEqual([]);
    expect(third.isolation).toEqual(['biomed shares a host with no other VO.']);
    const mixed = [
      ...domains,
      guest(d1, 'own', 1, { metadata: { ...EMPTY_METADATA, tags: [PINNED_TAG] } }),
      guest(d1, 'cms-1', 1, { metadata: { ...EMPTY_METADATA, vo: 'cms', tags: [PINNED_TAG] } }),
      guest(d2, 'off', 1, { ...vo('lhcb'), state: 'off' }),
    ];
    expect(
      planRebalance(input([d1, d2, d3], mixed, { isolatedVos: ['biomed', 'lhcb'], mostMoves: 1 })).isolation,
    ).toEqual([
      'biomed goes to no host of another VO, but shares d1 with cms and domains of no VO already.',
      'No domain of lhcb runs on these hosts.',
    ]);
    expect(new Set(third.moves.map(({ target }) => target.name))).toEqual(new Set(['d3']));
  });
});

describe('the loss of a host', () => {
  const guarded = { metadata: { ...EMPTY_METADATA, restartPriority: 'high' as const } };
  // Nobody may be moved live to or from it, so it is of no pool with the others; booted its domain is anywhere.
  const alone = makeHost('d3', { reading: { ...READING, hypervisorVersion: '4.14.0' } });
  const big = guest(alone, 'big', 15, { ...guarded, hasSnapshots: true });
  const domains = [...many(d1, 4), big];
  const lossOf = (plan: RebalancePlan, name: string) => {
    const host = plan.hosts.find((each) => each.host.name === name);
    return [host?.before.loss, host?.after.loss];
  };

  test('is what recovery says it is: moves that would take the last room of another host’s domain are not made', () => {
    const world = input([d1, d2, alone], domains);
    const fits = { protectedDomains: 1, homeless: 0 };
    const held = planRebalance(world);
    expect([went(held), lossOf(held, 'd3')]).toEqual([[], [fits, fits]]);
    expect(held.nothing).toContain('a host could not be lost any more');
    const free = planRebalance({ ...world, keepsNPlusOne: false });
    expect([free.moves.length, lossOf(free, 'd3'), free.lossChecked]).toEqual([2, [undefined, undefined], true]);
    // One that nobody starts again keeps nobody from moving.
    const off = domains.map((each) =>
      each === big ? { ...big, domain: { ...big.domain, metadata: EMPTY_METADATA } } : each,
    );
    expect(planRebalance(input([d1, d2, alone], off)).moves).toHaveLength(2);
  });

  test('is asked of hosts that are not levelled as well, and of moves that were planned before', () => {
    const all = input([d1, d2, alone], domains);
    const beside = { hosts: all.hosts.filter(({ name }) => name === 'd3'), domains: [big] };
    const world = {
      ...all,
      hosts: all.hosts.filter(({ name }) => name !== 'd3'),
      domains: domains.filter((each) => each !== big),
      beside,
    };
    expect(planRebalance(world).moves).toEqual([]);
    const moves = planRebalance({ ...world, keepsNPlusOne: false }).moves.map(({ domain, source, target }) => ({
      domain: domain.id as string,
      from: source.id as string,
      to: target.id as string,
    }));
    const again = recheckRebalance(world, moves);
    expect([again.plan.moves, again.dropped.map(({ why }) => why)]).toEqual([[], ['loss', 'loss']]);
  });

  test('is not asked where there is too much of both', () => {
    const hosts = Array.from({ length: 110 }, (_, index) => makeHost(`h${index}`));
    const plan = planRebalance(
      input(
        hosts,
        hosts.flatMap((host) => many(host, 10, guarded)),
      ),
    );
    expect([plan.lossChecked, plan.hosts[0]?.before.loss]).toEqual([false, undefined]);
  });
});

describe('what was planned, looked at again', () => {
  const planned = (plan: RebalancePlan) =>
    plan.moves.map(({ domain, source, target }) => ({ domain: domain.id, from: source.id, to: target.id }));
  const facts = (plan: RebalancePlan) => ({
    spreadAfter: plan.spreadAfter,
    moves: plan.moves.map(({ domain, source, target }) => ({
      domainId: domain.id,
      domainName: domain.name,
      sourceHostName: source.name,
      targetHostName: target.name,
    })),
  });

  test('holds where nothing has changed', () => {
    const before = input([d1, d2, d3], many(d1, 6));
    const plan = planRebalance(before);
    const again = recheckRebalance(before, planned(plan));
    expect(again.dropped).toEqual([]);
    expect(again.plan.spreadAfter).toBeCloseTo(plan.spreadAfter);
    expect(rebalanceDifference(facts(plan), facts(again.plan))).toEqual([]);
  });

  test('a move that was struck out takes along what needed the room it made, and both are said', () => {
    const full = withGuests(d1, 4.2, []);
    const big = guest(d1, 'big', 3);
    const small = guest(d2, 'small', 2);
    const hosts = [full, withGuests(d2, 8, []), withGuests(d3, 8, [])].map((host, index) =>
      withGuests(host, [4.2, 8, 8][index] ?? 8, [big, small]),
    );
    const moves = [
      { domain: big.domain.id as string, from: d1.id as string, to: d3.id as string },
      { domain: small.domain.id as string, from: d2.id as string, to: d1.id as string },
    ];
    const world = { ...input([], [big, small], { keepsNPlusOne: false }), hosts };
    expect(recheckRebalance(world, moves).dropped).toEqual([]);
    const struck = { ...world, struck: new Set([big.domain.id as string]) };
    const [, ...rest] = moves;
    expect(recheckRebalance(struck, rest).dropped).toEqual([
      { move: rest[0], why: 'rules', refusal: expect.objectContaining({ code: 'memory-short' }) },
    ]);
  });

  test('a group holds while it moves: of one half done the other half follows; with one struck out nobody goes', () => {
    const hosts = [d1, d2];
    const group = ['x', 'y'].map((name) => guest(d1, name, 2, { metadata: { ...EMPTY_METADATA, affinity: 'site' } }));
    const rest = guest(d1, 'rest', 2, { metadata: { ...EMPTY_METADATA, tags: [PINNED_TAG] } });
    const whole = input(hosts, asGroups([...group, rest], hosts));
    const moves = planned(planRebalance(whole));
    expect(moves).toHaveLength(2);
    const again = recheckRebalance(whole, moves);
    expect(again.dropped).toEqual([]);
    expect(went(again.plan)).toEqual(['x d1→d2', 'y d1→d2']);
    const [first, second] = group;
    if (first === undefined || second === undefined) throw new Error('there are two');
    const half = input(hosts, asGroups([{ ...first, hostId: d2.id }, second, rest], hosts));
    const left = moves.filter(({ domain }) => domain === second.domain.id);
    expect(recheckRebalance(half, left)).toMatchObject({ dropped: [], plan: { moves: { length: 1 } } });
    const struck = recheckRebalance({ ...whole, struck: new Set([first.domain.id]) }, left);
    expect(struck.plan.moves).toEqual([]);
    expect(struck.dropped.map((each) => droppedWords(each, 'y', 'd2'))).toEqual([
      'y does not go to d2 any more: Group site is kept together, and x runs on d1, not on d2.',
    ]);
  });

  test('a domain that has been moved since is not where it was', () => {
    const domains = many(d1, 4);
    const plan = planRebalance(input([d1, d2], domains));
    const moved = domains.map((each) => ({ ...each, hostId: d2.id }));
    const { dropped } = recheckRebalance(input([d1, d2], moved), planned(plan));
    expect(dropped.map(({ why }) => why)).toEqual(['gone', 'gone']);
  });
});

/** A testbed as it might be: two architectures, abilities that differ, domains of all sorts where they may be or not. */
const anyTestbed = fc
  .record({
    hosts: fc.array(
      fc.record({
        gib: fc.constantFrom(4, 8, 16),
        change: fc.constantFrom<Partial<PlacementHost>>(
          {},
          {},
          {},
          {},
          {},
          {},
          { maintenance: true },
          { reading: IA64_READING, class: 'montecito' },
          { benchmark: 'STREAM' },
          { abilities: { ...ABILITIES, live: false } },
          { limits: { migrationsIn: 1, migrationsOut: 1 } },
          { reading: { ...READING, hypervisorVersion: '4.14.0' } },
          { reading: { ...READING, networks: [] } },
        ),
      }),
      { minLength: 2, maxLength: 6 },
    ),
    guests: fc.array(
      fc.record({
        // Half of them on the first two: a testbed to level is uneven.
        at: fc.oneof(fc.nat(5), fc.nat(1)),
        gib: fc.constantFrom(0.5, 1, 2, 3),
        vcpus: fc.integer({ min: 1, max: 3 }),
        change: fc.constantFrom<Partial<PlacementDomain>>(
          {},
          {},
          {},
          {},
          {},
          {},
          { state: 'off' },
          { state: 'paused' },
          { hasSnapshots: true },
          { cpuFlags: ['avx512'] },
          { nics: [] },
          { architecture: 'ia64', cpuFlags: [] },
          { metadata: { ...EMPTY_METADATA, antiAffinity: 'ce' } },
          { metadata: { ...EMPTY_METADATA, antiAffinity: 'se' }, state: 'off' },
          { metadata: { ...EMPTY_METADATA, vo: 'cms' } },
          { metadata: { ...EMPTY_METADATA, restartPriority: 'high' } },
          { metadata: { ...EMPTY_METADATA, restartPriority: 'low' } },
        ),
        // Of groups some are whole, on one host; another may be anywhere.
        group: fc.constantFrom(undefined, undefined, undefined, 'own' as const, 'own' as const, 'site' as const),
      }),
      { minLength: 4, maxLength: 16 },
    ),
    mostMoves: fc.constantFrom(1, 3, 20),
    keepsNPlusOne: fc.boolean(),
    isolatedVos: fc.constantFrom([], ['cms']),
  })
  .map(({ hosts, guests, ...rest }) => {
    const made = hosts.map(({ change }, index) => makeHost(`h${index}`, change));
    const domains = guests.flatMap(({ at, gib, vcpus, change, group }, index) => {
      const host = made[at];
      if (host === undefined) return [];
      const affinity = group === 'own' ? `own ${at}` : group;
      const metadata = { ...EMPTY_METADATA, ...change.metadata, affinity };
      return [guest(host, `g${index}`, gib, { vcpus, ...change, metadata })];
    });
    return {
      ...input([], asGroups(domains, made), rest),
      hosts: made.map((host, index) => withGuests(host, hosts[index]?.gib ?? 4, domains)),
    };
  });

test('every move of every recommendation passes the checks of a single move in the world made by those before it', () => {
  let checked = 0;
  let together = 0;
  fc.assert(
    fc.property(anyTestbed, (testbed) => {
      const plan = planRebalance(testbed);
      // A world of its own, written apart from the planner: free memory by host, and where each domain is.
      const free = new Map(testbed.hosts.map((host) => [host.id, host.reading?.memoryFreeKiB ?? 0]));
      const at = new Map(testbed.domains.map(({ domain, hostId }) => [domain.id, hostId]));
      const asIs = (host: PlacementHost): PlacementHost => ({
        ...host,
        reading: { ...(host.reading ?? READING), memoryFreeKiB: free.get(host.id) },
      });
      expect(new Set(plan.moves.map(({ domain }) => domain.id)).size).toBe(plan.moves.length);
      expect(plan.moves.length).toBeLessThanOrEqual(testbed.mostMoves);
      for (const { domain, source, target } of plan.moves) {
        expect(at.get(domain.id)).toBe(source.id);
        const [from, to] = [source, target].map((end) => testbed.hosts.find(({ id }) => id === end.id));
        if (from === undefined || to === undefined) throw new Error('a host that is not there');
        const antiAffinityPeers = testbed.domains
          .filter((other) => other.domain.id !== domain.id)
          .filter((other) => other.domain.metadata.antiAffinity === domain.metadata.antiAffinity)
          .map((other) => ({ domainName: other.domain.name, hostId: at.get(other.domain.id) ?? other.hostId }));
        const refusals = checkMove(domain, asIs(from), asIs(to), {
          now: NOW,
          options: { live: true },
          antiAffinityPeers,
        });
        expect(refusals.filter((each) => severityOf(each) !== 'warn')).toEqual([]);
        free.set(from.id, (free.get(from.id) ?? 0) + memoryNeedKiB(domain));
        free.set(to.id, (free.get(to.id) ?? 0) - memoryNeedKiB(domain));
        at.set(domain.id, to.id);
        checked += 1;
      }
      // Nobody of a group has left those that were with it, and none that was parted has gone to a third host.
      for (const { domain, hostId, affinityPeers = [] } of testbed.domains)
        for (const peer of affinityPeers) {
          if (!isActive(domain.state)) continue;
          if (peer.hostId === hostId) expect(at.get(peer.domainId)).toBe(at.get(domain.id));
          else expect([at.get(domain.id), at.get(peer.domainId)]).toEqual([hostId, peer.hostId]);
          if (at.get(domain.id) !== hostId) together += 1;
        }
      for (const { before, after } of plan.hosts)
        if (before.loss?.homeless === 0) expect(after.loss?.homeless ?? 0).toBe(0);
      expect(plan.spreadAfter).toBeLessThanOrEqual(plan.spreadBefore + 1e-9);
      expect(plan.moves.length === 0).toBe(plan.nothing !== undefined);
    }),
    { numRuns: 200 },
  );
  // A planner that recommends nothing would pass as well.
  expect(checked).toBeGreaterThan(100);
  expect(together).toBeGreaterThan(3);
});
