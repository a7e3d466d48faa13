// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { RebalancePlan } from '@/lib/contracts/plans';
import type { RebalanceSettings } from '@/lib/contracts/rebalance-settings';
import { progressWords } from './plan-look';
import { RebalanceParts, rebalanceTotals } from './rebalance-parts';
import { modeSentence } from './rebalance-mode';

afterEach(cleanup);

const idOf = (number: number) => `3f0c1a52-7d5e-4c9b-8f63-00000000000${number}`;
const move = (number: number, wave: number) => ({
  domainId: idOf(number),
  domainName: `wn-0${number}`,
  roles: ['WN', 'VOBOX'],
  vo: 'atlas',
  memoryKiB: 1_048_576,
  sourceHostId: idOf(7),
  sourceHostName: 'd1',
  targetHostId: idOf(8),
  targetHostName: 'd2',
  why: 'd1 from 60 to 50 % of its memory; d2 from 10 to 20 %. The spread of their group falls from 4.00 to 2.00.',
  wave,
  prediction: null,
  cautions: [{ sentence: 'CPU flags are not known.', remedy: 'Look at the host.', hosts: null }],
});
const level = (domains: number, homeless: number | null = 0) => ({
  memoryUsedKiB: domains * 1_048_576,
  vcpus: domains,
  domains,
  loss: homeless === null ? null : { protectedDomains: 3, homeless },
});
const host = (number: number, change: object) => ({
  hostId: idOf(number),
  hostName: `d${number - 6}`,
  hostClass: 'dempsey',
  simulated: true,
  pool: 1,
  closed: null,
  memoryTotalKiB: 8_388_608,
  cpus: 4,
  before: level(4),
  after: level(2),
  ...change,
});
const plan = (change: object, document: object) =>
  RebalancePlan.parse({
    id: idOf(9),
    kind: 'rebalance',
    origin: 'person',
    hostId: null,
    hostName: null,
    hostClass: null,
    state: 'draft',
    halted: null,
    total: 3,
    done: 0,
    blocked: [],
    leftRunning: [],
    spread: { before: 4, after: 1 },
    supposed: null,
    answer: null,
    leftMs: null,
    waitsFor: null,
    madeByName: 'Olga',
    approvedByName: null,
    reason: null,
    createdAt: '2026-11-28T12:00:00Z',
    endedAt: null,
    version: 1,
    atOnce: 2,
    plannedAt: '2026-11-28T12:00:00Z',
    approvedAt: null,
    wish: { hostClass: null, mostMoves: 20, keepsNPlusOne: true, isolatedVos: [], struck: [] },
    document: {
      spreadBefore: 4,
      spreadAfter: 1,
      moves: [move(1, 1), move(2, 1), move(3, 2)],
      hosts: [host(7, {}), host(8, { before: level(0), after: level(2, 1) })],
      stays: [],
      nothing: null,
      cutShort: false,
      lossChecked: true,
      bytes: 3 * 2 ** 30,
      durationMs: null,
      unforetold: 3,
      ...document,
    },
    progress: [],
    difference: [],
    ...change,
  });
const draw = (made: RebalancePlan, onReplan?: (body: object) => void) =>
  render(<RebalanceParts plan={made} onReplan={onReplan} pending={false} />);

test('moves that run at the same time stand together, each with why and with what speaks against it', () => {
  draw(plan({}, {}));
  const first = screen.getByRole('region', { name: 'Step 1' });
  expect(
    within(first)
      .getAllByRole('listitem')
      .filter((each) => /wn-0/.test(each.textContent ?? '')),
  ).toHaveLength(2);
  expect(first.textContent).toMatch(
    /2 at the same time.*wn-01.*WN, VO-box, atlas.*From d1 to d2.*The spread of their group falls from 4\.00 to 2\.00\..*CPU flags are not known\./,
  );
  expect(screen.getByRole('region', { name: 'Step 2' }).textContent).toContain('wn-03');
  expect(screen.getByRole('region', { name: 'Spread' }).textContent).toMatch(/4\.00 now, 1\.00 foretold.*75 % less/);
  // Nothing can be struck out by who may not plan again.
  expect(screen.queryByRole('button')).toBeNull();
});

test('hosts are shown before and after, those without a part with why', () => {
  const closed = host(9, {
    pool: null,
    closed: 'd3 is in maintenance.',
    before: level(1, null),
    after: level(1, null),
  });
  draw(plan({}, { hosts: [host(7, {}), host(8, { before: level(0), after: level(2, 1) }), closed] }));
  const [, first, second] = screen.getAllByRole('row');
  expect(first?.textContent).toMatch(
    /^d1.*simulated4 GiB \(50 %\) → 2 GiB \(25 %\)4 → 2 on 4 CPUs4 → 2all 3 find a place$/,
  );
  expect(second?.textContent).toContain('all 3 find a place → 1 of 3 finds no place');
  expect(screen.getByText('d3 is in maintenance.')).toBeTruthy();
});

