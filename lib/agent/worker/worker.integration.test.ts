import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDb } from '@/lib/server/db/client';
import { createPool } from '@/lib/server/db/pool';
import { sqlOfPool } from '@/lib/server/db/sql';
import { beginStep } from '@/lib/operations/begin-step';
import { finishOperation } from '@/lib/operations/finish-operation';
import { heartbeatOperations } from '@/lib/operations/heartbeat-operation';
import { SECOND_MS } from '@/lib/utils/time';
import { createSite, type Site } from '@/lib/agent/testing/simulated-site';
import { claimOperation, type ClaimTable } from '@/lib/operations/claim-operation';
import { WRITE_ARRIVED } from '@/lib/agent/handlers/migrate-domain/sql';
import { OPERATION_KINDS } from '@/lib/domain/operation';
import type { Operation } from '@/lib/server/db/generated/client';
import { createTestDatabase } from '@/tools/test/create-test-database';

/** A guest that takes long enough to copy for others to be seen waiting. */
const SLOW = { usedShare: 1, dirtyBytesPerSecond: 1e6, workingSetBytes: 1e6 };
const BIG_KIB = 512 * 1024;

let site: Site;
beforeAll(async () => {
  site = await createSite({
    hosts: ['one', 'two'],
    domains: [
      { name: 'a', host: 'one' },
      ...['m1', 'm2', 'm3', 'n1', 'n2', 'n3'].map((name) => ({ name, host: 'one', habits: SLOW, memoryKiB: BIG_KIB })),
      { name: 'c', host: 'one', habits: SLOW, memoryKiB: 4 * BIG_KIB },
      { name: 'deaf', host: 'one', habits: { shutdownMs: 3_600_000 } },
    ],
  });
  await site.startAgent();
  await site.read();
});
afterAll(async () => await site.close());

test('operations of one domain run one at a time, in their order, and what waits says for what', async () => {
  const ids: string[] = [];
  for (const kind of ['pause-domain', 'resume-domain', 'pause-domain', 'resume-domain'] as const) {
    ids.push(await site.submit(kind, 'a', {}));
  }
  const done = await Promise.all(ids.map((id) => site.finished(id)));
  expect(done.map((one) => one.state)).toEqual(['succeeded', 'succeeded', 'succeeded', 'succeeded']);
  for (const [index, one] of done.entries()) {
    const next = done[index + 1];
    if (next !== undefined)
      expect(next.startedAt?.getTime()).toBeGreaterThanOrEqual(one.finishedAt?.getTime() ?? Infinity);
  }
});

test('a host takes part in two migrations each way; the third waits, says so, and goes when a place is free', async () => {
  const ids: string[] = [];
  for (const name of ['m1', 'm2', 'm3']) ids.push(await site.migrate(name, 'one', 'two'));
  // Which of them comes too late is nobody's promise: three domains have no order among each other.
  let seen: readonly Pick<Operation, 'state' | 'waitingFor'>[] = [];
  await site.until('one of them waits', async () => {
    seen = await site.db.operation.findMany({ where: { id: { in: ids } }, select: { state: true, waitingFor: true } });
    return seen.some((one) => one.waitingFor !== null);
  });
  expect(seen.map((one) => one.state).toSorted()).toEqual(['queued', 'running', 'running']);
  expect(seen.find((one) => one.waitingFor !== null)?.waitingFor).toMatch(/one has 2 of 2 leaving migrations/);
  await site.until('all are ended', async () => {
    site.clock.skip(SECOND_MS);
    return (await site.db.operation.count({ where: { id: { in: ids }, finishedAt: { not: null } } })) === ids.length;
  });
  const done = await site.db.operation.findMany({ where: { id: { in: ids } } });
  expect(done.map((one) => one.state)).toEqual(['succeeded', 'succeeded', 'succeeded']);
  expect(done.map((one) => one.waitingFor)).toEqual([null, null, null]);
}, 90_000);

test('a migration whose guest runs at the target already takes no place any more, though its hypervisor still tidies up', async () => {
  const ids: string[] = [];
  for (const name of ['n1', 'n2', 'n3']) ids.push(await site.migrate(name, 'one', 'two'));
  const rows = async () => await site.db.operation.findMany({ where: { id: { in: ids } } });
  let waiting: Operation | undefined;
  await site.until('one of them waits', async () => {
    waiting = (await rows()).find((one) => one.waitingFor !== null);
    return waiting !== undefined;
  });
  const arriving = (await rows()).find((one) => one.state === 'running');
  const pool = createPool(site.database.url, { max: 1 });
  await sqlOfPool(pool).query(WRITE_ARRIVED, [arriving?.id ?? null, arriving?.fencingToken ?? null, true]);
  await pool.end();
  await site.until('it goes', async () => (await rows()).every((one) => one.state !== 'queued'));
  await site.until('all are ended', async () => {
    site.clock.skip(SECOND_MS);
    return (await rows()).every((one) => one.finishedAt !== null);
  });
  const done = await rows();
  expect(done.map((one) => one.state)).toEqual(['succeeded', 'succeeded', 'succeeded']);
  const third = done.find((one) => one.id === waiting?.id);
  const firstEnd = Math.min(...done.filter((one) => one !== third).map((one) => one.finishedAt?.getTime() ?? 0));
  expect(third?.startedAt?.getTime()).toBeLessThan(firstEnd);
}, 90_000);

