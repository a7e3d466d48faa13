import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EventBody, StreamFrame } from '@/lib/contracts/events';
import { domainId, hostId } from '@/lib/domain/ids';
import { createPool } from '@/lib/server/db/pool';
import { inTransaction, sqlOfPool } from '@/lib/server/db/sql';
import { createTestDatabase, type TestDatabase } from '@/tools/test/create-test-database';
import { waitUntil } from '@/tools/shared/wait-until';
import { appendEvents } from './append-event';
import { createEventTail, type EventTail, TAIL_NAME } from './tail-events';

let database: TestDatabase;
let pool: Pool;
let tail: EventTail;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool(database.url, { max: 20 });
  tail = createEventTail({ databaseUrl: database.url });
});
afterAll(async () => {
  await tail.stop();
  await pool.end();
  await database.drop();
});

const host = hostId(randomUUID());
const event = (name: string): EventBody => ({
  type: 'domain.added',
  domainId: domainId(randomUUID()),
  domainName: name,
  hostId: host,
  state: 'running',
});
const append = async (name: string) => await appendEvents(sqlOfPool(pool), [{ body: event(name), vo: undefined }]);

function collect(from?: string, of: EventTail = tail) {
  const frames: StreamFrame[] = [];
  const subscription = of.subscribe(from, (frame) => frames.push(frame));
  const names = () =>
    frames.flatMap((frame) =>
      frame.frame === 'event' && 'domainName' in frame.event.body ? [frame.event.body.domainName] : [],
    );
  const sequences = () => frames.flatMap((frame) => (frame.frame === 'event' ? [BigInt(frame.event.sequence)] : []));
  const hello = async () => {
    await waitUntil('hello', () => Promise.resolve(frames.length > 0), { deadlineMs: 5000, everyMs: 5 });
    const first = frames[0];
    if (first?.frame !== 'hello') throw new Error('the first frame is not hello');
    return first;
  };
  return { frames, subscription, names, sequences, hello };
}
const until = async (what: string, check: () => boolean) =>
  await waitUntil(what, () => Promise.resolve(check()), { deadlineMs: 10_000, everyMs: 5 });

test('an event reaches every subscriber, and one that comes back gets what it missed', async () => {
  const first = collect();
  await first.hello();
  await append('a');
  await until('a', () => first.names().includes('a'));
  const last = first.sequences().at(-1)?.toString();
  first.subscription.close();
  await append('b');
  await append('c');
  const again = collect(last);
  expect((await again.hello()).gap).toBe(false);
  await until('c', () => again.names().length === 2);
  expect(again.names()).toEqual(['b', 'c']);
  expect(first.names()).toEqual(['a']);
  again.subscription.close();
});

test('an event that commits late is waited for, not skipped, and one rolled back is passed over', async () => {
  const reader = collect();
  await reader.hello();
  const slow = await pool.connect();
  await slow.query('begin');
  await appendEvents(sqlOfPool(slow), [{ body: event('slow'), vo: undefined }]);
  await append('fast');
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(reader.names()).toEqual([]);
  await slow.query('commit');
  await until('both', () => reader.names().length === 2);
  expect(reader.names()).toEqual(['slow', 'fast']);

  await slow.query('begin');
  await appendEvents(sqlOfPool(slow), [{ body: event('never'), vo: undefined }]);
  await append('after');
  await slow.query('rollback');
  slow.release();
  await until('after', () => reader.names().includes('after'));
  expect(reader.names()).toEqual(['slow', 'fast', 'after']);
  reader.subscription.close();
});

test('with many writers, some slow and some rolled back, every committed event arrives once and in order', async () => {
  const reader = collect();
  await reader.hello();
  const expected = new Set<string>();
  const writer = async (worker: number) => {
    for (let turn = 0; turn < 60; turn += 1) {
      const name = `w${worker}-${turn}`;
      const fails = (worker + turn) % 7 === 0;
      try {
        await inTransaction(pool, async (sql) => {
          await appendEvents(sql, [{ body: event(name), vo: undefined }]);
          if (turn % 5 === 0) await sql.query(`select pg_sleep(0.01)`);
          if (fails) throw new Error('on purpose');
        });
        expected.add(name);
      } catch (error) {
        if (!fails) throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: 8 }, (_, worker) => writer(worker)));
  expect(expected.size).toBeGreaterThan(300);
  await until('all', () => reader.names().length >= expected.size);
  const sequences = reader.sequences();
  expect(sequences).toEqual([...new Set(sequences)].sort((a, b) => (a < b ? -1 : 1)));
  expect(reader.names().toSorted()).toEqual([...expected].toSorted());
  reader.subscription.close();
});

test('the tail comes back by itself after its connection is ended, and nothing is lost', async () => {
  const reader = collect();
  await reader.hello();
  const ended = await pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = $1`,
    [TAIL_NAME],
  );
  expect(ended.rowCount).toBe(1);
  await append('while away');
  await until('while away', () => reader.names().includes('while away'));
  reader.subscription.close();
});

test('one notification speaks for all that append at a time: none is missed', async () => {
  // Without the net of looking anyway: what is delivered was notified.
  const notified = createEventTail({ databaseUrl: database.url, lookAnywayMs: 3_600_000 });
  const reader = collect(undefined, notified);
  await reader.hello();
  const slow = await pool.connect();
  const begin = async () => await slow.query('begin');
  const addTo = async (name: string) => await appendEvents(sqlOfPool(slow), [{ body: event(name), vo: undefined }]);
  // The first leaves its transaction open and so keeps the right to notify; the second cannot, and is still open when the
  // notification of the first is heard.
  await begin();
  const first = await pool.connect();
  await first.query('begin');
  await appendEvents(sqlOfPool(first), [{ body: event('notifies'), vo: undefined }]);
  await addTo('leaves it to the other');
  await first.query('commit');
  first.release();
  await until('the first', () => reader.names().includes('notifies'));
  await slow.query('commit');
  slow.release();
  await until('the second', () => reader.names().includes('leaves it to the other'));

  const names = Array.from({ length: 200 }, (_, index) => `flood ${index}`);
  await Promise.all(names.map(async (name) => await append(name)));
  await until('all', () => names.every((name) => reader.names().includes(name)));
  expect(new Set(reader.sequences()).size).toBe(reader.sequences().length);
  expect(reader.sequences()).toEqual(reader.sequences().toSorted((a, b) => (a < b ? -1 : 1)));
  await notified.stop();
});

test('a position older than the log, or of another log, is a gap', async () => {
  await pool.query(`delete from "Event" where "sequence" <= (select max("sequence") - 1 from "Event")`);
  const old = collect('1');
  expect((await old.hello()).gap).toBe(true);
  const foreign = collect('999999999');
  expect((await foreign.hello()).gap).toBe(true);
  const junk = collect((await old.hello()).sequence);
  expect((await junk.hello()).gap).toBe(false);
});

test('readings pass through as momentary frames', async () => {
  const reader = collect();
  await reader.hello();
  const frame = {
    frame: 'seen',
    hosts: [{ hostId: host, seenAt: new Date().toISOString(), cpuLoad: 0.5, memoryFreeKiB: 1024 }],
  };
  await pool.query('select pg_notify($1, $2)', ['gridbox_seen', JSON.stringify(frame)]);
  await pool.query('select pg_notify($1, $2)', ['gridbox_seen', 'not json']);
  await until('seen', () => reader.frames.some((one) => one.frame === 'seen'));
  expect(reader.frames.at(-1)).toEqual(frame);
  reader.subscription.close();
});