test('what is struck out is sent with what was before, and can be taken back', () => {
  const onReplan = vi.fn();
  const wish = { hostClass: null, mostMoves: 20, keepsNPlusOne: true, isolatedVos: [], struck: [idOf(5)] };
  draw(plan({ wish }, {}), onReplan);
  fireEvent.click(screen.getByRole('button', { name: 'Strike out wn-02' }));
  expect(onReplan).toHaveBeenLastCalledWith({ struck: [idOf(5), idOf(2)] });
  fireEvent.click(screen.getByRole('button', { name: 'Take back and plan again' }));
  expect(onReplan).toHaveBeenLastCalledWith({ struck: [] });
});

test('what became of the wish for VOs apart, and the spread that was reached, are said as they are', () => {
  const isolation = ['lhcb goes to no host of another VO, but shares d1 with dteam already.'];
  const wish = { hostClass: null, mostMoves: 20, keepsNPlusOne: true, isolatedVos: ['lhcb'], struck: [] };
  draw(plan({ wish, state: 'rebalanced' }, { isolation, spreadReached: 1.25 }));
  const told = screen.getByRole('region', { name: 'Spread' }).textContent;
  expect(told).toContain(isolation[0]);
  expect(told).not.toContain('lhcb shares a host with no other VO');
  expect(told).toMatch(/1\.00 foretold afterwards \(75 % less\)\. Reached: 1\.25, when the last had moved\./);
});

test('what is left of a plan may make things worse, and says so', () => {
  draw(plan({}, { spreadBefore: 2, spreadAfter: 3 }));
  expect(screen.getByRole('region', { name: 'Spread' }).textContent).toMatch(/2\.00 now, 3\.00 foretold.*50 % more/);
});

test('nothing to do is an answer, with its reason', () => {
  const nothing = 'The hosts are as level as moves can make them.';
  const made = plan({ total: 0 }, { moves: [], nothing, spreadAfter: 4, bytes: 0, unforetold: 0 });
  draw(made);
  expect(screen.getByText('Nothing to do')).toBeTruthy();
  expect(screen.getByText(nothing)).toBeTruthy();
  expect(screen.queryByRole('region', { name: 'Moves' })).toBeNull();
  expect([progressWords(made), rebalanceTotals(made)]).toEqual(['nothing to do', 'No moves are recommended.']);
});

test('how far it is stands in one line', () => {
  const words = (change: object) => progressWords(plan(change, {}));
  expect(words({})).toBe('3 moves, spread 4.00 to 1.00');
  expect(words({ state: 'running', done: 1, leftMs: 60_000 })).toBe('rebalancing 1 of 3, about 1 min');
  expect(words({ state: 'rebalanced', done: 3 })).toBe('rebalanced 3 of 3');
  expect(rebalanceTotals(plan({}, {}))).toBe(
    '3 moves, at most 2 at once; 3 GiB to copy. Of 3 moves nobody can foretell how long it takes.',
  );
});

test('the mode is one sentence', () => {
  const settings: RebalanceSettings = {
    mode: 'automatic',
    cron: '0 3 * * *',
    zone: 'UTC',
    hostClass: null,
    mostMoves: 20,
    keepsNPlusOne: true,
    isolatedVos: [],
    atOnce: 4,
    mostMovesADay: 10,
    leastGainPercent: 15,
    window: { fromMinute: 120, toMinute: 300 },
    ownerName: 'Olga',
    nextDueAt: null,
    last: null,
    version: 1,
  };
  expect(modeSentence(settings)).toBe(
    'Hosts are rebalanced by themselves at 03:00 (UTC), by the account of Olga: at most 10 moves in 24 hours, where they take at least 15 % off the spread, from 02:00 to 05:00 in UTC.',
  );
  expect(modeSentence({ ...settings, mode: 'scheduled' })).toContain('Nothing is moved before somebody approves it.');
  expect(modeSentence({ ...settings, isolatedVos: ['lhcb', 'cms'] })).toMatch(
    /in UTC; no domain of lhcb or cms goes to a host of another VO\.$/,
  );
  expect(modeSentence({ ...settings, mode: 'manual' })).toBe('Hosts are rebalanced only where somebody asks for it.');
});
