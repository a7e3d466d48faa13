// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { sessionQuery } from '@/lib/client/queries/session';
import type { Session } from '@/lib/contracts/access';
import type { MetricOverheads, OverheadRow, ResultPool } from '@/lib/contracts/benchmark-analysis';
import { OverheadRows } from './overhead-rows';

afterEach(cleanup);

const pool = (change: Partial<ResultPool>): ResultPool => ({
  measuredOn: 'xen-pvh',
  technology: 'Xen PVH',
  conditions: [],
  hosts: ['dempsey-01'],
  ends: ['wn-01'],
  runs: ['r1'],
  imported: 0,
  older: 0,
  accepted: 0,
  contaminated: 0,
  samples: 10,
  median: { value: 90, low: 89, high: 91, confidence: 0.95 },
  latestAt: '2026-11-02T12:00:00Z',
  ...change,
});
const change = { value: 0.9, low: 0.88, high: 0.92, confidence: 0.95 };
const judged = {
  change,
  performance: change,
  verdict: 'worse',
  p: 0.001,
  threshold: 0.02,
  detectable: 0.03,
  moreForOnePercent: 30,
} as const;
const native = pool({ measuredOn: 'native', technology: 'Native', runs: ['n1'] });
const row = (part: Partial<OverheadRow>): OverheadRow => ({
  kind: 'compared',
  pool: pool({}),
  performance: change,
  judged,
  baseline: native,
  unlike: [],
  noted: [],
  ...part,
});
const OPERATOR: Session = {
  userId: 'u1',
  name: 'Olga',
  email: 'olga@example.org',
  role: 'operator',
  vos: null,
  scopes: ['benchmarks:read', 'benchmarks:run'],
  mustChangePassword: false,
  via: 'session',
};
const nothing = { performance: null, judged: null, baseline: null };
const show = (...rows: OverheadRow[]) => showOf({}, ...rows);
const showOf = (change: Partial<MetricOverheads>, ...rows: OverheadRow[]) => {
  const metric: MetricOverheads = {
    benchmark: 'cpu-loop',
    title: 'CPU loop',
    metric: { name: 'speed', title: 'Speed', unit: 'rounds/s', direction: 'higher-is-better' },
    nativePlace: 'host',
    rows: [row({ ...nothing, kind: 'native', pool: native }), ...rows],
    references: [],
    ...change,
  };
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } });
  client.setQueryData(sessionQuery().queryKey, OPERATOR);
  render(
    <QueryClientProvider client={client}>
      <OverheadRows metric={metric} />
    </QueryClientProvider>,
  );
  return screen.getAllByRole('listitem');
};

test('what a technology costs stands with its interval and its verdict, and leads to the comparison', () => {
  const [item] = show(row({}));
  expect(item?.textContent).toContain('worse−10.0 % (−12.0 % to −8.00 %) speed against native');
  expect(screen.getByRole('link', { name: 'Compare with native' })).toHaveProperty('search', '?aRun=n1&bRun=r1');
});

test('what could not be compared says why, and offers the way to a native result', () => {
  const [alone, unlike] = show(
    row({ ...nothing, kind: 'no-native' }),
    row({ ...nothing, kind: 'unlike', pool: pool({ runs: ['r2'] }), unlike: ['processor: emulated against real'] }),
  );
  expect(alone?.textContent).toContain('No native result to compare with.');
  expect(
    alone === undefined ? null : within(alone).getByRole('button', { name: 'Run it on a host itself' }),
  ).not.toBeNull();
  expect(unlike?.textContent).toContain('Not compared, the native result is unlike: processor: emulated against real.');
  for (const item of [alone, unlike]) expect(item?.textContent).not.toContain('against native');
});

test('where no difference is shown it is said how many more repeats would show one', () => {
  const [item] = show(row({ judged: { ...judged, verdict: 'no-difference-shown' } }));
  expect(item?.textContent).toContain('30 more repeats would show 1 %.');
});

test('of a benchmark that runs in domains only no native run is offered', () => {
  const [item] = showOf({ nativePlace: null }, row({ ...nothing, kind: 'no-native' }));
  expect(item?.textContent).toContain('It runs in domains only.');
  expect(screen.queryByRole('button')).toBeNull();
});
