import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createDb, type Db } from '@/lib/server/db/client';
import { startTestServer, type Caller, type TestServer } from '@/lib/server/testing/test-server';
import { makeBenchmark, makeSchedule } from '@/lib/server/testing/benchmark-world';
import { makeDomain, makeHost, makeOperation } from '@/lib/server/testing/test-world';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@/lib/utils/time';
import { keepSchedules } from './keep-schedules';

let server: TestServer;
let db: Db;
let other: Db;
let operator: Caller & { readonly userId: string };
beforeAll(async () => {
  server = await startTestServer();
  db = server.db;
  other = createDb(server.url, { max: 4 });
  operator = await server.signInAs('operator');
});
afterAll(async () => {
  await other.$disconnect();
  await server.stop();
});
beforeEach(async () => {
  await db.benchmarkSchedule.deleteMany();
});

const at = (text: string): Date => new Date(text);
const after = (date: Date, ms: number): Date => new Date(date.getTime() + ms);
/** A look of an agent's loop at that time; what it stumbles over fails the test. */
const look = async (now: Date, agent: Db = db): Promise<void> =>
  await keepSchedules(agent, now, (error) => {
    throw error;
  });
const NIGHT = at('2027-02-01T02:30:00Z');

async function place() {
  const host = await makeHost(db);
  const domain = await makeDomain(db, { hostId: host.id, vo: 'atlas', state: 'running' });
  const benchmark = await makeBenchmark(db);
  return { host, domain, benchmark };
}
async function nightly(change: Partial<Parameters<typeof makeSchedule>[1]> = {}) {
  const there = await place();
  const schedule = await makeSchedule(db, {
    benchmark: there.benchmark.name,
    request: { domainId: there.domain.id },
    ownerId: operator.userId,
    nextDueAt: NIGHT,
    activeSince: after(NIGHT, -DAY_MS),
    ...change,
  });
  return { ...there, schedule };
}
const firingsOf = async (scheduleId: string) =>
  await db.benchmarkFiring.findMany({ where: { scheduleId }, orderBy: { dueAt: 'asc' } });
const onlyFiring = async (scheduleId: string) => {
  const [firing, ...more] = await firingsOf(scheduleId);
  expect(more).toEqual([]);
  if (firing === undefined) throw new Error('it was not due');
  return firing;
};
/** As the agent leaves a run that took so long. */
async function endRuns(now: Date, tookMs = 5 * MINUTE_MS): Promise<void> {
  const open = await db.operation.findMany({ where: { kind: 'run-benchmark', state: 'queued' }, select: { id: true } });
  const ids = open.map(({ id }) => id);
  await db.operation.updateMany({ where: { id: { in: ids } }, data: { state: 'succeeded', finishedAt: now } });
  await db.benchmarkRun.updateMany({
    where: { operationId: { in: ids } },
    data: { guardedSince: after(now, -tookMs), finishedAt: now },
  });
}

test('a quarter of nights is as many runs as nights, by the owner’s account, over the change to summer time', async () => {
  const { schedule, domain } = await nightly({
    trigger: { kind: 'times', cron: '30 2 * * *', zone: 'Europe/Zurich' },
    nextDueAt: at('2027-02-01T01:30:00Z'),
  });
  const end = at('2027-05-01T00:00:00Z');
  // A look a day, some time after the night's: within what is made up for.
  for (let now = at('2027-02-01T03:00:00Z'); now < end; now = after(now, DAY_MS)) {
    await look(now);
    await endRuns(now);
  }
  const firings = await firingsOf(schedule.id);
  expect(firings).toHaveLength(28 + 31 + 30);
  expect(new Set(firings.map(({ outcome }) => outcome))).toEqual(new Set(['run']));
  expect(new Set(firings.map(({ operationId }) => operationId)).size).toBe(firings.length);
  const dues = firings.map(({ dueAt }) => dueAt.toISOString());
  expect(dues).toContain('2027-03-27T01:30:00.000Z');
  expect(dues).toContain('2027-03-28T01:00:00.000Z'); // there was no 02:30
  expect(dues).toContain('2027-03-29T00:30:00.000Z');
  const operation = await db.operation.findUniqueOrThrow({ where: { id: firings[0]?.operationId ?? '' } });
  expect(operation).toMatchObject({
    kind: 'run-benchmark',
    domainId: domain.id,
    actorId: operator.userId,
    actorName: 'The operator',
    reason: `Schedule “${schedule.name}”, at its time`,
  });
  const audit = await db.audit.findMany({ where: { action: 'runBenchmark', subjectId: domain.id } });
  expect(audit).toHaveLength(firings.length);
  expect(audit[0]).toMatchObject({ via: 'system', actorName: 'The operator', outcome: 'accepted' });
}, 120_000);

