import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  BenchmarkChoices,
  BenchmarkCluster,
  BenchmarkComparison,
  BenchmarkNote,
  BenchmarkOverview,
  BenchmarkTrend,
} from '@/lib/contracts/benchmark-analysis';
import type { RouteId } from '@/lib/contracts/routes';
import { startTestServer, type Caller, type TestServer } from '@/lib/server/testing/test-server';
import { makeBenchmark, measure, type Measured } from '@/lib/server/testing/benchmark-world';
import { makeDomain, makeHost } from '@/lib/server/testing/test-world';
import { readReferenceFigures } from '@/prisma/seed/reference-figures';

let server: TestServer;
let operator: Caller;
let voAdmin: Caller;
beforeAll(async () => {
  server = await startTestServer();
  operator = await server.signInAs('operator');
  voAdmin = await server.signInAs('vo-admin', { vos: ['atlas'] });
});
afterAll(async () => await server.stop());

const ten = (first: number): number[] => Array.from({ length: 10 }, (_, index) => first + index);
const ask = async (id: RouteId, query: Record<string, string> = {}, as = operator): Promise<unknown> => {
  const answer = await server.call(id, { as, query });
  expect(answer.status, await answer.clone().text()).toBe(200);
  return await answer.json();
};

/** A host, a domain of atlas on it, and a benchmark of their own. */
async function world(places: readonly string[] = ['domain', 'host']) {
  const host = await makeHost(server.db);
  const domain = await makeDomain(server.db, { hostId: host.id, vo: 'atlas', state: 'running' });
  const benchmark = await makeBenchmark(server.db, { places });
  const run = async (change: Omit<Measured, 'benchmark' | 'host'>) =>
    await measure(server.db, { benchmark, host, ...change });
  return { host, domain, benchmark, run };
}

test('the overview sets a guest beside the native result of its host, and leaves out what is not sound', async () => {
  const { domain, benchmark, run } = await world();
  await run({ speeds: ten(200) });
  const inGuest = await run({ domain, speeds: ten(100) });
  await run({ domain, speeds: ten(1), contaminated: true });
  await run({ domain, speeds: ten(2), standing: 'rejected' });
  await run({ domain, speeds: ten(3), state: 'failed' });
  const overview = BenchmarkOverview.parse(await ask('getBenchmarkOverview'));
  const metric = overview.metrics.find((each) => each.benchmark === benchmark.name);
  expect(metric?.rows).toMatchObject([
    { kind: 'native', pool: { technology: 'Native', samples: 10 }, performance: { value: 1 } },
    {
      kind: 'compared',
      pool: { technology: 'Xen PVH', runs: [inGuest], ends: [domain.name], samples: 10 },
      judged: { verdict: 'worse' },
      unlike: [],
    },
  ]);
  expect(metric?.rows[1]?.performance?.value).toBeCloseTo(104.5 / 204.5, 12);
  expect(overview.leftOut).toEqual({ contaminated: 1, rejected: 1, older: false });
});

test('an emulated guest is compared with a real processor only when asked, and then it is said', async () => {
  const { domain, benchmark, run } = await world();
  await run({ speeds: ten(200) });
  await run({ domain, speeds: ten(100), emulated: true });
  const row = async (query: Record<string, string>) =>
    BenchmarkOverview.parse(await ask('getBenchmarkOverview', query)).metrics.find(
      (each) => each.benchmark === benchmark.name,
    )?.rows[1];
  const unlike = ['processor: emulated against real'];
  expect(await row({})).toMatchObject({ kind: 'unlike', judged: null, performance: null, unlike });
  expect(await row({ unlike: 'true' })).toMatchObject({ kind: 'compared', judged: { verdict: 'worse' }, unlike });
});

test('a parameter left out is the same as its default', async () => {
  const { domain, benchmark, run } = await world();
  await run({ speeds: ten(200), parameters: {} });
  await run({ domain, speeds: ten(100), parameters: { seconds: 1 } });
  const overview = BenchmarkOverview.parse(await ask('getBenchmarkOverview'));
  expect(overview.metrics.find((each) => each.benchmark === benchmark.name)?.rows[1]).toMatchObject({
    kind: 'compared',
  });
});

