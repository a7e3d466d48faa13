import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EMPTY_METADATA } from '@/lib/domain/domain';
import { KIB_PER_GIB, MIB } from '@/lib/utils/units';
import { checkAllHosts } from './check-all-hosts';
import { chooseTarget, countReasons } from './choose-target';
import { memoryNeedKiB } from './memory-need';
import { IA64_READING, makeContext, makeDomain, makeHost, READING } from './placement-fixtures';

const source = makeHost('dempsey-01');
const roomy = makeHost('dempsey-02');
const tight = makeHost('dempsey-03', { reading: { ...READING, memoryFreeKiB: 2 * KIB_PER_GIB } });
const small = makeHost('dempsey-04', { reading: { ...READING, memoryFreeKiB: 1024 } });
const itanium = makeHost('montecito-01', { class: 'montecito', reading: IA64_READING });
const full = makeHost('dempsey-05', { migrationsIn: 2 });
const hosts = [source, roomy, tight, small, itanium, full];

describe('checkAllHosts', () => {
  it('gives each host its verdict, the memory left and a prediction where it may go', () => {
    const candidates = checkAllHosts(makeDomain({ dirtyBytesPerSecond: MIB }), source.id, hosts, makeContext());
    expect(candidates.map(({ hostName, verdict }) => [hostName, verdict])).toEqual([
      ['dempsey-01', 'refused'],
      ['dempsey-02', 'ready'],
      ['dempsey-03', 'ready'],
      ['dempsey-04', 'refused'],
      ['montecito-01', 'refused'],
      ['dempsey-05', 'wait'],
    ]);
    expect(candidates[1]?.memoryFreeAfterKiB).toBe(6 * KIB_PER_GIB - memoryNeedKiB(makeDomain()));
    expect(candidates[1]?.prediction?.converges).toBe(true);
    expect(candidates[3]?.prediction).toBeUndefined();
    expect(candidates[4]?.refusals.map(({ code }) => code)).toEqual(['architecture-mismatch', 'hypervisor-older']);
  });

  it('warns where copying will not catch up', () => {
    const [, candidate] = checkAllHosts(
      makeDomain({ dirtyBytesPerSecond: 500 * MIB }),
      source.id,
      [source, roomy],
      makeContext(),
    );
    expect(candidate?.verdict).toBe('ready-with-warnings');
    expect(candidate?.refusals.map(({ code }) => code)).toEqual(['will-not-converge']);
  });

  it('refuses everywhere when nobody knows where the domain is', () => {
    const candidates = checkAllHosts(makeDomain(), undefined, hosts, makeContext());
    expect(
      candidates.every(
        ({ verdict, refusals }) => verdict === 'refused' && refusals.some(({ code }) => code === 'domain-missing'),
      ),
    ).toBe(true);
  });
});

describe('chooseTarget', () => {
  const choose = (list: typeof hosts, domain = makeDomain()) =>
    chooseTarget(checkAllHosts(domain, source.id, list, makeContext()));

  it('takes the roomiest host and says why', () => {
    const choice = choose(hosts);
    expect(choice.kind === 'chosen' && choice.candidate.hostName).toBe('dempsey-02');
    expect(choice.reason).toMatch(/^dempsey-02: .*free afterwards.*; best of 3 that can take it, 3 refused\.$/);
  });

  it('prefers a host that is ready to a better one that must wait, and the home host among equals', () => {
    const waiting = choose([source, tight, full]);
    expect(waiting.kind === 'chosen' && waiting.candidate.hostName).toBe('dempsey-03');
    const home = choose(
      [source, roomy, makeHost('dempsey-09')],
      makeDomain({ metadata: { ...EMPTY_METADATA, homeHost: 'dempsey-09' } }),
    );
    expect(home.kind === 'chosen' && home.candidate.hostName).toBe('dempsey-09');
  });

  it('says why nobody can, with the counts', () => {
    const choice = choose([source, small, makeHost('dempsey-06', { reading: { ...READING, memoryFreeKiB: 0 } })]);
    expect(choice).toMatchObject({
      kind: 'none',
      reason: expect.stringMatching(/^None of 3 hosts can take it\. Nearest: dempsey-04 has 1 MiB free/),
    });
    expect(choice.counts.byReason[0]).toEqual({ code: 'memory-short', hosts: 2 });
  });

  it('never chooses a refused host, and its choice does not depend on the order of the hosts', () => {
    const anyHosts = fc.array(
      fc.record({
        freeKiB: fc.nat(4 * KIB_PER_GIB),
        load: fc.double({ min: 0, max: 1, noNaN: true }),
        maintenance: fc.boolean(),
        moving: fc.nat(3),
      }),
      { minLength: 1, maxLength: 12 },
    );
    fc.assert(
      fc.property(anyHosts, (facts) => {
        const list = facts.map((fact, index) =>
          makeHost(`h${index}`, {
            maintenance: fact.maintenance,
            cpuLoad: fact.load,
            migrationsIn: fact.moving,
            reading: { ...READING, memoryFreeKiB: fact.freeKiB },
          }),
        );
        const forward = choose([source, ...list]);
        const backward = choose([...list.toReversed(), source]);
        expect(forward.kind).toBe(backward.kind);
        if (forward.kind === 'chosen' && backward.kind === 'chosen') {
          expect(forward.candidate.verdict).not.toBe('refused');
          expect(backward.candidate.hostName).toBe(forward.candidate.hostName);
        }
        const counts = countReasons(checkAllHosts(makeDomain(), source.id, list, makeContext()));
        expect(Object.values(counts.byVerdict).reduce((sum, count) => sum + count, 0)).toBe(list.length);
      }),
    );
  });
});