test('of several agents that look at once one fires, and a try whose agent died is the same run', async () => {
  const { schedule, benchmark } = await nightly();
  await Promise.all([look(NIGHT), look(NIGHT, other), look(NIGHT), look(NIGHT, other)]);
  const firing = await onlyFiring(schedule.id);
  expect(firing).toMatchObject({ outcome: 'run', dueAt: NIGHT, cause: 'time', tries: 1 });
  expect(await db.benchmarkRun.count({ where: { benchmarkId: benchmark.id } })).toBe(1);
  expect(await db.operation.count({ where: { idempotencyKey: `schedule-${firing.id}` } })).toBe(1);

  // As a process leaves it that dies after it has queued the run and before it says so.
  await db.benchmarkFiring.update({
    where: { id: firing.id },
    data: { outcome: 'waiting', operationId: null, settledAt: null, nextTryAt: NIGHT },
  });
  await Promise.all([look(after(NIGHT, MINUTE_MS)), look(after(NIGHT, MINUTE_MS), other)]);
  expect(await onlyFiring(schedule.id)).toMatchObject({ outcome: 'run', operationId: firing.operationId });
  expect(await db.benchmarkRun.count({ where: { benchmarkId: benchmark.id } })).toBe(1);
});

describe('times that passed while no agent ran', () => {
  test('are made up for once, and the list says how late and how many were missed', async () => {
    const { schedule } = await nightly();
    const back = after(NIGHT, 9 * DAY_MS + 3 * HOUR_MS);
    await look(back);
    await look(after(back, MINUTE_MS));
    expect(await onlyFiring(schedule.id)).toMatchObject({
      outcome: 'run',
      dueAt: after(NIGHT, 9 * DAY_MS),
      note: '9 earlier times were missed. Late by 3 h: no agent ran at the time.',
    });
    expect(await db.benchmarkSchedule.findUniqueOrThrow({ where: { id: schedule.id } })).toMatchObject({
      nextDueAt: after(NIGHT, 10 * DAY_MS),
    });
  });

  test('are skipped where the last is too long ago', async () => {
    const { schedule } = await nightly();
    await look(after(NIGHT, 7 * HOUR_MS));
    expect(await onlyFiring(schedule.id)).toMatchObject({
      outcome: 'skipped',
      reason: 'No agent ran at the time, and 7 h later it is not made up for (within 6 h it is).',
      operationId: null,
    });
  });
});

