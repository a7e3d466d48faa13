import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  BenchmarkImport,
  BenchmarkImportPage,
  ImportedResultPage,
  ImportPreview,
} from '@/lib/contracts/benchmark-imports';
import { IMPORT_ROWS_MAX } from '@/lib/domain/imported-result';
import { type ImportedResultFilter, loadImportedResults } from '@/lib/server/services/benchmarks/imported-results';
import { type Caller, startTestServer, type TestServer } from '@/lib/server/testing/test-server';
import { importable } from '@/lib/server/testing/import-world';
import { makeHost } from '@/lib/server/testing/test-world';

/** Of a machine that does other things besides; alone it takes some seconds. */
const LARGE_MS = 120_000;

let server: TestServer;
let operator: Caller;
let manager: Caller;
beforeAll(async () => {
  server = await startTestServer();
  operator = await server.signInAs('operator');
  manager = await server.signInAs('manager');
});
afterAll(async () => await server.stop());

const csv = (host: string, change: object = {}) => ({
  kind: 'csv',
  fileName: 'figures.csv',
  ...importable(host),
  ...change,
});
const send = async (body: object, as = operator) => await server.call('createImport', { as, body });
const errorOf = async (answer: Response) =>
  (
    (await answer.json()) as {
      error: { code: string; message: string; fields: { field: string; message: string }[]; detail?: object };
    }
  ).error;
const everybody = { userId: 'x', name: 'x', role: 'viewer', scopes: [], via: 'system' } as const;
const loaded = async (hostName: string, filter?: ImportedResultFilter) =>
  (await loadImportedResults(server.db, everybody, filter)).results.filter((result) => result.hostName === hostName);

test('a table is imported whole: its rows, its file, who did it, and the host where it is known', async () => {
  const host = await makeHost(server.db);
  const body = csv(host.name);
  const answer = await send(body);
  expect(answer.status).toBe(201);
  const made = BenchmarkImport.parse(await answer.json());
  expect(made).toMatchObject({ kind: 'csv', resultCount: 1, importedByName: 'The operator', retracted: null });
  const rows = await server.call('listImportedResults', { as: manager, params: { id: made.id } });
  expect(ImportedResultPage.parse(await rows.json()).items).toMatchObject([
    {
      line: 2,
      hostName: host.name,
      hostId: host.id,
      samples: [10.5, 11],
      estimate: { value: 10.75, low: 10.5, high: 11 },
    },
  ]);
  const file = await server.call('getImportedFile', { as: operator, params: { id: made.id } });
  expect(await file.text()).toBe(body.text);
  expect(file.headers.get('content-disposition')).toBe('attachment; filename="figures.csv"');
  expect(await server.db.audit.findMany({ where: { subjectId: made.id } })).toMatchObject([
    {
      action: 'createImport',
      outcome: 'accepted',
      scope: 'benchmarks:run',
      after: { resultCount: 1, sha256: made.sha256 },
    },
  ]);
  expect(await loaded(host.name)).toMatchObject([
    { source: 'import', measuredOn: 'unknown', hostId: host.id, samples: [10.5, 11], metric: { unit: 'HS06' } },
  ]);
});

test('figures of a benchmark that was never defined here have a trend; of one that nobody measured there is none', async () => {
  const host = await makeHost(server.db);
  expect((await send(csv(host.name))).status).toBe(201);
  const [measured] = await loaded(host.name);
  const query = { benchmark: measured?.conditions.benchmark ?? '', metric: measured?.metric.name ?? '', host: host.id };
  const trend = await server.call('getBenchmarkTrend', { as: manager, query });
  expect(await trend.json()).toMatchObject({ metric: { unit: 'HS06' }, points: [{ host: host.name, samples: 2 }] });
  const nothing = await server.call('getBenchmarkTrend', { as: manager, query: { ...query, benchmark: 'no such' } });
  expect((await errorOf(nothing)).message).toBe('benchmark: there is no benchmark no such');
});

