/** Exports read again: what leaves as CSV comes back as the same samples. */
import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { guessMapping } from '@/lib/benchmarks/import/guess-mapping';
import { readCsv } from '@/lib/benchmarks/import/read-csv';
import { BenchmarkRunsExport } from '@/lib/contracts/benchmark-exports';
import { BenchmarkRunDetail } from '@/lib/contracts/benchmarks';
import { type Caller, startTestServer, type TestServer } from '@/lib/server/testing/test-server';
import { makeBenchmarkRun } from '@/lib/server/testing/benchmark-world';
import { makeDomain, makeHost } from '@/lib/server/testing/test-world';
import { csvHeader, csvOfRun } from './run-csv';

let server: TestServer;
let viewer: Caller;
beforeAll(async () => {
  server = await startTestServer();
  viewer = await server.signInAs('viewer');
});
afterAll(async () => await server.stop());

const domainOf = async (vo = 'atlas') =>
  await makeDomain(server.db, { hostId: (await makeHost(server.db)).id, vo, state: 'running' });
const recordsOf = (text: string) => parse(text, { columns: true }) as unknown as Record<string, string>[];

test('a list leaves with its filter: one row a sample and metric, and in JSON whole', async () => {
  const domain = await domainOf();
  const run = await makeBenchmarkRun(server.db, domain, { speeds: [10, 11.5] });
  await makeBenchmarkRun(server.db, await domainOf());
  await server.db.benchmarkSample.create({
    data: {
      operationId: run.operationId,
      repeat: 2,
      warmUp: false,
      startedAt: new Date(),
      durationMs: 5,
      stdout: '',
      stderr: '',
      error: '=HYPERLINK("x")',
    },
  });
  const csv = await server.call('exportBenchmarkRuns', { as: viewer, query: { format: 'csv', domain: domain.id } });
  expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(csv.headers.get('content-disposition')).toMatch(
    /^attachment; filename="benchmark-runs-\d{4}-\d\d-\d\d\.csv"$/,
  );
  const rows = recordsOf(await csv.text());
  expect(rows.map(({ value, counted, run_id: id, metric, unit }) => [value, counted, id, metric, unit])).toEqual([
    ['10', 'yes', run.operationId, 'speed', '1/s'],
    ['11.5', 'yes', run.operationId, 'speed', '1/s'],
    ['', 'no', run.operationId, 'speed', '1/s'],
  ]);
  expect(rows[2]?.['repeat_error']).toBe(`'=HYPERLINK("x")`);
  const json = await server.call('exportBenchmarkRuns', { as: viewer, query: { format: 'json', domain: domain.id } });
  const all = BenchmarkRunsExport.parse(await json.json());
  expect(all.total).toBe(1);
  const detail = await server.call('getBenchmarkRun', { as: viewer, params: { id: run.operationId } });
  expect(all.items).toEqual([BenchmarkRunDetail.parse(await detail.json())]);
});

test('an export that is cut says so in its name, and one of nothing is a file all the same', async () => {
  const domain = await domainOf();
  for (let count = 0; count < 3; count += 1) await makeBenchmarkRun(server.db, domain);
  const query = { format: 'json', domain: domain.id, limit: '2' };
  const cut = await server.call('exportBenchmarkRuns', { as: viewer, query });
  expect(cut.headers.get('content-disposition')).toContain('-newest-2-of-3.json');
  const body = BenchmarkRunsExport.parse(await cut.json());
  expect([body.total, body.items.length]).toEqual([3, 2]);
  const none = { format: 'json', domain: crypto.randomUUID() };
  expect(await (await server.call('exportBenchmarkRuns', { as: viewer, query: none })).json()).toEqual({
    total: 0,
    items: [],
  });
});

test('a VO admin takes along what the list shows, and nothing else', async () => {
  const voAdmin = await server.signInAs('vo-admin', { vos: ['cms'] });
  const domain = await domainOf('cms');
  const seen = await makeBenchmarkRun(server.db, domain, { standing: 'accepted' });
  const open = await makeBenchmarkRun(server.db, domain);
  const text = await (await server.call('exportBenchmarkRuns', { as: voAdmin, query: { format: 'csv' } })).text();
  expect(new Set(recordsOf(text).map((row) => row['run_id']))).toEqual(new Set([seen.operationId]));
  const one = await server.call('exportBenchmarkRun', {
    as: voAdmin,
    params: { id: open.operationId },
    query: { format: 'csv' },
  });
  expect(one.status).toBe(404);
});

test('whatever the figures and the names: a run that leaves as CSV comes back as the same samples', async () => {
  const made = await makeBenchmarkRun(server.db, await domainOf());
  const answer = await server.call('getBenchmarkRun', { as: viewer, params: { id: made.operationId } });
  const run = BenchmarkRunDetail.parse(await answer.json());
  const [sample] = run.samples;
  if (sample === undefined) throw new Error('a run without samples');
  const figure = fc.double({ min: Number.MIN_VALUE, max: 1e300, noNaN: true });
  // A name that begins or ends with a blank is one without: blanks around cells are nothing.
  const name = fc.string({ minLength: 1, maxLength: 40 }).filter((text) => text === text.trim() && text !== '');
  fc.assert(
    fc.property(fc.array(figure, { minLength: 1, maxLength: 20 }), name, name, (speeds, hostName, reason) => {
      const changed = {
        ...run,
        hostName,
        reason,
        samples: [
          { ...sample, repeat: 0, warmUp: true },
          ...speeds.map((speed, index) => ({ ...sample, repeat: index + 1, figures: { speed } })),
        ],
      };
      const text = csvHeader() + csvOfRun(changed);
      const read = readCsv(text, guessMapping(text).mapping, new Date());
      expect(read.problems).toEqual([]);
      expect(read.measurements).toMatchObject([
        { samples: speeds, hostName, benchmark: run.benchmarkName, version: '1', metric: 'speed', unit: '1/s' },
      ]);
    }),
  );
});
