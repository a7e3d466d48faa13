import { describe, expect, test } from 'vitest';
import { type Change, compareMoments } from './compare-moments';
import { pastDomain, pastHost, recordOf } from './past-fixtures';
import { type PastDomain, type PastHost, type PastRecord, replay, type TestbedThen } from './records';

const HOSTS = [recordOf(1, 'one', pastHost()), recordOf(1, 'two', pastHost({ name: 'rig-2' }))];
const then = (
  domains: readonly PastRecord<PastDomain>[],
  hosts: readonly PastRecord<PastHost>[] = HOSTS,
): TestbedThen => ({ hosts: replay(hosts), domains: replay(domains) });
type Reader = Parameters<typeof compareMoments>[2];
const ALL: Reader = { sees: () => true, seesHost: () => true };
const told = (changes: readonly Change[]) => changes.map(({ name, words }) => `${name} ${words}`);

/** From one record of a domain to another. */
const changed = (was: Partial<PastDomain>, is: Partial<PastDomain>, reader = ALL) =>
  told(
    compareMoments(
      then([recordOf(2, 'd', pastDomain(was))]),
      then([recordOf(2, 'd', pastDomain(was)), recordOf(9, 'd', pastDomain(is))]),
      reader,
    ),
  );
const hostChanged = (was: Partial<PastHost>, is: Partial<PastHost>) =>
  told(
    compareMoments(
      then([], [recordOf(1, 'one', pastHost(was))]),
      then([], [recordOf(1, 'one', pastHost(was)), recordOf(9, 'one', pastHost(is))]),
      ALL,
    ),
  );

describe('of a domain', () => {
  test('a move, a start, a stop and another state are told in words', () => {
    expect(changed({}, { hostId: 'two' })).toEqual(['wn-01 moved from rig-1 to rig-2']);
    expect(changed({ state: 'off' }, {})).toEqual(['wn-01 started: off, then running']);
    expect(changed({}, { state: 'crashed' })).toEqual(['wn-01 stopped: running, then crashed']);
    expect(changed({}, { state: 'paused' })).toEqual(['wn-01 went from running to paused']);
  });

  test('several changes of one are several lines', () => {
    expect(changed({}, { hostId: 'two', state: 'off', memoryKiB: 2_097_152 })).toEqual([
      'wn-01 moved from rig-1 to rig-2',
      'wn-01 stopped: running, then off',
      'wn-01 has 2 GiB of memory instead of 1 GiB',
    ]);
  });

  test('missing, found, running twice, renamed, another VO, other roles and CPUs', () => {
    const missing = { missingSince: '2026-01-01T00:00:00.000Z' };
    expect(changed({}, missing)).toEqual(['wn-01 is missing: no host reports it; rig-1 had it last']);
    expect(changed(missing, {})).toEqual(['wn-01 was found again on rig-1']);
    expect(changed({}, { splitBrain: true })).toEqual(['wn-01 runs twice: two hosts claim it']);
    expect(changed({ splitBrain: true }, {})).toEqual(['wn-01 no longer runs twice']);
    expect(changed({}, { name: 'wn-09' })).toEqual(['wn-09 was called wn-01 before']);
    expect(changed({}, { vo: null })).toEqual(['wn-01 belongs to no VO instead of VO atlas']);
    expect(changed({}, { roles: ['SE', 'CE'], vcpus: 4 })).toEqual([
      'wn-01 has 4 vCPU instead of 1',
      'wn-01 is CE SE instead of WN',
    ]);
  });

  test('one that came and one that went are told with the place and the state', () => {
    const before = then([recordOf(2, 'old', pastDomain({ name: 'wn-02', state: 'off' }))]);
    const after = then([
      recordOf(2, 'old', pastDomain({ name: 'wn-02', state: 'off' })),
      recordOf(8, 'new', pastDomain({ name: 'wn-03', hostId: 'two' })),
      recordOf(9, 'old', pastDomain({ name: 'wn-02', state: 'off' }), true),
    ]);
    expect(compareMoments(before, after, ALL)).toMatchObject([
      { kind: 'appeared', id: 'new', words: 'appeared on rig-2, running', lastChangedAtMs: 8 },
      { kind: 'removed', id: 'old', words: 'was removed; it was off on rig-1', lastChangedAtMs: 9 },
    ]);
  });

  test('what was undone in between is not told, nor what came and went again', () => {
    const before = [recordOf(2, 'd', pastDomain())];
    const after = [
      ...before,
      recordOf(5, 'd', pastDomain({ hostId: 'two' })),
      recordOf(6, 'd', pastDomain()),
      recordOf(6, 'guest', pastDomain()),
      recordOf(7, 'guest', pastDomain(), true),
    ];
    expect(compareMoments(then(before), then(after), ALL)).toEqual([]);
  });
});

describe('of a host', () => {
  test('one that fails says why, and one that comes and one that goes are told', () => {
    expect(hostChanged({}, { status: 'unreachable', statusReason: 'no route' })).toEqual([
      'rig-1 went from up to unreachable: no route',
    ]);
    expect(hostChanged({}, { maintenance: true })).toEqual(['rig-1 went into maintenance']);
    const [one, two] = HOSTS;
    const gone = recordOf(9, 'one', pastHost(), true);
    const after = { hosts: replay([one, two, gone].filter((each) => each !== undefined)), domains: new Map() };
    const before = { hosts: replay([one].filter((each) => each !== undefined)), domains: new Map() };
    expect(told(compareMoments(before, after, ALL))).toEqual(['rig-2 was added and is up', 'rig-1 was removed']);
  });

  test('another hypervisor is told; one that is read for the first time has not changed from anything', () => {
    expect(hostChanged({}, { hypervisorVersion: '4.18' })).toEqual([
      'rig-1 has hypervisor Xen 4.18 instead of Xen 4.17',
    ]);
    expect(hostChanged({ hypervisor: null, memoryTotalKiB: null }, {})).toEqual([
      'rig-1 was read: hypervisor Xen 4.17',
      'rig-1 was read: memory 8 GiB',
    ]);
  });
});

describe('for a reader who is bound to a VO', () => {
  const atlas: Reader = { sees: (vo: string | null) => vo === 'atlas', seesHost: () => false };

  test('a domain that changes its VO comes or goes, and where to or where from is not told', () => {
    expect(changed({ vo: 'lhcb' }, { vo: 'atlas', hostId: 'two' }, atlas)).toEqual(['wn-01 came to VO atlas']);
    expect(changed({ vo: 'atlas' }, { vo: 'lhcb', name: 'secret' }, atlas)).toEqual([
      'wn-01 no longer belongs to VO atlas',
    ]);
  });

  test('domains of others and hosts are not told', () => {
    expect(changed({ vo: 'lhcb' }, { vo: 'lhcb', state: 'off' }, atlas)).toEqual([]);
    const down = recordOf(9, 'one', pastHost({ status: 'unreachable' }));
    expect(compareMoments(then([]), then([], [...HOSTS, down]), atlas)).toEqual([]);
  });
});
