import { afterAll, beforeAll, expect, test } from 'vitest';
import { BenchmarkChecked, BenchmarkDetail } from '@/lib/contracts/benchmark-definitions';
import { BenchmarkList } from '@/lib/contracts/benchmarks';
import { type Caller, startTestServer, type TestServer } from '@/lib/server/testing/test-server';
import { definitionNamed } from '@/lib/server/testing/import-world';
import { makeBenchmark } from '@/lib/server/testing/benchmark-world';

let server: TestServer;
let manager: Caller;
let operator: Caller;
beforeAll(async () => {
  server = await startTestServer();
  manager = await server.signInAs('manager');
  operator = await server.signInAs('operator');
});
afterAll(async () => await server.stop());

const create = async (yaml: string) => await server.call('createBenchmark', { as: manager, body: { yaml } });
const change = async (id: string, yaml: string, reason?: string) =>
  await server.call('addBenchmarkVersion', { as: manager, params: { id }, body: { yaml, reason } });
const made = async (yaml: string) => BenchmarkDetail.parse(await (await create(yaml)).json());
const read = async (id: string, as = manager) =>
  BenchmarkDetail.parse(await (await server.call('getBenchmark', { as, params: { id } })).json());
const offered = async (query: Record<string, string> = {}) =>
  BenchmarkList.parse(await (await server.call('listBenchmarks', { as: operator, query })).json()).items;
const messageOf = async (answer: Response) =>
  ((await answer.json()) as { error: { message: string; detail?: { problems?: unknown[] } } }).error;

test('a definition is kept as it was written, offered, and read as a file', async () => {
  const text = definitionNamed('hand-1').replace('version: 1', 'version: 7 # mine');
  const benchmark = await made(text);
  expect(benchmark).toMatchObject({ name: 'hand-1', version: 1, shipped: false, createdByName: 'The manager' });
  expect(benchmark.yaml).toBe(text.replace('version: 7 # mine', 'version: 1 # mine'));
  expect((await offered()).map(({ name }) => name)).toContain('hand-1');
  const file = await server.call('getBenchmarkDefinition', { as: operator, params: { id: benchmark.id } });
  expect(await file.text()).toBe(benchmark.yaml);
  expect(file.headers.get('content-type')).toBe('application/yaml; charset=utf-8');
  expect(file.headers.get('content-disposition')).toContain('hand-1-v1.yaml');
  expect((await read(benchmark.id, operator)).can.edit).toEqual({
    allowed: false,
    reason: 'Operators do not review benchmarks; ask a testbed manager.',
  });
});

test('a mistake is refused with its line and field, and told while one writes', async () => {
  const wrong = definitionNamed('hand-2').replace('unit: 1/s', 'unti: 1/s');
  const answer = await create(wrong);
  expect(answer.status).toBe(400);
  const error = await messageOf(answer);
  expect(error.message).toMatch(/^yaml: line 10, metrics\.0\.unit: is missing \(and 1 more\)$/);
  const checked = BenchmarkChecked.parse(
    await (await server.call('checkBenchmark', { as: manager, body: { yaml: wrong } })).json(),
  );
  expect(checked).toMatchObject({
    definition: null,
    problems: [
      { line: 10, field: 'metrics.0.unit', message: 'is missing' },
      { line: 12, column: 5, field: 'metrics.0.unti', message: 'is no field of a definition' },
    ],
  });
  expect(await server.db.benchmark.count({ where: { name: 'hand-2' } })).toBe(0);
  const tooLong = await create(`${definitionNamed('hand-2')}# ${'x'.repeat(70_000)}`);
  expect((await messageOf(tooLong)).message).toMatch(/at most 65,536/);
});

test('what is written here and names no place but hosts is refused: it could never run', async () => {
  const native = definitionNamed('hand-native').replace(/places: \[.*\]/, 'places: [host]');
  expect(native).toContain('places: [host]');
  expect((await messageOf(await create(native))).message).toMatch(
    /line \d+, places: has no domain: what is written here/,
  );
});

test('a changed definition is the next version; the one before is offered no more and keeps its runs', async () => {
  const first = await made(definitionNamed('hand-3'));
  const answer = await change(first.id, definitionNamed('hand-3', { title: 'Better' }), 'a better title');
  expect(answer.status).toBe(201);
  const second = BenchmarkDetail.parse(await answer.json());
  expect(second).toMatchObject({ version: 2, title: 'Better', versions: [{ version: 2 }, { version: 1, runs: 0 }] });
  expect((await offered()).filter(({ name }) => name === 'hand-3')).toMatchObject([{ version: 2 }]);
  expect((await read(first.id)).can.edit).toMatchObject({ allowed: false });
  expect(
    await server.db.audit.findFirst({ where: { action: 'addBenchmarkVersion', subjectId: second.id } }),
  ).toMatchObject({
    reason: 'a better title',
    before: { title: 'By hand', version: 1 },
    after: { title: 'Better', version: 2 },
  });
});

test('who is slower is told, and so is who changes nothing or another name', async () => {
  const first = await made(definitionNamed('hand-4'));
  const answers = await Promise.all([
    change(first.id, definitionNamed('hand-4', { title: 'One' })),
    change(first.id, definitionNamed('hand-4', { title: 'Other' })),
  ]);
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409]);
  expect((await change(first.id, definitionNamed('hand-4', { title: 'Late' }))).status).toBe(409);
  const newest = await server.db.benchmark.findFirstOrThrow({ where: { name: 'hand-4', version: 2 } });
  const same = await change(newest.id, newest.source ?? '');
  expect([same.status, (await messageOf(same)).message]).toEqual([
    422,
    'Nothing is changed: this is version 2 as it stands.',
  ]);
  expect((await change(newest.id, definitionNamed('hand-4-other'))).status).toBe(422);
  expect((await create(definitionNamed('hand-4'))).status).toBe(409);
});

test('a retired one is offered no more, is shown where asked, and comes back as a new version', async () => {
  const first = await made(definitionNamed('hand-5'));
  const retire = async () =>
    await server.call('retireBenchmark', { as: manager, params: { id: first.id }, body: { reason: 'nobody ran it' } });
  expect((await retire()).status).toBe(200);
  expect((await retire()).status).toBe(422);
  expect((await offered()).map(({ name }) => name)).not.toContain('hand-5');
  const all = await offered({ retired: 'true' });
  expect(all.find(({ name }) => name === 'hand-5')?.retiredAt).not.toBeNull();
  expect((await change(first.id, first.yaml)).status).toBe(201);
  expect((await offered()).find(({ name }) => name === 'hand-5')).toMatchObject({ version: 2, retiredAt: null });
});

test('what comes with a release is neither changed nor retired, but its text is there to copy', async () => {
  const { id, name } = await makeBenchmark(server.db);
  await server.db.benchmark.update({ where: { id }, data: { shipped: true } });
  const detail = await read(id);
  expect(detail.can).toMatchObject({ edit: { allowed: false }, retire: { allowed: false } });
  expect((await change(id, definitionNamed(name, { title: 'Mine' }))).status).toBe(422);
  expect((await server.call('retireBenchmark', { as: manager, params: { id }, body: {} })).status).toBe(422);
  expect(await made(detail.yaml.replace(`name: ${name}`, `name: ${name}-copy`))).toMatchObject({
    name: `${name}-copy`,
    metrics: detail.metrics,
    places: detail.places,
  });
});