describe('what keeps a due run from beginning is said', () => {
  type There = Awaited<ReturnType<typeof nightly>>;
  const passing: readonly (readonly [string, (there: There) => Promise<unknown>, RegExp])[] = [
    [
      'a domain that is off',
      async ({ domain }) => await db.domain.update({ where: { id: domain.id }, data: { state: 'off' } }),
      /^domain-\w+ does not run\.$/,
    ],
    [
      'a host that does not answer',
      async ({ host }) => await db.host.update({ where: { id: host.id }, data: { status: 'unreachable' } }),
      /^host-\w+ does not answer\.$/,
    ],
    [
      'a host in maintenance',
      async ({ host }) => await db.host.update({ where: { id: host.id }, data: { maintenance: true } }),
      /is in maintenance\.$/,
    ],
    [
      'a busy host',
      async ({ host }) => await db.host.update({ where: { id: host.id }, data: { cpuLoad: 0.81 } }),
      /its processors are at 81 %, above the 50 % of the schedule\.$/,
    ],
    [
      'an operation there',
      async ({ host }) => await makeOperation(db, { hostId: host.id, state: 'running' }),
      /is busy with “Start a domain”\.$/,
    ],
    [
      'another benchmark that waits for it',
      async ({ host }) => await makeOperation(db, { hostId: host.id, kind: 'run-benchmark' }),
      /is busy with “Start a domain”\.$/,
    ],
  ];
  test.each(passing)('%s: it waits, looks again, and gives up', async (_, disturb, words) => {
    const there = await nightly({ retryHours: 1 });
    await disturb(there);
    await look(NIGHT);
    expect(await onlyFiring(there.schedule.id)).toMatchObject({
      outcome: 'waiting',
      reason: expect.stringMatching(words),
      nextTryAt: after(NIGHT, 10 * MINUTE_MS),
    });
    await look(after(NIGHT, 5 * MINUTE_MS));
    expect(await onlyFiring(there.schedule.id)).toMatchObject({ tries: 1 });
    for (let minutes = 10; minutes <= 60; minutes += 10) await look(after(NIGHT, minutes * MINUTE_MS));
    expect(await onlyFiring(there.schedule.id)).toMatchObject({
      outcome: 'skipped',
      reason: expect.stringMatching(words),
      tries: 7,
      operationId: null,
    });
  });

  test('what passes in time does not keep it from running', async () => {
    const { schedule, host } = await nightly();
    await db.host.update({ where: { id: host.id }, data: { maintenance: true } });
    await look(NIGHT);
    await db.host.update({ where: { id: host.id }, data: { maintenance: false } });
    await look(after(NIGHT, 10 * MINUTE_MS));
    expect(await onlyFiring(schedule.id)).toMatchObject({ outcome: 'run', reason: null });
  });

  test('a run that waits gives way to the next time', async () => {
    const { schedule, host } = await nightly({ trigger: { kind: 'times', cron: '30 * * * *', zone: 'UTC' } });
    await db.host.update({ where: { id: host.id }, data: { maintenance: true } });
    await look(NIGHT);
    await look(after(NIGHT, HOUR_MS));
    expect(await firingsOf(schedule.id)).toMatchObject([
      { outcome: 'skipped', reason: 'The next time came first.' },
      { outcome: 'waiting' },
    ]);
  });

  test('what does not pass is skipped at once: a benchmark or a domain that is gone', async () => {
    const { schedule, benchmark } = await nightly();
    await db.benchmark.update({ where: { id: benchmark.id }, data: { retiredAt: NIGHT } });
    const gone = await nightly();
    await db.domain.delete({ where: { id: gone.domain.id } });
    await look(NIGHT);
    expect(await onlyFiring(schedule.id)).toMatchObject({
      outcome: 'skipped',
      reason: `${benchmark.name} is not offered any more.`,
    });
    expect(await onlyFiring(gone.schedule.id)).toMatchObject({
      outcome: 'skipped',
      reason: 'A domain it runs in is gone.',
    });
  });

  test('the budget counts the runs of all in a day, and what the last of the schedule took', async () => {
    const { schedule, domain } = await nightly({
      budgetMinutes: 45,
      trigger: { kind: 'times', cron: '30 */8 * * *', zone: 'UTC' },
    });
    await look(NIGHT);
    await endRuns(after(NIGHT, 20 * MINUTE_MS), 20 * MINUTE_MS);
    await look(at('2027-02-01T08:30:00Z'));
    await endRuns(at('2027-02-01T08:50:00Z'), 20 * MINUTE_MS);
    // 40 of 45 minutes are used, and another 20 would be over.
    await look(at('2027-02-01T16:30:00Z'));
    // A day after the first the first counts no more.
    await look(at('2027-02-02T02:55:00Z'));
    expect((await firingsOf(schedule.id)).map(({ outcome, reason }) => [outcome, reason])).toEqual([
      ['run', null],
      ['run', null],
      [
        'skipped',
        expect.stringMatching(
          /^Over budget: host-\w+ has had 40 min of benchmarks in 24 hours, and this would take about 20 min more; the schedule allows 45 min\.$/,
        ),
      ],
      ['run', null],
    ]);
    expect(await db.benchmarkRun.count({ where: { domainId: domain.id } })).toBe(3);
  });
});

describe('a schedule whose owner may no more stands still', () => {
  const losses: readonly (readonly [string, object | undefined, RegExp])[] = [
    ['is disabled', { disabled: true }, /^The account of The operator, by which it runs, is disabled\.$/],
    [
      'became a viewer',
      { role: 'viewer' },
      /^The operator, by whose account it runs, may not run benchmarks any more\.$/,
    ],
    ['is gone', undefined, /by which it runs, is gone\.$/],
  ];
  test.each(losses)('who %s', async (_, change, words) => {
    const owner = await server.signInAs('operator');
    const { schedule } = await nightly({ ownerId: owner.userId });
    if (change === undefined) await db.user.delete({ where: { id: owner.userId } });
    else await db.user.update({ where: { id: owner.userId }, data: change });
    await look(NIGHT);
    await look(after(NIGHT, DAY_MS));
    expect(await onlyFiring(schedule.id)).toMatchObject({ outcome: 'skipped', reason: expect.stringMatching(words) });
    const after1 = await db.benchmarkSchedule.findUniqueOrThrow({ where: { id: schedule.id } });
    expect(after1).toMatchObject({ pausedAt: NIGHT, pausedReason: expect.stringMatching(words), nextDueAt: null });
    const audit = await db.audit.findMany({ where: { subjectId: schedule.id } });
    expect(audit).toMatchObject([{ action: 'updateSchedule', via: 'system', reason: expect.stringMatching(words) }]);

    // Resumed by another it runs by that account.
    const resumed = await server.call('updateSchedule', {
      as: operator,
      params: { id: schedule.id },
      body: { paused: false },
    });
    expect(await resumed.json()).toMatchObject({ paused: null, ownerName: 'The operator' });
  });
});

