import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EMPTY_METADATA } from '@/lib/domain/domain';
import { domainId, type HostId } from '@/lib/domain/ids';
import { pastDomain, pastHost, recordOf } from '@/lib/domain/past/past-fixtures';
import { type PastDomain, type PastHost, type PastRecord, replay } from '@/lib/domain/past/records';
import type { PlacementDomain, PlacementHost } from '@/lib/domain/placement';
import { KIB_PER_GIB } from '@/lib/utils/units';
import { memoryNeedKiB } from '../memory-need';
import { makeDomain, makeHost, NOW, READING } from '../placement-fixtures';
import { Replay } from './replay';
import type { ReplayResult } from './replay-result';

/** With so much for domains, all of it free now. */
const empty = (name: string, gib: number): PlacementHost =>
  makeHost(name, { reading: { ...READING, memoryTotalKiB: gib * KIB_PER_GIB, memoryFreeKiB: gib * KIB_PER_GIB } });
const factsOf = (host: PlacementHost, change: Partial<PastHost> = {}): PastHost =>
  pastHost({
    name: host.name,
    simulated: true,
    class: host.class,
    hypervisorVersion: '4.17.0',
    memoryTotalKiB: host.reading?.memoryTotalKiB ?? null,
    ...change,
  });
const AT = (minute: number): number => NOW.getTime() + minute * 60_000;
const idOf = (name: string): string => `33333333-3333-4333-8333-${Buffer.from(name).toString('hex').padStart(12, '0')}`;
const ran = (minute: number, name: string, host: PlacementHost, change: Partial<PastDomain> = {}, gone = false) =>
  recordOf(AT(minute), idOf(name), pastDomain({ name, hostId: host.id, memoryKiB: KIB_PER_GIB, ...change }), gone);
const ended = (minute: number, name: string, host: PlacementHost) => ran(minute, name, host, { state: 'off' });

function play(options: {
  readonly hosts: readonly PlacementHost[];
  readonly without?: readonly PlacementHost[];
  readonly newHosts?: readonly PlacementHost[];
  readonly before?: readonly PastRecord<PastDomain>[];
  readonly changes?: readonly PastRecord<PastDomain>[];
  readonly hostChanges?: readonly PastRecord<PastHost>[];
  /** Of now; what is left out is gone, and only recorded. */
  readonly known?: readonly PlacementDomain[];
}): ReplayResult {
  const { hosts, without = [], newHosts = [], before = [], changes = [], hostChanges = [], known = [] } = options;
  return new Replay({
    span: {
      sinceMs: AT(0),
      untilMs: AT(60),
      before: {
        hosts: replay(hosts.map((host) => recordOf(AT(-10), host.id, factsOf(host)))),
        domains: replay(before),
      },
      hostChanges,
      domainChanges: changes,
    },
    known: {
      hosts: new Map(hosts.map((host) => [host.id, { host, capacityKiB: host.reading?.memoryFreeKiB }])),
      domains: new Map(known.map((domain) => [domain.id, domain])),
    },
    gone: new Set(without.map(({ id }) => id)),
    newHosts,
    starts: [],
  }).run();
}
const at = (result: ReplayResult, name: string): HostId | undefined =>
  result.places.find(({ domain }) => domain.name === name)?.hostId;

