import { afterAll, beforeAll, expect, test } from 'vitest';
import { BenchmarkList, BenchmarkRunDetail, BenchmarkRunPage } from '@/lib/contracts/benchmarks';
import { DomainDetail } from '@/lib/contracts/domains';
import { OperationAccepted } from '@/lib/contracts/operations';
import { startTestServer, type Caller, type TestServer } from '@/lib/server/testing/test-server';
import { makeBenchmark, makeBenchmarkRun } from '@/lib/server/testing/benchmark-world';
import { makeDomain, makeHost } from '@/lib/server/testing/test-world';

let server: TestServer;
let operator: Caller;
let voAdmin: Caller;
beforeAll(async () => {
  server = await startTestServer();
  operator = await server.signInAs('operator');
  voAdmin = await server.signInAs('vo-admin', { vos: ['atlas'] });
});
afterAll(async () => await server.stop());

const running = async (vo = 'atlas') =>
  await makeDomain(server.db, { hostId: (await makeHost(server.db)).id, vo, state: 'running' });
const run = async (id: string, body: object, key?: string) =>
  await server.call('runBenchmark', {
    as: operator,
    params: { id },
    body,
    ...(key === undefined ? {} : { headers: { 'idempotency-key': key } }),
  });
const wordsOf = async (answer: Response) =>
  ((await answer.json()) as { error: { code: string; message: string } }).error;

test('a run is queued with its row and its audit, and sent again under its key it is the same', async () => {
  const benchmark = await makeBenchmark(server.db);
  const domain = await running();
  const ask = async () =>
    await run(
      benchmark.id,
      { domainId: domain.id, parameters: { seconds: 3 }, repeats: 5, reason: 'new host' },
      domain.id,
    );
  const first = await ask();
  expect(first.status).toBe(202);
  const { operation } = OperationAccepted.parse(await first.json());
  expect(operation).toMatchObject({
    kind: 'run-benchmark',
    hostId: domain.hostId,
    title: `Benchmark ${benchmark.name}: Benchmark in ${domain.name}`,
    cancellable: true,
  });
  expect(OperationAccepted.parse(await (await ask()).json()).operation.id).toBe(operation.id);
  const detail = await server.call('getBenchmarkRun', { as: operator, params: { id: operation.id } });
  expect(BenchmarkRunDetail.parse(await detail.json())).toMatchObject({
    state: 'queued',
    parameters: { seconds: 3 },
    repeats: 5,
    warmUps: 1,
    done: 0,
    samples: [],
    provenance: null,
    metrics: [{ name: 'speed', unit: '1/s', estimate: null }],
  });
  const audit = await server.db.audit.findMany({ where: { action: 'runBenchmark', subjectId: domain.id } });
  expect(audit).toMatchObject([{ outcome: 'accepted', scope: 'benchmarks:run', reason: 'new host' }]);
});

test('what cannot be measured is refused before anything is queued, with what and why', async () => {
  const alone = await makeBenchmark(server.db);
  const pair = await makeBenchmark(server.db, { places: ['domain-pair'] });
  const [domain, other] = [await running(), await running()];
  const off = await makeDomain(server.db, { hostId: domain.hostId, vo: 'atlas', state: 'off' });
  const simulated = await makeDomain(server.db, { hostId: domain.hostId, state: 'running', simulated: true });
  const refusals: [string, object, number, RegExp][] = [
    [alone.id, { domainId: domain.id, parameters: { seconds: 0 } }, 400, /^parameters: Seconds: at least 1$/],
    [alone.id, { domainId: domain.id, parameters: { colour: 1 } }, 400, /no parameter colour/],
    [alone.id, { domainId: domain.id, peerDomainId: other.id }, 400, /^peerDomainId: .* runs in one domain$/],
    [pair.id, { domainId: domain.id }, 400, /runs between two ends; name the other one$/],
    [pair.id, { domainId: domain.id, peerDomainId: domain.id }, 400, /the other end is another domain$/],
    [pair.id, { domainId: domain.id, peerDomainId: off.id }, 422, /does not run; start it first/],
    [alone.id, { domainId: simulated.id }, 422, /is simulated; its guest runs nothing/],
    [alone.id, { domainId: crypto.randomUUID() }, 404, /domain/],
    [crypto.randomUUID(), { domainId: domain.id }, 404, /benchmark/],
    [alone.id, { domainId: domain.id, repeats: 0 }, 400, /repeats/],
  ];
  for (const [id, body, status, words] of refusals) {
    const answer = await run(id, body);
    expect(answer.status).toBe(status);
    expect((await wordsOf(answer)).message).toMatch(words);
  }
  await server.db.benchmark.update({ where: { id: alone.id }, data: { retiredAt: new Date() } });
  expect((await wordsOf(await run(alone.id, { domainId: domain.id }))).message).toMatch(/not offered any more/);
  expect(await server.db.benchmarkRun.count({ where: { benchmarkId: { in: [alone.id, pair.id] } } })).toBe(0);
});