test('a host that is not what it was makes a run due, once; a reboot that takes some MiB does not', async () => {
  const { schedule, host } = await nightly({ trigger: { kind: 'host-change' } });
  const change = async (data: object) => await db.host.update({ where: { id: host.id }, data });
  await look(NIGHT);
  await look(after(NIGHT, MINUTE_MS));
  expect(await firingsOf(schedule.id)).toEqual([]);
  await change({ memoryTotalKiB: 8n * 1024n ** 2n - 40n * 1024n });
  await look(after(NIGHT, 2 * MINUTE_MS));
  expect(await firingsOf(schedule.id)).toEqual([]);

  await change({ hypervisorVersion: '4.17.2', status: 'unreachable' });
  await look(after(NIGHT, 3 * MINUTE_MS));
  expect(await firingsOf(schedule.id)).toEqual([]);
  await change({ status: 'up' });
  const seen = after(NIGHT, 4 * MINUTE_MS);
  await Promise.all([look(seen), look(after(seen, 1), other), look(after(seen, 2))]);
  expect(await onlyFiring(schedule.id)).toMatchObject({
    cause: 'host-change',
    outcome: 'run',
    note: `${host.name}: hypervisor version 3.0.4 → 4.17.2.`,
  });
});

describe('migrations', () => {
  const moved = async (there: Awaited<ReturnType<typeof nightly>>, finishedAt: Date) =>
    await db.operation.update({
      where: {
        id: (await makeOperation(db, { kind: 'migrate-domain', domainId: there.domain.id, hostId: there.host.id })).id,
      },
      data: { state: 'succeeded', finishedAt, title: 'Migrate it' },
    });

  test('a domain that has moved is measured, once a move; what moved before the schedule was made is not', async () => {
    const there = await nightly({ trigger: { kind: 'migration', before: false }, activeSince: NIGHT });
    await moved(there, after(NIGHT, -MINUTE_MS));
    const move = await moved(there, after(NIGHT, MINUTE_MS));
    const seen = after(NIGHT, 2 * MINUTE_MS);
    await Promise.all([look(seen), look(seen, other)]);
    await look(after(seen, MINUTE_MS));
    expect(await onlyFiring(there.schedule.id)).toMatchObject({
      cause: 'after-migration',
      causeOperationId: move.id,
      note: 'After “Migrate it”.',
      outcome: 'run',
    });
  });

  test('before a migration the run is queued first, and the migration waits for it; in the way of nothing where it cannot run', async () => {
    const target = await makeHost(db);
    const there = await nightly({ trigger: { kind: 'migration', before: true } });
    const migrate = async (name: string) =>
      await server.call('migrateDomain', {
        as: operator,
        params: { id: there.domain.id },
        body: { targetHostId: target.id },
        headers: { 'idempotency-key': name },
      });
    expect((await migrate(`${there.domain.id}-1`)).status).toBe(202);
    // Sent again it is the same migration, and no further run.
    expect((await migrate(`${there.domain.id}-1`)).status).toBe(202);
    const queue = await db.operation.findMany({ where: { domainId: there.domain.id }, orderBy: { number: 'asc' } });
    expect(queue.map(({ kind }) => kind)).toEqual(['run-benchmark', 'migrate-domain']);
    expect(await onlyFiring(there.schedule.id)).toMatchObject({
      cause: 'before-migration',
      outcome: 'run',
      operationId: queue[0]?.id,
      note: `Before “${queue[1]?.title ?? ''}”.`,
    });

    await db.operation.updateMany({ where: { domainId: there.domain.id }, data: { state: 'cancelled' } });
    await db.host.update({ where: { id: there.host.id }, data: { cpuLoad: 0.9 } });
    expect((await migrate(`${there.domain.id}-2`)).status).toBe(202);
    const [, second] = await firingsOf(there.schedule.id);
    expect(second).toMatchObject({ outcome: 'skipped', reason: expect.stringContaining('90 %'), operationId: null });
  });
});