describe('what happened happens again', () => {
  test('where it happened, as long as that is there and has room', () => {
    const [a, b] = [empty('a', 4), empty('b', 4)];
    const result = play({
      hosts: [a, b],
      before: [ran(-5, 'x', a)],
      changes: [ran(1, 'y', a), ended(2, 'x', a), ran(3, 'z', b), ran(4, 'y', b), ran(5, 'x', a)],
    });
    expect(result).toMatchObject({
      tally: { start: { asked: 3, elsewhere: 0 }, beginning: { asked: 0 } },
      homeless: [],
      moves: { made: 1, stayed: 0 },
      endsElsewhere: 0,
    });
    expect([at(result, 'x'), at(result, 'y'), at(result, 'z')]).toEqual([a.id, b.id, b.id]);
  });

  test('elsewhere, where its host is supposed away; and what finds no place says when, where it was, and why', () => {
    const [a, b] = [empty('a', 4), empty('b', 2.2)];
    const result = play({
      hosts: [a, b],
      without: [a],
      before: [ran(-5, 'x', a)],
      changes: [ran(1, 'y', a), ran(2, 'z', a), ended(3, 'x', a), ended(4, 'z', a), ran(5, 'z', a)],
    });
    expect(result.tally).toMatchObject({ beginning: { asked: 1, elsewhere: 1 }, start: { asked: 3, elsewhere: 2 } });
    expect(result.homeless).toMatchObject([{ atMs: AT(2), what: 'start', name: 'z', hostName: 'a', foundAtMs: AT(3) }]);
    expect(result.homeless[0]?.why).toMatch(/^None of 1 hosts can take it\. Nearest: b has .* free/);
    expect([at(result, 'x'), at(result, 'y'), at(result, 'z')]).toEqual([undefined, b.id, b.id]);
    expect(result.endsElsewhere).toBe(2);
  });

  test('without a move whose target is not there, or has no room: the domain stays where it is', () => {
    const [a, b, c] = [empty('a', 4), empty('b', 4), empty('c', 1)];
    const result = play({
      hosts: [a, b, c],
      without: [b],
      before: [ran(-5, 'x', a)],
      changes: [ran(1, 'x', b), ran(2, 'x', c), ran(3, 'x', a)],
    });
    expect(result.moves).toEqual({ made: 0, stayed: 2 });
    expect(at(result, 'x')).toBe(a.id);
  });

  test('with memory that is given where there is room; else the domain goes where there is, or stays as it was', () => {
    const [a, b] = [empty('a', 3), empty('b', 5)];
    const grown = (minute: number, gib: number) => ran(minute, 'x', a, { memoryKiB: gib * KIB_PER_GIB });
    const result = play({ hosts: [a, b], before: [ran(-5, 'x', a)], changes: [grown(1, 2), grown(2, 4), grown(3, 7)] });
    expect(result.tally.growth).toEqual({ asked: 3, elsewhere: 1 });
    expect(result.homeless).toMatchObject([{ what: 'growth', atMs: AT(3), memoryKiB: 7 * KIB_PER_GIB, hostName: 'b' }]);
    expect(at(result, 'x')).toBe(b.id);
  });

  test('on hosts that come, go, and are closed as they were', () => {
    const [a, b] = [empty('a', 4), empty('b', 4)];
    const closed = recordOf(AT(1), b.id, factsOf(b, { maintenance: true }));
    const open = recordOf(AT(3), b.id, factsOf(b));
    const left = recordOf(AT(5), b.id, factsOf(b), true);
    const result = play({
      hosts: [a, b],
      without: [a],
      hostChanges: [closed, open, left],
      changes: [ran(2, 'x', a), ran(4, 'y', a)],
    });
    expect(result.homeless.map(({ name, atMs, foundAtMs }) => [name, atMs, foundAtMs])).toEqual([
      ['x', AT(2), AT(3)],
      // They had been put there, and their host went.
      ['x', AT(5), undefined],
      ['y', AT(5), undefined],
    ]);
  });

  test('added hosts take what the one that is away had', () => {
    const [a, b] = [empty('a', 4), empty('b', 1)];
    const fresh = { ...empty('c', 4), name: 'a +1' };
    const result = play({ hosts: [a, b], without: [a], newHosts: [fresh], before: [ran(-5, 'x', a)] });
    expect([result.homeless, at(result, 'x')]).toEqual([[], fresh.id]);
  });
});

test('a wait of a moment, while a testbed is just being added, is not told', () => {
  const [a, b] = [empty('a', 4), empty('b', 4)];
  const soon = (ms: number) => ({ ...recordOf(AT(1) + ms, b.id, factsOf(b, { maintenance: false })) });
  const closed = recordOf(AT(0), b.id, factsOf(b, { maintenance: true }));
  const wait = (ms: number) =>
    play({ hosts: [a, b], without: [a], changes: [ran(1, 'x', a)], hostChanges: [closed, soon(ms)] });
  expect([wait(20_000).homeless, at(wait(20_000), 'x')]).toEqual([[], b.id]);
  expect(wait(40_000).homeless).toMatchObject([{ name: 'x', foundAtMs: AT(1) + 40_000 }]);
});

test('a domain that is still there keeps its rules; of one that is gone only its record is known', () => {
  const [a, b] = [empty('a', 4), empty('b', 4)];
  const apart = (name: string): PlacementDomain =>
    makeDomain({ id: domainId(idOf(name)), name, metadata: { ...EMPTY_METADATA, antiAffinity: 'ce' } });
  const changes = [ran(1, 'x', a), ran(2, 'y', a)];
  const known = play({ hosts: [a, b], without: [a], changes, known: [apart('x'), apart('y')] });
  expect(known.homeless.map(({ name }) => name)).toEqual(['y']);
  expect(play({ hosts: [a, b], without: [a], changes }).homeless).toEqual([]);
  const ia64 = [ran(1, 'x', a, { architecture: 'ia64' })];
  expect(play({ hosts: [a, b], without: [a], changes: ia64 }).homeless[0]?.counts.byReason[0]?.code).toBe(
    'architecture-mismatch',
  );
});

