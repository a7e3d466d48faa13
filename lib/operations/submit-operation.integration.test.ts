import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDb, type Db } from '@/lib/server/db/client';
import { createTestDatabase, type TestDatabase } from '@/tools/test/create-test-database';
import { waitUntil } from '@/tools/shared/wait-until';
import { cancelOperation } from './cancel-operation';
import { LOOK_CHANNEL } from './dispatch';
import { submitOperation } from './submit-operation';

let database: TestDatabase;
let db: Db;
let agent: Client;
/** Ids that an agent would have been told to look at, in order. */
const told: string[] = [];
beforeAll(async () => {
  database = await createTestDatabase();
  db = createDb(database.url);
  agent = new Client({ connectionString: database.url });
  agent.on('notification', (message) => told.push(message.payload ?? ''));
  await agent.connect();
  await agent.query(`listen ${LOOK_CHANNEL}`);
});
afterAll(async () => {
  await agent.end();
  await db.$disconnect();
  await database.drop();
});

const actor = { userId: 'u1', name: 'Ada' };
const start = (options: { key?: string; domainId?: string; reason?: string } = {}) => ({
  kind: 'start-domain' as const,
  input: {},
  actor,
  title: 'Start wn-01',
  idempotencyKey: options.key,
  domainId: options.domainId ?? randomUUID(),
  reason: options.reason,
});
const untilTold = async (id: string) =>
  await waitUntil('the agents are told', () => Promise.resolve(told.includes(id)), { deadlineMs: 5_000, everyMs: 5 });

test('an operation, its event and the word to the agents appear together, or not at all', async () => {
  const { operation, created } = await db.$transaction((tx) => submitOperation(tx, start({ reason: 'because' })));
  expect(created).toBe(true);
  expect(operation).toMatchObject({ state: 'queued', actorName: 'Ada', reason: 'because', fencingToken: 0 });
  expect(typeof operation.number).toBe('bigint');
  expect(operation.createdAt).toBeInstanceOf(Date);
  const events = await db.event.findMany({ where: { operationId: operation.id } });
  expect(events.map((event) => event.body)).toMatchObject([{ type: 'operation.changed', state: 'queued' }]);
  await untilTold(operation.id);

  let id = '';
  await expect(
    db.$transaction(async (tx) => {
      id = (await submitOperation(tx, start())).operation.id;
      throw new Error('on purpose');
    }),
  ).rejects.toThrow('on purpose');
  expect(await db.operation.findUnique({ where: { id } })).toBeNull();
  // Notifications keep their order: had there been one for it, it would have come before this one's.
  const { operation: later } = await db.$transaction((tx) => submitOperation(tx, start()));
  await untilTold(later.id);
  expect(told).not.toContain(id);
});

test('one Idempotency-Key is one operation, also when both come at once; with another body it is a conflict', async () => {
  const submit = start({ key: 'once' });
  const results = await Promise.all(
    Array.from({ length: 6 }, () => db.$transaction((tx) => submitOperation(tx, submit))),
  );
  expect(new Set(results.map((result) => result.operation.id)).size).toBe(1);
  expect(results.filter((result) => result.created)).toHaveLength(1);
  await expect(db.$transaction((tx) => submitOperation(tx, start({ key: 'once' })))).rejects.toMatchObject({
    code: 'conflict',
  });
  const other = await db.$transaction((tx) => submitOperation(tx, { ...submit, actor: { userId: 'u2', name: 'Bob' } }));
  expect(other.created).toBe(true);
});

test('input that does not parse is refused with its field', async () => {
  const submit = {
    kind: 'resize-domain' as const,
    input: { vcpus: 0 },
    actor,
    title: 'Resize',
    domainId: randomUUID(),
  };
  await expect(db.$transaction((tx) => submitOperation(tx, submit))).rejects.toMatchObject({
    code: 'bad-request',
    fields: [{ field: 'vcpus' }],
  });
});

test('what is queued is cancelled at once, and only once', async () => {
  const { operation } = await db.$transaction((tx) => submitOperation(tx, start()));
  const cancelled = await db.$transaction((tx) => cancelOperation(tx, { operationId: operation.id, actor }));
  expect(cancelled).toMatchObject({ state: 'cancelled', cancelRequestedBy: 'Ada' });
  const events = await db.event.findMany({ where: { operationId: operation.id }, orderBy: { sequence: 'asc' } });
  expect(events.map((event) => event.body)).toMatchObject([{ state: 'queued' }, { state: 'cancelled' }]);
  await expect(
    db.$transaction((tx) => cancelOperation(tx, { operationId: operation.id, actor })),
  ).rejects.toMatchObject({ code: 'conflict' });
  await expect(
    db.$transaction((tx) => cancelOperation(tx, { operationId: randomUUID(), actor })),
  ).rejects.toMatchObject({ code: 'not-found' });
});

test('cancelling what is queued tells the agents to look at what waited behind it', async () => {
  const domainId = randomUUID();
  const submit = async () => (await db.$transaction((tx) => submitOperation(tx, start({ domainId })))).operation.id;
  const [first, second] = [await submit(), await submit()];
  await untilTold(second);
  told.length = 0;
  await db.$transaction((tx) => cancelOperation(tx, { operationId: first, actor }));
  await untilTold(second);
  expect(told).toEqual([second]);
});

test('an end looks at what waited, also where it has the lower number because its transaction committed later', async () => {
  const domainId = randomUUID();
  const submit = async () => (await db.$transaction((tx) => submitOperation(tx, start({ domainId })))).operation.id;
  const [first, second] = [await submit(), await submit()];
  await untilTold(second);
  told.length = 0;
  await db.$transaction((tx) => cancelOperation(tx, { operationId: second, actor }));
  await untilTold(first);
  expect(told).toEqual([first]);
});

test('what runs is asked to stop where its kind can, and refused where it cannot', async () => {
  const domain = randomUUID();
  const running = async (kind: 'shutdown-domain' | 'start-domain') => {
    const { operation } = await db.$transaction((tx) => submitOperation(tx, { ...start(), kind, domainId: domain }));
    await db.operation.update({ where: { id: operation.id }, data: { state: 'running' } });
    return operation.id;
  };
  const first = await running('shutdown-domain');
  const asked = await db.$transaction((tx) => cancelOperation(tx, { operationId: first, actor }));
  expect(asked.state).toBe('running');
  expect(asked.cancelRequestedAt).toBeInstanceOf(Date);
  // Only one operation of a domain can be running, whoever says so.
  await expect(running('start-domain')).rejects.toThrow(/Operation_running_domain_key|Unique constraint/);
  await db.operation.update({ where: { id: first }, data: { state: 'cancelled' } });
  const second = await running('start-domain');
  await expect(db.$transaction((tx) => cancelOperation(tx, { operationId: second, actor }))).rejects.toMatchObject({
    code: 'refused',
  });
});