test('a run shows the median of its repeats with the interval; warm-ups and failed repeats do not count', async () => {
  const domain = await running();
  const made = await makeBenchmarkRun(server.db, domain, { speeds: [90, 10, 11, 12] });
  await server.db.benchmarkSample.updateMany({
    where: { operationId: made.operationId, repeat: 0 },
    data: { warmUp: true },
  });
  await server.db.benchmarkSample.create({
    data: {
      operationId: made.operationId,
      repeat: 4,
      warmUp: false,
      startedAt: new Date(),
      durationMs: 5,
      exitCode: 1,
      stdout: '',
      stderr: 'no',
      error: 'It ended with code 1.',
    },
  });
  const answer = await server.call('listBenchmarkRuns', { as: operator, query: { domain: domain.id } });
  const { items } = BenchmarkRunPage.parse(await answer.json());
  expect(items).toMatchObject([
    {
      id: made.operationId,
      done: 5,
      // Three repeats carry no more.
      metrics: [{ samples: 3, estimate: { value: 11, low: 10, high: 12, confidence: 0.75 } }],
    },
  ]);
});

test('a VO admin sees what was accepted in the own domains, without the neighbours of their host', async () => {
  const [own, foreign] = [await running('atlas'), await running('lhcb')];
  const signed = { standing: 'accepted' } as const;
  const [mine, theirs] = [
    await makeBenchmarkRun(server.db, own, signed),
    await makeBenchmarkRun(server.db, foreign, signed),
  ];
  const unsigned = await makeBenchmarkRun(server.db, own, { standing: 'proposed' });
  const end = {
    domainName: own.name,
    hostName: 'h',
    simulated: false,
    hypervisor: 'xen',
    hypervisorVersion: '4.17',
    managementVersion: null,
    hostCpuModel: 'x',
    hostCpuCount: 1,
    hostCpuFlags: [],
    hostCpuLoad: 0.97,
    guestMode: 'pvh',
    vcpus: 1,
    memoryKiB: 1,
    definitionHash: null,
    guest: { kernel: null, cpuModel: null, microcode: null, cpuFlags: [] },
    neighbours: [{ name: 'secret-01', vcpus: 1, cpuLoad: null }],
  };
  await server.db.benchmarkRun.update({
    where: { operationId: mine.operationId },
    data: {
      provenance: { at: new Date().toISOString(), gridboxVersion: '0', emulated: false, ends: [end] },
      contamination: ['Start secret-02'],
    },
  });
  const list = await server.call('listBenchmarkRuns', { as: voAdmin, query: { pageSize: '500' } });
  const ids = BenchmarkRunPage.parse(await list.json()).items.map((item) => item.id);
  expect(ids).toContain(mine.operationId);
  expect(ids).not.toContain(theirs.operationId);
  expect(ids).not.toContain(unsigned.operationId);
  expect((await server.call('getBenchmarkRun', { as: voAdmin, params: { id: unsigned.operationId } })).status).toBe(
    404,
  );
  expect((await server.call('getBenchmarkRun', { as: voAdmin, params: { id: theirs.operationId } })).status).toBe(404);
  const text = await (await server.call('getBenchmarkRun', { as: voAdmin, params: { id: mine.operationId } })).text();
  expect(text).not.toContain('secret');
  expect(text).toContain('"contaminated":true');
  const whole = await (await server.call('getBenchmarkRun', { as: operator, params: { id: mine.operationId } })).text();
  expect(whole).toContain('secret-01');
  expect(whole).toContain('secret-02');
  expect(whole).toContain('"hostLoad":0.97');
});

test('while a host is held its domains say why they cannot be started, moved or stopped, and afterwards they can', async () => {
  const host = await makeHost(server.db);
  const measured = await makeDomain(server.db, { hostId: host.id, vo: 'atlas', state: 'running' });
  const beside = await makeDomain(server.db, { hostId: host.id, vo: 'atlas', state: 'off' });
  const held = await makeBenchmarkRun(server.db, measured, { state: 'running', guarding: true });
  const can = async (id: string) =>
    DomainDetail.parse(await (await server.call('getDomain', { as: operator, params: { id } })).json()).can;
  const start = {
    allowed: false,
    reason: expect.stringMatching(/is measured on its host now; wait for its end, or cancel it/),
  };
  expect(await can(beside.id)).toMatchObject({ start, edit: { allowed: true } });
  const part = { allowed: false, reason: expect.stringContaining('is measured in it now') };
  expect(await can(measured.id)).toMatchObject({ shutdown: part, pause: part, migrate: part, edit: { allowed: true } });
  const answer = await server.call('actOnDomain', { as: operator, params: { id: beside.id, verb: 'start' }, body: {} });
  expect(answer.status).toBe(422);

  await server.db.operation.update({ where: { id: held.operationId }, data: { state: 'succeeded' } });
  expect(await can(beside.id)).toMatchObject({ start: { allowed: true } });
});

test('the benchmarks offered are the newest versions that are not retired', async () => {
  const old = await makeBenchmark(server.db);
  const body = { ...(old.body as object), version: 2, title: 'Newer' };
  await server.db.benchmark.create({
    data: { name: old.name, version: 2, body, shipped: false, createdByName: 'test' },
  });
  const answer = await server.call('listBenchmarks', { as: operator });
  const { items } = BenchmarkList.parse(await answer.json());
  expect(items.filter((item) => item.name === old.name)).toMatchObject([{ version: 2, title: 'Newer' }]);
});
