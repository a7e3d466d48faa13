/** Runs on hosts themselves, and of several ends at once. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BenchmarkRunDetail, BenchmarkRunPage, type RunBenchmark } from '@/lib/contracts/benchmarks';
import { DomainDetail } from '@/lib/contracts/domains';
import { OperationAccepted } from '@/lib/contracts/operations';
import { startTestServer, type Caller, type TestServer } from '@/lib/server/testing/test-server';
import { makeBenchmark, makeBenchmarkRun, makeOwnHost } from '@/lib/server/testing/benchmark-world';
import { makeDomain, makeHost } from '@/lib/server/testing/test-world';

let server: TestServer;
let operator: Caller;
beforeAll(async () => {
  server = await startTestServer();
  operator = await server.signInAs('operator');
});
afterAll(async () => await server.stop());

type Body = Partial<Record<keyof RunBenchmark, unknown>>;
const run = async (id: string, body: Body, key?: string) =>
  await server.call('runBenchmark', {
    as: operator,
    params: { id },
    body,
    ...(key === undefined ? {} : { headers: { 'idempotency-key': key } }),
  });
const queued = async (answer: Response) => OperationAccepted.parse(await answer.json()).operation;
const wordsOf = async (answer: Response) => ((await answer.json()) as { error: { message: string } }).error.message;
const detail = async (id: string) =>
  BenchmarkRunDetail.parse(await (await server.call('getBenchmarkRun', { as: operator, params: { id } })).json());
const running = async (hostId?: string) =>
  await makeDomain(server.db, {
    hostId: hostId ?? (await makeHost(server.db)).id,
    vo: 'atlas',
    state: 'running',
  });

test('a run on a host itself is queued for that host, with its audit, and once for its key', async () => {
  const benchmark = await makeBenchmark(server.db, { places: ['domain', 'host'], shipped: true });
  const [host, other] = [await makeOwnHost(server.db), await makeOwnHost(server.db)];
  const operation = await queued(await run(benchmark.id, { hostId: host.id, reason: 'bare' }, host.id));
  expect(operation).toMatchObject({
    domainId: null,
    hostId: host.id,
    title: `Benchmark ${benchmark.name}: Benchmark on ${host.name} itself`,
  });
  expect((await queued(await run(benchmark.id, { hostId: host.id }, host.id))).id).toBe(operation.id);
  expect((await run(benchmark.id, { hostId: other.id }, host.id)).status).toBe(409);
  expect(await detail(operation.id)).toMatchObject({
    place: 'host',
    domainId: null,
    domainName: null,
    hostId: host.id,
    hostName: host.name,
    vo: null,
    guests: 1,
    guard: 'refuse',
  });
  const audit = await server.db.audit.findMany({ where: { action: 'runBenchmark', subjectId: host.id } });
  expect(audit).toMatchObject([{ outcome: 'accepted', subjectType: 'host', subjectName: host.name, reason: 'bare' }]);
});

test('between two hosts, or two processes of one', async () => {
  const pair = await makeBenchmark(server.db, { places: ['domain-pair', 'host-pair'], shipped: true });
  const [host, other] = [await makeOwnHost(server.db), await makeOwnHost(server.db)];
  const both = await queued(await run(pair.id, { hostId: host.id, peerHostId: other.id }));
  expect(both.title).toContain(`between ${host.name} and ${other.name} themselves`);
  const same = await queued(await run(pair.id, { hostId: host.id, peerHostId: host.id }));
  expect(same.title).toContain(`between two processes on ${host.name} itself`);
  expect(await detail(same.id)).toMatchObject({ place: 'host-pair', hostId: host.id, peerHostId: host.id });
});

test('where nothing can be measured it says why, and queues nothing', async () => {
  const shipped = await makeBenchmark(server.db, { places: ['domain', 'host'], shipped: true });
  const written = await makeBenchmark(server.db, { places: ['host'] });
  const inDomains = await makeBenchmark(server.db, { places: ['domain'], shipped: true });
  const pair = await makeBenchmark(server.db, { places: ['domain-pair', 'host-pair'], shipped: true });
  const [host, domain, other] = [await makeOwnHost(server.db), await running(), await running()];
  const hostId = host.id;
  const down = await makeOwnHost(server.db, { status: 'unreachable' });
  const deaf = await makeOwnHost(server.db, { capabilities: { noHostPrograms: 'This address leads elsewhere.' } });
  const also = (ends: object) => ({ domainId: domain.id, also: [ends] });
  const refusals: [string, Body, number, RegExp][] = [
    [shipped.id, { hostId: (await makeHost(server.db)).id }, 422, /is simulated; nothing runs on it/],
    [shipped.id, { hostId: down.id }, 422, /does not answer now/],
    [shipped.id, { hostId: deaf.id }, 422, /leads elsewhere/],
    [shipped.id, { hostId: crypto.randomUUID() }, 404, /host/],
    [written.id, { hostId }, 422, /was written here; only benchmarks that come with Gridbox/],
    [inDomains.id, { hostId }, 400, /^hostId: .* does not run on a host itself$/],
    [pair.id, { hostId }, 400, /name the other host, or this one again for two processes/],
    [shipped.id, { hostId, peerHostId: hostId }, 400, /^peerHostId: .* runs on one host$/],
    [shipped.id, {}, 400, /a domain, or a host/],
    [shipped.id, { domainId: domain.id, hostId }, 400, /not both/],
    [shipped.id, { hostId, peerDomainId: domain.id }, 400, /not both/],
    [shipped.id, also({ hostId }), 400, /the first end is a domain/],
    [shipped.id, also({}), 400, /a domain, or a host/],
    [shipped.id, also({ domainId: domain.id }), 400, /^also\.0\.domainId: this domain takes part already$/],
    [
      shipped.id,
      also({ domainId: other.id, peerDomainId: domain.id }),
      400,
      /^also\.0\.peerDomainId: .* in one domain$/,
    ],
    [
      pair.id,
      { domainId: domain.id, peerDomainId: other.id, also: [{ domainId: other.id }] },
      400,
      /^also\.0\.peerDomainId/,
    ],
    [shipped.id, { hostId, also: Array.from({ length: 8 }, () => ({ hostId })) }, 400, /also/],
  ];
  for (const [id, body, status, words] of refusals) {
    const answer = await run(id, body);
    const said = await wordsOf(answer);
    expect({ status: answer.status, said }).toMatchObject({ status, said: expect.stringMatching(words) });
  }
  const ids = [shipped, written, inDomains, pair].map(({ id }) => id);
  expect(await server.db.benchmarkRun.count({ where: { benchmarkId: { in: ids } } })).toBe(0);
});

test('further ends at once are kept by name, and the run is found by each of them', async () => {
  const benchmark = await makeBenchmark(server.db);
  const [one, two, three] = [await running(), await running(), await running()];
  const also = [{ domainId: two.id }, { domainId: three.id }];
  const { id, title } = await queued(await run(benchmark.id, { domainId: one.id, also, guard: 'record' }));
  expect(title).toMatch(/, and 2 more at once$/);
  expect(await detail(id)).toMatchObject({
    guests: 3,
    guard: 'record',
    lanes: [{ domainId: two.id, domainName: two.name, hostId: two.hostId, peerDomainId: null }, { domainId: three.id }],
  });
  for (const query of [{ domain: three.id }, { host: three.hostId ?? '' }]) {
    const list = await server.call('listBenchmarkRuns', { as: operator, query });
    expect(BenchmarkRunPage.parse(await list.json()).items.map((item) => item.id)).toEqual([id]);
  }
});

test('of several ends at once a repeat has one figure: their sum, or the median of each', async () => {
  for (const [across, estimate] of [
    ['sum', 32],
    ['each', 16],
  ] as const) {
    const benchmark = await makeBenchmark(server.db, { across });
    const [one, two] = [await running(), await running()];
    const made = await makeBenchmarkRun(server.db, one, { speeds: [10, 12, 14] });
    const lane = { domainId: two.id, domainName: two.name, hostId: two.hostId, hostName: 'host' };
    const none = { peerDomainId: null, peerDomainName: null, peerHostId: null, peerHostName: null };
    await server.db.benchmarkRun.update({
      where: { operationId: made.operationId },
      data: { benchmarkId: benchmark.id, lanes: [{ ...lane, ...none }] },
    });
    // The other end of the first repeat failed: that repeat does not count.
    for (const [repeat, speed] of [undefined, 20, 18].entries())
      await server.db.benchmarkSample.create({
        data: {
          operationId: made.operationId,
          repeat,
          lane: 1,
          warmUp: false,
          startedAt: new Date(),
          durationMs: 1,
          stdout: '',
          stderr: '',
          startSpreadMs: 3,
          ...(speed === undefined ? {} : { figures: { speed } }),
        },
      });
    const { metrics, samples } = await detail(made.operationId);
    expect(metrics).toMatchObject([{ across, samples: 2, estimate: { value: estimate } }]);
    expect(samples.map(({ lane: number }) => number)).toEqual([0, 1, 0, 1, 0, 1]);
    expect(samples[1]).toMatchObject({ startSpreadMs: 3 });
  }
});

test('every end of every lane is held; where others are let through, the ends themselves still are', async () => {
  const [hosts, can] = [
    [await makeHost(server.db), await makeHost(server.db)] as const,
    async (id: string) =>
      DomainDetail.parse(await (await server.call('getDomain', { as: operator, params: { id } })).json()).can,
  ];
  const [one, two] = [await running(hosts[0].id), await running(hosts[1].id)];
  const beside = await makeDomain(server.db, { hostId: hosts[1].id, vo: 'atlas', state: 'off' });
  const held = await makeBenchmarkRun(server.db, one, { state: 'running', guarding: true });
  const lane = { domainId: two.id, domainName: two.name, hostId: two.hostId, hostName: 'host' };
  const none = { peerDomainId: null, peerDomainName: null, peerHostId: null, peerHostName: null };
  const guard = async (kind: 'refuse' | 'record') =>
    await server.db.benchmarkRun.update({
      where: { operationId: held.operationId },
      data: { guard: kind, lanes: [{ ...lane, ...none }] },
    });
  const part = { allowed: false, reason: expect.stringContaining('is measured in it now') };
  await guard('refuse');
  expect(await can(two.id)).toMatchObject({ migrate: part, shutdown: part });
  expect(await can(beside.id)).toMatchObject({ start: { allowed: false } });
  await guard('record');
  expect(await can(two.id)).toMatchObject({ migrate: part, shutdown: part });
  expect(await can(beside.id)).toMatchObject({ start: { allowed: true } });
});