test('one bad row in the middle leaves nothing behind', async () => {
  const before = [await server.db.benchmarkImport.count(), await server.db.importedResult.count()];
  const lines = Array.from({ length: 3_000 }, (_, index) => `all-or-none,2026-11-01,${index + 1}`);
  lines[1_499] = 'all-or-none,2026-11-01,NaN';
  const text = `host,when,score\n${lines.join('\n')}\n`;
  const answer = await send(csv('x', { text }));
  expect(answer.status).toBe(400);
  const error = await errorOf(answer);
  expect(error.message).toBe('Nothing was imported. Line 1501, column 3 (score): “NaN” is no number (and 1 more)');
  expect(error.fields[0]).toEqual({ field: 'Line 1501, column 3 (score)', message: '“NaN” is no number' });
  expect(error.detail).toMatchObject({ problems: [{ line: 1501, column: 3 }, { line: 2003 }], problemCount: 2 });
  expect([await server.db.benchmarkImport.count(), await server.db.importedResult.count()]).toEqual(before);
  expect(await server.db.audit.count({ where: { action: 'createImport', subjectName: 'all-or-none.csv' } })).toBe(0);
});

test('a database that refuses one of the later rows leaves nothing of the earlier ones', async () => {
  await server.db.$executeRawUnsafe(
    `create function test_refuse_row() returns trigger language plpgsql as $$ begin
       if new."hostName" = 'breaks-2500' then raise exception 'no'; end if; return new; end $$`,
  );
  await server.db.$executeRawUnsafe(
    'create trigger test_refuse_row before insert on "ImportedResult" for each row execute function test_refuse_row()',
  );
  const before = [await server.db.benchmarkImport.count(), await server.db.importedResult.count()];
  const text = `host,when,score\n${Array.from({ length: 3_000 }, (_, index) => `breaks-${index},2026-11-01,1`).join('\n')}\n`;
  expect((await send(csv('x', { text }))).status).toBe(500);
  expect([await server.db.benchmarkImport.count(), await server.db.importedResult.count()]).toEqual(before);
  await server.db.$executeRawUnsafe('drop trigger test_refuse_row on "ImportedResult"');
});

test('the same file twice is refused with what it is, and retracted it may come again', async () => {
  const first = BenchmarkImport.parse(await (await send(csv('twice'))).json());
  const again = await send(csv('twice', { fileName: 'other-name.csv' }));
  expect(again.status).toBe(409);
  const error = await errorOf(again);
  expect(error.message).toMatch(/^This file is imported already: as figures\.csv, by The operator, 20/);
  expect(error.detail).toEqual({ duplicateOf: first.id });
  const preview = await server.call('previewImport', { as: operator, body: { kind: 'csv', ...importable('twice') } });
  expect(ImportPreview.parse(await preview.json()).duplicateOf).toMatchObject({ id: first.id });

  const retract = async (as: Caller) =>
    await server.call('retractImport', {
      as,
      params: { id: first.id },
      body: { reason: 'measured while it was moved' },
    });
  expect((await retract(operator)).status).toBe(403);
  expect(await loaded('twice')).toHaveLength(1);
  expect((await retract(manager)).status).toBe(200);
  expect((await retract(manager)).status).toBe(422);
  expect(await loaded('twice')).toEqual([]);
  const list = BenchmarkImportPage.parse(await (await server.call('listImports', { as: operator })).json());
  expect(list.items.find((each) => each.id === first.id)?.retracted).toMatchObject({
    byName: 'The manager',
    reason: 'measured while it was moved',
  });
  expect(
    await server.db.audit.findFirst({ where: { action: 'retractImport', outcome: 'accepted', subjectId: first.id } }),
  ).toMatchObject({ reason: 'measured while it was moved', scope: 'benchmarks:review' });
  expect((await send(csv('twice'))).status).toBe(201);
});

test(
  'as many rows as may be are imported at once, within the deadline',
  async () => {
    const rows = Array.from({ length: IMPORT_ROWS_MAX }, (_, index) => `many-${index},2026-11-01,${index + 1}`);
    const answer = await send(csv('x', { text: `host,when,score\n${rows.join('\n')}\n` }));
    expect(answer.status, await answer.clone().text()).toBe(201);
    expect(BenchmarkImport.parse(await answer.json()).resultCount).toBe(IMPORT_ROWS_MAX);
    expect(await server.db.importedResult.count({ where: { hostName: { startsWith: 'many-' } } })).toBe(
      IMPORT_ROWS_MAX,
    );
  },
  LARGE_MS,
);

