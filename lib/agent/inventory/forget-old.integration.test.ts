import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EVENTS_KEPT_MS, METRICS_KEPT_MS } from '@/lib/agent/tunables';
import { PAST_KEPT_MS } from '@/lib/domain/past/limits';
import { createDb, type Db } from '@/lib/server/db/client';
import { createPool } from '@/lib/server/db/pool';
import { MINUTE_MS } from '@/lib/utils/time';
import { createTestDatabase, type TestDatabase } from '@/tools/test/create-test-database';
import { forgetOld } from './forget-old';

/** More than is deleted at once. */
const MANY = 10_050;

let database: TestDatabase;
let db: Db;
let pool: ReturnType<typeof createPool>;
beforeAll(async () => {
  database = await createTestDatabase();
  db = createDb(database.url);
  pool = createPool(database.url, { max: 2 });
});
afterAll(async () => {
  await pool.end();
  await db.$disconnect();
  await database.drop();
});
/** Of one instant, so that no two are the same by chance. */
const NOW_MS = Date.now();
const ago = (ms: number) => new Date(NOW_MS - ms);

test('figures and events are deleted when they are too old, all of them, and not a minute before', async () => {
  const subjectId = randomUUID();
  await db.metricSample.createMany({
    data: [
      ...Array.from({ length: MANY }, (_, index) => ({ subjectId, at: ago(METRICS_KEPT_MS + MINUTE_MS + index) })),
      { subjectId, at: ago(METRICS_KEPT_MS - MINUTE_MS) },
      { subjectId, at: ago(0) },
    ],
  });
  const event = (type: string, at: Date) => ({ type, at, body: { type } });
  await db.event.createMany({
    data: [
      event('old', ago(EVENTS_KEPT_MS + MINUTE_MS)),
      // Older than figures are kept, and no figure.
      event('kept', ago(EVENTS_KEPT_MS - MINUTE_MS)),
      event('kept', ago(0)),
    ],
  });

  await forgetOld({ pool });

  const figures = await db.metricSample.findMany({ select: { at: true } });
  expect(figures).toHaveLength(2);
  for (const { at } of figures) expect(NOW_MS - at.getTime()).toBeLessThan(METRICS_KEPT_MS);
  expect((await db.event.findMany()).map((one) => one.type)).toEqual(['kept', 'kept']);
});

test('the audit, migrations with their samples, and what was done are kept, however old they are', async () => {
  const years = ago(10 * 365 * 24 * 60 * MINUTE_MS);
  await db.audit.create({
    data: { at: years, actorName: 'A', via: 'session', action: 'x', subjectType: 'host', outcome: 'done' },
  });
  const operation = await db.operation.create({
    data: {
      kind: 'migrate-domain',
      title: 'M',
      input: {},
      inputHash: 'x',
      actorName: 'A',
      state: 'succeeded',
      createdAt: years,
      finishedAt: years,
    },
  });
  await db.migration.create({
    data: {
      operationId: operation.id,
      domainId: randomUUID(),
      domainName: 'd',
      sourceHostName: 'one',
      targetHostName: 'two',
      simulated: true,
      options: {},
      createdAt: years,
      samples: { create: { at: years, elapsedMs: 0 } },
    },
  });

  await forgetOld({ pool });

  expect(await db.audit.count()).toBe(1);
  expect(await db.operation.count()).toBe(1);
  expect(await db.migration.count()).toBe(1);
  expect(await db.migrationSample.count()).toBe(1);
});

test('of records the last before the kept time stays, since it says how things stood then', async () => {
  const [steady, changing, removed] = [randomUUID(), randomUUID(), randomUUID()];
  const record = (domainId: string, name: string, at: Date, gone = false) => ({
    domainId,
    name,
    at,
    gone,
    simulated: true,
    state: 'running',
    splitBrain: false,
    vcpus: 1,
    memoryKiB: 1n,
    architecture: 'x86_64',
    roles: [],
  });
  const old = (minutes: number) => ago(PAST_KEPT_MS + minutes * MINUTE_MS);
  await db.domainRecord.createMany({
    data: [
      record(steady, 'steady, kept', old(500_000)),
      record(changing, 'how it began, kept', old(1)),
      record(changing, 'kept', ago(PAST_KEPT_MS - MINUTE_MS)),
      record(removed, 'too old', old(9)),
      record(removed, 'gone long ago', old(8), true),
    ],
  });
  await db.$executeRaw`
    insert into "DomainRecord" ("domainId", "name", "at", "simulated", "state", "splitBrain", "vcpus", "memoryKiB", "architecture", "roles")
    select ${changing}::uuid, 'too old', ${old(2)}::timestamptz - n * interval '1 minute', true, 'running', false, 1, 1, 'x86_64', '{}'
    from generate_series(0, ${MANY}::int) n`;
  const host = { driver: 'simulated', class: 'other', status: 'up', statusSince: ago(0), maintenance: false };
  const hostId = randomUUID();
  await db.hostRecord.createMany({
    data: [
      { ...host, hostId, name: 'too old', uri: 'u', at: old(3) },
      { ...host, hostId, name: 'kept', uri: 'u', at: old(2) },
    ],
  });

  await forgetOld({ pool });

  const kept = await db.domainRecord.findMany({ orderBy: { at: 'asc' } });
  expect(kept.map(({ name }) => name)).toEqual(['steady, kept', 'how it began, kept', 'kept']);
  expect((await db.hostRecord.findMany()).map(({ name }) => name)).toEqual(['kept']);
});