test('domains that are kept together are placed together, and where one of them has no room it has none', () => {
  const [a, b, c] = [empty('a', 4), empty('b', 2.2), empty('c', 2.1)];
  const kept = ['x', 'y', 'z'].map((name) =>
    makeDomain({ id: domainId(idOf(name)), name, metadata: { ...EMPTY_METADATA, affinity: 'storage' } }),
  );
  const changes = [ran(1, 'x', a), ran(2, 'y', a), ran(3, 'z', a)];
  const result = play({ hosts: [a, b, c], without: [a], changes, known: kept });
  expect([at(result, 'x'), at(result, 'y'), at(result, 'z')]).toEqual([b.id, b.id, undefined]);
  expect(result.homeless[0]?.counts.byReason.map(({ code }) => code)).toEqual(['memory-short', 'affinity']);
});

test('the tightest moment of a class is that of the least memory free, on hosts that are up', () => {
  const [a, b] = [empty('a', 4), empty('b', 4)];
  const changes = [ran(1, 'x', a), ran(2, 'y', a), ended(3, 'y', a)];
  const need = memoryNeedKiB({ memoryKiB: KIB_PER_GIB, vcpus: 1 });
  expect(play({ hosts: [a, b], changes }).tightest).toEqual([
    { hostClass: 'dempsey', freeKiB: 8 * KIB_PER_GIB - 2 * need, atMs: AT(2) },
  ]);
  const down = recordOf(AT(4), b.id, factsOf(b, { status: 'unreachable' }));
  expect(play({ hosts: [a, b], changes, hostChanges: [down] }).tightest).toEqual([
    { hostClass: 'dempsey', freeKiB: 4 * KIB_PER_GIB - need, atMs: AT(4) },
  ]);
});

/** Anything that may be recorded of six domains on four hosts, from nothing. */
const HOSTS = [empty('h0', 4), empty('h1', 3), empty('h2', 2), empty('h3', 2)] as const;
const history = fc.array(
  fc.record({
    name: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    host: fc.constantFrom(...HOSTS),
    gib: fc.integer({ min: 1, max: 3 }),
    state: fc.constantFrom('running' as const, 'running' as const, 'off' as const, 'paused' as const),
    gone: fc.integer({ min: 0, max: 9 }).map((number) => number === 0),
  }),
  { maxLength: 25 },
);
const recorded = fc.tuple(history, fc.subarray([...HOSTS], { maxLength: 2 })).map(([rows, without]) => ({
  without,
  changes: rows.map(({ name, host, gib, state, gone }, index) =>
    ran(index + 1, name, host, { state, memoryKiB: gib * KIB_PER_GIB }, gone),
  ),
}));

test('at no moment is there more on a host than it has, or anything on one that is supposed away', () => {
  let homeless = 0;
  let elsewhere = 0;
  fc.assert(
    fc.property(recorded, ({ without, changes }) => {
      let before: ReplayResult | undefined;
      for (let until = 0; until <= changes.length; until += 1) {
        const result = play({ hosts: HOSTS, without, changes: changes.slice(0, until) });
        const now = new Map(changes.slice(0, until).map((record) => [record.id, record]));
        const held = new Map<string, number>();
        for (const { domain, hostId: host } of result.places) {
          expect(now.get(domain.id)?.facts.state).not.toBe('off');
          held.set(host, (held.get(host) ?? 0) + memoryNeedKiB(domain));
        }
        for (const [host, kib] of held) {
          expect(without.map(({ id }) => id as string)).not.toContain(host);
          expect(kib).toBeLessThanOrEqual(HOSTS.find(({ id }) => id === host)?.reading?.memoryFreeKiB ?? 0);
        }
        // Nobody but the subject of the last change has another place than before it.
        for (const { domain, hostId: host } of before?.places ?? [])
          if (domain.id !== changes[until - 1]?.id) expect(at(result, domain.name)).toBe(host);
        before = result;
      }
      homeless += before?.homeless.length ?? 0;
      elsewhere += before?.tally.start.elsewhere ?? 0;
    }),
    { numRuns: 150 },
  );
  expect(homeless).toBeGreaterThan(20);
  expect(elsewhere).toBeGreaterThan(20);
});

test('a past that had room has room again: nothing goes elsewhere where nothing is supposed', () => {
  let starts = 0;
  fc.assert(
    fc.property(history, (rows) => {
      const large = HOSTS.map(({ name }) => empty(name, 64));
      const changes = rows.map(({ name, host, gib, state, gone }, index) =>
        ran(index + 1, name, host, { state, memoryKiB: gib * KIB_PER_GIB }, gone),
      );
      const result = play({ hosts: large, changes });
      expect([result.homeless, result.tally.start.elsewhere, result.moves.stayed, result.endsElsewhere]).toEqual([
        [],
        0,
        0,
        0,
      ]);
      starts += result.tally.start.asked;
    }),
  );
  expect(starts).toBeGreaterThan(100);
});
