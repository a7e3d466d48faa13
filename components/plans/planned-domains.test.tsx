// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { DrainPlan } from '@/lib/contracts/plans';
import { NO_DRAFT } from './drain-draft';
import { progressWords } from './plan-look';
import { PlannedDomains } from './planned-domains';

afterEach(cleanup);

const HOST = '3f0c1a52-7d5e-4c9b-8f63-aaaabbbbccc1';
const idOf = (number: number) => `3f0c1a52-7d5e-4c9b-8f63-00000000000${number}`;
const item = (number: number, change: object = {}) => ({
  domainId: idOf(number),
  domainName: `wn-0${number}`,
  roles: ['WN'],
  vo: 'atlas',
  memoryKiB: 1_048_576,
  active: true,
  strategy: 'migrate',
  live: true,
  copyStorage: false,
  targetHostId: HOST,
  targetHostName: 'd2',
  why: 'd2: 5 GiB free afterwards; best of 3.',
  counts: { looked: 4, able: 3, reasons: [{ code: 'host-in-maintenance', words: 'host in maintenance', hosts: 1 }] },
  notChosen: [
    { hostName: 'd3', able: true, words: '4 GiB free afterwards' },
    { hostName: 'd4', able: false, words: 'd4 is in maintenance.' },
  ],
  prediction: null,
  blockers: [],
  cautions: [],
  ...change,
});
const plan = (change: object, items: object[]) =>
  DrainPlan.parse({
    id: idOf(9),
    kind: 'drain',
    hostId: HOST,
    hostName: 'd1',
    hostClass: null,
    spread: null,
    supposed: null,
    answer: null,
    state: 'draft',
    halted: null,
    total: items.length,
    done: 0,
    blocked: [],
    leftRunning: [],
    leftMs: null,
    waitsFor: null,
    madeByName: 'Olga',
    approvedByName: null,
    origin: 'person',
    reason: null,
    createdAt: '2026-11-28T12:00:00Z',
    endedAt: null,
    version: 1,
    atOnce: 2,
    plannedAt: '2026-11-28T12:00:00Z',
    approvedAt: null,
    choices: [],
    jobWaitMinutes: 60,
    document: { items, peers: [], bytes: 0, durationMs: null, unforetold: 0 },
    progress: [],
    difference: [],
    ...change,
  });

test('what is blocked stands first, with what stands in the way and what would help', () => {
  const blockers = [{ sentence: 'd2 has 1 GiB too little.', remedy: 'Free memory there.', hosts: 3 }];
  const blocked = item(2, { blockers, targetHostId: null, targetHostName: null });
  render(<PlannedDomains plan={plan({}, [item(1), blocked])} draft={NO_DRAFT} onDraft={undefined} />);
  const [first, second] = screen.getAllByRole('listitem').filter((each) => /wn-0/.test(each.textContent ?? ''));
  expect(first?.textContent).toMatch(
    /wn-02.*blocked.*no host takes it.*d2 has 1 GiB too little\. So say 3 hosts\. Free memory there\./,
  );
  expect(second?.textContent).toMatch(
    /wn-01.*Migrate to d2.*best of 3.*3 of 4 could take it.*d3.*could take it.*d4 is in maintenance\..*host in maintenance \(1\)/,
  );
});

test('a choice is kept until it is planned with; what is off has none, and neither has what is done', () => {
  const onDraft = vi.fn();
  const progress = [
    {
      domainId: idOf(4),
      domainName: 'wn-04',
      state: 'done',
      words: null,
      operationId: null,
      jobs: null,
      homeState: null,
      homeWords: null,
      homeOperationId: null,
    },
  ];
  const off = item(3, {
    active: false,
    strategy: 'leave',
    why: 'It is off, and stays defined here.',
    counts: null,
    notChosen: [],
  });
  render(
    <PlannedDomains
      plan={plan({ progress }, [item(1, { strategy: 'stop' }), item(2), off, item(4)])}
      draft={NO_DRAFT}
      onDraft={onDraft}
    />,
  );
  expect(screen.queryByLabelText('What becomes of wn-03')).toBeNull();
  expect(screen.queryByLabelText('What becomes of wn-04')).toBeNull();
  fireEvent.change(screen.getByLabelText('What becomes of wn-02'), { target: { value: 'stop-and-copy' } });
  const stopAndCopy = { domainId: idOf(2), strategy: 'migrate', live: false, copyStorage: false };
  expect(onDraft).toHaveBeenLastCalledWith({ choices: new Map([[idOf(2), stopAndCopy]]) });
  // All of a kind at once: the two worker nodes that may be chosen for.
  fireEvent.change(screen.getByLabelText('All worker nodes (2)'), { target: { value: 'leave' } });
  expect(onDraft).toHaveBeenLastCalledWith({
    choices: new Map([
      [idOf(1), { domainId: idOf(1), strategy: 'leave' }],
      [idOf(2), { domainId: idOf(2), strategy: 'leave' }],
    ]),
  });
});

test('how far it is stands in one line', () => {
  const words = (change: object) => progressWords(plan({ total: 12, done: 7, ...change }, []));
  expect(words({ state: 'running', leftMs: 180_000, blocked: ['se-02'] })).toBe(
    'draining 7 of 12, about 3 min, blocked by se-02',
  );
  expect(words({ state: 'running', waitsFor: 'waits for 3 jobs at wn-07' })).toBe(
    'draining 7 of 12, waits for 3 jobs at wn-07',
  );
  expect(words({ state: 'paused', halted: 'se-02: no.' })).toBe('stands still 7 of 12');
  expect(words({ blocked: ['a', 'b', 'c', 'd', 'e'] })).toBe('12 domains, blocked by a, b, c, 2 more');
  expect(words({ state: 'returned', done: 12 })).toBe('returned home 12 of 12');
  expect(words({ state: 'drained', done: 12, leftRunning: ['wn-13'] })).toBe('drained 12 of 12, wn-13 left running');
  expect(words({ state: 'drained', done: 11, halted: 'Not home: se-02', blocked: ['se-02'] })).toBe(
    'home: 11 of 12, not home: se-02',
  );
});