test('two who send one file at the same moment: one of them is told', async () => {
  const answers = await Promise.all([send(csv('race')), send(csv('race')), send(csv('race'))]);
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409, 409]);
  // Not by what a page reads of it, which is the newest: tens of thousands are of the same day.
  expect(await server.db.importedResult.count({ where: { hostName: 'race' } })).toBe(1);
});

test('a document of the suite is known again by its id, however it is written', async () => {
  const document = {
    _id: 'suite-1',
    _timestamp: '2026-11-01T10:00:00Z',
    json_version: 'v2.1',
    host: { hostname: 'suite-host', HW: { CPU: { CPU_Model: 'Xeon' } }, future: { key: 1 } },
    profiles: { hs06_32: { score: 77.5 }, DB12: { value: 12.5, unit: 'DB12' } },
  };
  const body = {
    kind: 'hep-suite',
    fileName: 'bmkrun_report.json',
    text: JSON.stringify(document),
    measuredOn: 'native',
  };
  const made = BenchmarkImport.parse(await (await send(body)).json());
  expect(made).toMatchObject({ kind: 'hep-suite', documentId: 'suite-1', resultCount: 2 });
  const again = await send({ ...body, text: JSON.stringify(document, null, 2), fileName: 'copy.json' });
  expect(again.status).toBe(409);
  expect((await errorOf(again)).message).toMatch(/^The document suite-1 is imported already: as bmkrun_report\.json/);
  expect(
    (await loaded('suite-host', { from: new Date('2026-11-01T10:00:00Z') })).map(
      ({ samples, conditions, measuredOn }) => [samples, conditions.hostCpuModel, measuredOn],
    ),
  ).toEqual([
    [[77.5], 'Xeon', 'native'],
    [[12.5], 'Xeon', 'native'],
  ]);
  const broken = await send({
    ...body,
    text: JSON.stringify({ ...document, _id: 'suite-2', profiles: { hs06_32: {} } }),
  });
  expect((await errorOf(broken)).message).toBe('Nothing was imported. profiles.hs06_32.score: is missing');
});

test('a file is looked at without being kept, first by guesses and then by what its reader says', async () => {
  const before = await server.db.benchmarkImport.count();
  const text = 'node;date;hs06\nn1;2026-11-01;10,5\nn2;2026-11-01;x\n';
  const look = async (body: object) =>
    ImportPreview.parse(
      await (await server.call('previewImport', { as: operator, body: { kind: 'csv', text, ...body } })).json(),
    );
  const guessed = await look({});
  expect(guessed).toMatchObject({
    columns: ['node', 'date', 'hs06'],
    rows: 2,
    problemCount: 0,
    resultCount: 0,
    mapping: {
      delimiter: ';',
      decimal: 'comma',
      fields: { host: { column: 0 }, at: { column: 1 }, value: { column: 2 } },
    },
    head: [{ line: 2, cells: ['n1', '2026-11-01', '10,5'] }, { line: 3 }],
  });
  const { fields } = importable('n1').mapping;
  const mapped = await look({ mapping: { ...guessed.mapping, fields } });
  expect(mapped.problems).toEqual([{ line: 3, column: 3, field: 'hs06', message: '“x” is no number' }]);
  expect(mapped.results).toMatchObject([{ hostName: 'n1', samples: [10.5] }]);
  expect(await server.db.benchmarkImport.count()).toBe(before);
});

test('a file above the limit is refused by its size, a body above that by its own', async () => {
  const large = await send(csv('x', { text: `host,when,score\n${'x'.repeat(9 * 1024 * 1024)}` }));
  expect(large.status).toBe(400);
  expect((await errorOf(large)).message).toMatch(/^Nothing was imported\. The file: It has 9 MiB; at most 8 MiB/);
  const larger = await send(csv('x', { text: 'x'.repeat(25 * 1024 * 1024) }));
  expect((await errorOf(larger)).message).toBe('The body is larger than 24576 KiB.');
});

test('who is bound to VOs knows of no import, and nothing is loaded for them', async () => {
  const voAdmin = await server.signInAs('vo-admin', { vos: ['atlas'] });
  const list = BenchmarkImportPage.parse(await (await server.call('listImports', { as: voAdmin })).json());
  expect(list).toMatchObject({ items: [], total: 0 });
  expect(await loadImportedResults(server.db, { ...everybody, vos: ['atlas'] })).toEqual({ results: [], cut: false });
});