test('the 2006 figures stand beside the metric that measures them, before anything is measured', async () => {
  const shipped = { ...(await makeBenchmark(server.db, { places: ['domain-pair'] })), name: 'cluster-ping-pong' };
  const metric = {
    name: 'bandwidth',
    title: 'Bandwidth',
    unit: 'MB/s',
    direction: 'higher-is-better',
    across: 'sum',
    from: { pattern: '(.)' },
  };
  // The body is the JSON of a definition that `makeBenchmark` wrote.
  const body = { ...(shipped.body as object), name: shipped.name, metrics: [metric] };
  await server.db.benchmark.update({ where: { id: shipped.id }, data: { name: shipped.name, body } });
  await server.db.referenceFigure.createMany({ data: readReferenceFigures(), skipDuplicates: true });
  const overview = BenchmarkOverview.parse(await ask('getBenchmarkOverview'));
  const shown = overview.metrics.find((each) => each.benchmark === 'cluster-ping-pong');
  expect(shown?.rows).toEqual([]);
  const guest = shown?.references.find(({ configuration }) => configuration === 'p4-1-virtualized');
  expect(guest?.source).toContain('2006');
  expect(guest?.performance).toBeCloseTo(0.8613, 4);

  const host = await makeHost(server.db);
  const pair = await measure(server.db, {
    benchmark: { id: shipped.id },
    host,
    place: 'host-pair',
    metric: 'bandwidth',
    lanes: 2,
    speeds: [10, 20, 30],
    series: (figure) => [1, 1024].map((x) => ({ x, y: figure * x })),
  });
  const cluster = BenchmarkCluster.parse(await ask('getBenchmarkCluster'));
  expect(cluster.drawn).toMatchObject([
    {
      id: pair,
      guests: 2,
      repeats: 3,
      // Two lanes alike: what both had together.
      figures: [{ name: 'bandwidth', median: { value: 40 } }],
      curves: [{ metric: 'bandwidth', points: [{ x: 1, q1: 30, median: 40, q3: 50 }, { x: 1024 }] }],
    },
  ]);
  expect(cluster.scaling).toMatchObject([{ steps: [{ guests: 2, change: null }] }]);
  expect(cluster.referenceScaling[0]?.steps[1]?.value).toBeCloseTo(101.91, 10);
  await measure(server.db, {
    benchmark: { id: shipped.id },
    host,
    place: 'host-pair',
    metric: 'bandwidth',
    speeds: [1, 2, 3],
    emulated: true,
  });
  const mixed = BenchmarkCluster.parse(await ask('getBenchmarkCluster'));
  // Another number of pairs is what is looked at here; an emulated processor is not.
  expect(mixed.drawn.map(({ guests, unlike }) => [guests, unlike])).toEqual([
    [1, []],
    [2, ['processor: emulated against real']],
  ]);
  const tooMany = await server.call('getBenchmarkCluster', {
    as: operator,
    query: { run: Array.from({ length: 7 }, () => crypto.randomUUID()).join(',') },
  });
  expect(tooMany.status).toBe(400);
});

test('two selections: by run as they are, by host what is sound', async () => {
  const { host, domain, run } = await world();
  const one = await run({ domain, speeds: ten(100) });
  const other = await run({ domain, speeds: ten(150), contaminated: true });
  const byRun = BenchmarkComparison.parse(await ask('compareBenchmarks', { aRun: one, bRun: other }));
  expect(byRun.rows).toMatchObject([
    {
      a: { pool: { runs: [one] }, samples: ten(100) },
      b: { pool: { runs: [other], contaminated: 1 } },
      judged: { verdict: 'better', change: { value: 154.5 / 104.5 } },
      why: 'compared',
    },
  ]);
  const byHost = BenchmarkComparison.parse(await ask('compareBenchmarks', { aRun: one, bHost: host.id }));
  expect(byHost.b).toMatchObject({ runs: 1, leftOut: { contaminated: 1 } });
  const nothing = await server.call('compareBenchmarks', { as: operator, query: { aRun: one } });
  expect(nothing.status).toBe(400);
  expect(await nothing.text()).toContain('bRun: say what is compared');
});