test('a migration that runs is cancelled: the domain stays where it was, and the words say so', async () => {
  const id = await site.migrate('c', 'one', 'two');
  await site.until('it copies', async () => {
    const migration = await site.db.migration.findUnique({ where: { operationId: id } });
    return migration?.stage === 'copying' && (migration.progress ?? 0) > 0;
  });
  await site.cancel(id);
  const done = await site.finished(id);
  expect(done.state).toBe('cancelled');
  const steps = await site.db.operationStep.findMany({ where: { operationId: id }, orderBy: { sequence: 'asc' } });
  expect(steps.at(-1)?.detail).toMatch(/running on one, where it was/);
  expect((await site.db.migration.findUniqueOrThrow({ where: { operationId: id } })).stage).toBe('cancelled');
  const domain = await site.db.domain.findUniqueOrThrow({ where: { id: site.domainId('c') } });
  expect(domain).toMatchObject({ hostId: site.hostId('one'), state: 'running' });
}, 60_000);

test('a shut-down that the guest ignores can be given up', async () => {
  const id = await site.submit('shutdown-domain', 'deaf', {});
  await site.until(
    'it waits',
    async () => (await site.db.operationStep.count({ where: { operationId: id, name: 'wait' } })) === 1,
  );
  await site.cancel(id);
  expect(await site.finished(id)).toMatchObject({ state: 'cancelled' });
});

test('a refused migration leaves everything as it was and lists the reasons', async () => {
  const id = await site.migrate('a', 'one', 'one');
  const done = await site.finished(id);
  expect(done).toMatchObject({ state: 'failed', errorKind: 'refused' });
  expect(done.errorMessage).toMatch(/one/);
  expect((await site.db.migration.findUniqueOrThrow({ where: { operationId: id } })).stage).toBe('failed');
});

test('a run that was taken over writes nothing: no step, no end, no lease', async () => {
  // Without an agent, which would take it over as well.
  const alone = await createTestDatabase();
  const db = createDb(alone.url);
  const pool = createPool(alone.url, { max: 4 });
  const sql = sqlOfPool(pool);
  const id = crypto.randomUUID();
  await pool.query(
    `insert into "Operation" ("id", "kind", "title", "input", "actorName", "inputHash") values ($1, 'test-connection', 'T', '{"uri":"simulated://openlab/one"}', 'x', 'x')`,
    [id],
  );
  const table = Object.fromEntries(
    OPERATION_KINDS.map((kind) => [kind, { deadlineMs: 60_000, step: { name: 's', title: 'S' } }]),
  ) as ClaimTable;
  const claim = async (leaseMs: number) => await claimOperation(pool, { id, owner: 'test', leaseMs, table });
  const first = await claim(1);
  if (first.state !== 'claimed') throw new Error('not claimed');
  // The lease ends by the clock of the database, which nobody skips.
  await new Promise((resolve) => setTimeout(resolve, 20));
  const second = await claim(60_000);
  if (second.state !== 'claimed') throw new Error('not taken over');
  expect(second.operation).toMatchObject({ attempt: 2, fencingToken: first.operation.fencingToken + 1 });
  expect(await claim(60_000)).toEqual({ state: 'not-ours' });

  const stale = { id, fencingToken: first.operation.fencingToken };
  const before = await db.event.count({ where: { operationId: id } });
  expect(await beginStep(sql, { ...stale, name: 'x', title: 'X', before: { state: 'succeeded' } })).toBe(false);
  expect(await finishOperation(sql, { ...stale, state: 'succeeded', step: { state: 'succeeded' } })).toBeUndefined();
  expect((await heartbeatOperations(sql, [stale], 60_000)).held.size).toBe(0);
  expect(await db.event.count({ where: { operationId: id } })).toBe(before);
  const steps = await db.operationStep.findMany({ where: { operationId: id }, orderBy: { sequence: 'asc' } });
  expect(steps).toMatchObject([
    { state: 'failed', attempt: 1 },
    { state: 'running', attempt: 2 },
  ]);

  const fresh = { id, fencingToken: second.operation.fencingToken };
  expect((await heartbeatOperations(sql, [fresh], 60_000)).held.size).toBe(1);
  expect(await finishOperation(sql, { ...fresh, state: 'succeeded', step: { state: 'succeeded' } })).toEqual([]);
  await pool.end();
  await db.$disconnect();
  await alone.drop();
});