test('a trend tells where the level moved and what changed then, with the notes of its host', async () => {
  const { host, domain, benchmark, run } = await world();
  const levels = [100, 101, 99, 100, 101, 110, 111, 109, 110, 111];
  for (const [day, level] of levels.entries())
    await run({
      domain,
      speeds: [level],
      at: new Date(Date.UTC(2026, 0, 1 + day)),
      hypervisorVersion: day < 5 ? '4.17' : '4.18',
    });
  await run({ domain, speeds: [7], parameters: { seconds: 9 } });
  const noted = await server.call('addBenchmarkNote', {
    as: operator,
    body: { at: '2026-01-05T12:00:00Z', text: 'Xen upgraded', hostId: host.id },
  });
  expect(noted.status).toBe(201);
  const note = BenchmarkNote.parse(await noted.json());
  const query = { benchmark: benchmark.name, metric: 'speed', domain: domain.id };
  const trend = BenchmarkTrend.parse(await ask('getBenchmarkTrend', query));
  expect(trend.points.map(({ median }) => median.value)).toEqual(levels);
  expect(trend.variants.map(({ runs }) => runs)).toEqual([10, 1]);
  expect(trend.changes).toMatchObject([
    { firstAfterAt: '2026-01-06T00:00:00.000Z', before: 100, after: 110, changed: ['hypervisor version: 4.17 → 4.18'] },
  ]);
  expect(trend.notes).toMatchObject([{ id: note.id, text: 'Xen upgraded', hostName: host.name }]);
  const audit = await server.db.audit.findMany({ where: { subjectId: note.id } });
  expect(audit).toMatchObject([{ action: 'addBenchmarkNote', scope: 'benchmarks:run', outcome: 'accepted' }]);

  const removed = await server.call('removeBenchmarkNote', { as: operator, params: { id: note.id } });
  expect(removed.status).toBe(204);
  expect(BenchmarkTrend.parse(await ask('getBenchmarkTrend', query)).notes.map(({ id }) => id)).not.toContain(note.id);
  const again = await server.call('removeBenchmarkNote', { as: operator, params: { id: note.id } });
  expect(again.status).toBe(404);
  const unknown = await server.call('getBenchmarkTrend', { as: operator, query: { ...query, metric: 'colour' } });
  expect(await unknown.text()).toMatch(/metric: .* has no metric colour/);
});

test('a VO admin is told the accepted figures of the own VO, and no host, note or figure of others', async () => {
  const { host, domain, benchmark, run } = await world();
  const foreign = await makeDomain(server.db, { hostId: host.id, vo: 'lhcb', state: 'running' });
  await run({ speeds: ten(900), standing: 'accepted' });
  await run({ domain: foreign, speeds: ten(800), standing: 'accepted' });
  await run({ domain, speeds: ten(700) });
  const own = await run({ domain, speeds: ten(100), standing: 'accepted' });
  await server.call('addBenchmarkNote', {
    as: operator,
    body: { at: new Date().toISOString(), text: `Fan of ${host.name} replaced` },
  });
  const query = { benchmark: benchmark.name, metric: 'speed' };
  const answers = {
    overview: await ask('getBenchmarkOverview', {}, voAdmin),
    trend: await ask('getBenchmarkTrend', query, voAdmin),
    comparison: await ask('compareBenchmarks', { aDomain: domain.id, bTechnology: 'xen-pvh' }, voAdmin),
    cluster: await ask('getBenchmarkCluster', {}, voAdmin),
    choices: await ask('listBenchmarkChoices', {}, voAdmin),
  };
  const told = JSON.stringify(answers);
  for (const secret of [host.name, host.id, foreign.name, foreign.id]) expect(told).not.toContain(secret);
  const overview = BenchmarkOverview.parse(answers.overview);
  expect(overview.metrics.find((each) => each.benchmark === benchmark.name)?.rows).toMatchObject([
    { kind: 'no-native', pool: { runs: [own], hosts: [], accepted: 1 } },
  ]);
  expect(BenchmarkTrend.parse(answers.trend)).toMatchObject({ points: [{ run: own, host: null }], notes: [] });
  expect(BenchmarkChoices.parse(answers.choices)).toMatchObject({ hosts: [], technologies: [{ id: 'xen-pvh' }] });
  // To ask by host would tell where the own domain stood.
  const byHost = await server.call('getBenchmarkTrend', { as: voAdmin, query: { ...query, host: host.id } });
  expect(byHost.status).toBe(403);
  const whole = BenchmarkTrend.parse(await ask('getBenchmarkTrend', { ...query, host: host.id }));
  // Whoever may see the hosts is told of all four: one series for what each of the ends gave, the longest first.
  expect(whole.points).toHaveLength(2);
  expect(whole.variants.reduce((sum, { runs }) => sum + runs, 0)).toBe(4);
});