test('the places of a host hold when many migrations are claimed at once by several agents', async () => {
  const pool = createPool(site.database.url, { max: 12 });
  const [one, two] = [crypto.randomUUID(), crypto.randomUUID()];
  await site.db.host.createMany({
    data: [one, two].map((id, index) => ({
      id,
      name: `p${index}`,
      uri: `test:///p${index}`,
      driver: 'none',
      enabled: false,
    })),
  });
  const ids = Array.from({ length: 8 }, () => crypto.randomUUID());
  for (const id of ids) {
    await pool.query(
      `insert into "Operation" ("id", "kind", "title", "input", "actorName", "inputHash", "domainId", "hostId", "targetHostId", "createdAt")
       values ($1, 'migrate-domain', 'M', '{}', 'x', 'x', gen_random_uuid(), $2, $3, now() + interval '1 hour')`,
      [id, one, two],
    );
  }
  const table = Object.fromEntries(
    OPERATION_KINDS.map((kind) => [kind, { deadlineMs: 60_000, step: { name: 's', title: 'S' } }]),
  ) as ClaimTable;
  const outcomes = await Promise.all(
    ids.map((id) => claimOperation(pool, { id, owner: 'x', leaseMs: 600_000, table })),
  );
  expect(outcomes.filter((outcome) => outcome.state === 'claimed')).toHaveLength(2);
  expect(outcomes.filter((outcome) => outcome.state === 'waiting')).toHaveLength(6);
  await pool.end();
});

test('what was queued while no agent ran is worked off by the next, however much it is', async () => {
  const many = await createSite({ hosts: ['one'], domains: [{ name: 'a', host: 'one' }] });
  try {
    // More than one page of the sweep, each of a domain of its own.
    await many.db.$executeRaw`
      insert into "Operation" ("id", "kind", "title", "input", "actorName", "inputHash", "domainId")
      select gen_random_uuid(), 'pause-domain', 'P', '{}', 'x', 'x', gen_random_uuid()
      from generate_series(1, 700)`;
    await many.startAgent();
    await many.until(
      'all are ended',
      async () => (await many.db.operation.count({ where: { state: 'failed' } })) === 700,
    );
  } finally {
    await many.close();
  }
}, 60_000);

test('after every connection to the database was ended the agent works on, dispatch included', async () => {
  // Its pool, its claims of hosts, its ear for what is submitted: each has a connection of its own.
  const names = ['gridbox agent', 'gridbox host claims', 'gridbox agent channels'];
  const connectedSince = async (since: Date) => {
    let missing: readonly string[] = names;
    await site
      .until('it is connected', async () => {
        site.clock.skip(SECOND_MS);
        const found = await site.db.$queryRaw<{ name: string }[]>`select distinct application_name as "name"
          from pg_stat_activity where datname = current_database() and backend_start > ${since} and state = 'idle'`;
        missing = names.filter((name) => !found.some((one) => one.name === name));
        return missing.length === 0;
      })
      .catch((error: unknown) => {
        const errors = site.events.flatMap((event) => (event.type === 'loop.error' ? [String(event.error)] : []));
        throw new Error([`not connected: ${missing.join(', ')}`, ...new Set(errors)].join('\n'), { cause: error });
      });
  };
  await connectedSince(new Date(0));
  for (let turn = 0; turn < 2; turn += 1) {
    const endedAt = new Date();
    await site.db.$executeRaw`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()
      and application_name like 'gridbox%'`;
    await connectedSince(endedAt);
  }
  const before = site.events.filter((event) => event.type === 'host.read').length;
  const kinds = ['pause-domain', 'resume-domain'] as const;
  for (const kind of kinds)
    expect(await site.finished(await site.submit(kind, 'a', {}))).toMatchObject({ state: 'succeeded' });
  await site.until('hosts are read again', () => {
    site.clock.skip(SECOND_MS);
    return Promise.resolve(site.events.filter((event) => event.type === 'host.read').length > before + 2);
  });
  // An operation begins at once again, not by the sweep.
  const done = await site.finished(await site.submit('pause-domain', 'a', {}));
  expect((done.startedAt?.getTime() ?? Infinity) - done.createdAt.getTime()).toBeLessThan(1_500);
}, 120_000);
