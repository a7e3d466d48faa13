import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BenchmarkFiring } from '@/lib/contracts/schedules';
import { DeclaredFigureList } from '@/lib/contracts/drift';
import { createDb, type Db } from '@/lib/server/db/client';
import { startTestServer, type Caller, type TestServer } from '@/lib/server/testing/test-server';
import { makeBenchmark, makeSchedule } from '@/lib/server/testing/benchmark-world';
import { makeDomain, makeHost, makeOperation } from '@/lib/server/testing/test-world';
import { HOUR_MS } from '@/lib/utils/time';
import { keepSchedules } from '@/lib/agent/schedules/keep-schedules';
import { judgeEndedRuns } from './judge-runs';

let server: TestServer;
let db: Db;
let other: Db;
let viewer: Caller;
let operator: Caller & { readonly userId: string };
beforeAll(async () => {
  server = await startTestServer();
  db = server.db;
  other = createDb(server.url, { max: 2 });
  viewer = await server.signInAs('viewer');
  operator = await server.signInAs('operator');
});
afterAll(async () => {
  await other.$disconnect();
  await server.stop();
});

const NOON = new Date('2027-02-01T12:00:00Z');
const STEPS = [-0.01, -0.008, -0.006, -0.004, -0.002, 0.002, 0.004, 0.006, 0.008, 0.01];

interface Made {
  readonly emulated?: boolean;
  readonly contaminated?: boolean;
  readonly accepted?: boolean;
  readonly vcpus?: number;
  readonly hypervisorVersion?: string;
  readonly parameters?: object;
}

async function testbed() {
  const host = await makeHost(db);
  const domain = await makeDomain(db, { hostId: host.id, vo: 'atlas', state: 'running' });
  const benchmark = await makeBenchmark(db);
  let hours = 0;
  /** A run that ended an hour after the one before, ten repeats around that speed. */
  const run = async (speed: number, made: Made = {}, operationId?: string): Promise<string> => {
    hours += 1;
    const finishedAt = new Date(NOON.getTime() + hours * HOUR_MS);
    const { emulated = false, contaminated = false, accepted = false, parameters = {} } = made;
    const id =
      operationId ?? (await makeOperation(db, { kind: 'run-benchmark', domainId: domain.id, hostId: host.id })).id;
    await db.operation.update({ where: { id }, data: { state: 'succeeded', finishedAt } });
    const end = {
      domainName: domain.name,
      hostName: host.name,
      simulated: false,
      hypervisor: 'xen',
      hypervisorVersion: made.hypervisorVersion ?? '4.17',
      managementVersion: null,
      hostCpuModel: 'x',
      hostCpuCount: 1,
      hostCpuFlags: [],
      hostCpuLoad: null,
      guestMode: 'pvh',
      vcpus: made.vcpus ?? 1,
      memoryKiB: 1,
      definitionHash: null,
      guest: { kernel: null, cpuModel: null, microcode: null, cpuFlags: [] },
      neighbours: [],
    };
    const data = {
      provenance: { at: finishedAt.toISOString(), gridboxVersion: '0', emulated, ends: [end] },
      contamination: contaminated ? ['Start wn-99'] : [],
      standing: accepted ? 'accepted' : 'not-proposed',
      finishedAt,
      guardedSince: new Date(finishedAt.getTime() - 60_000),
      samples: {
        create: STEPS.map((step, repeat) => ({
          repeat,
          warmUp: false,
          startedAt: finishedAt,
          durationMs: 1,
          figures: { speed: speed * (1 + step) },
          series: {},
          exitCode: 0,
          stdout: '',
          stderr: '',
        })),
      },
      ...(accepted
        ? {
            verdicts: {
              create: { sequence: 1, verdict: 'accepted', comment: '', actorId: 'm', actorName: 'Ada', at: finishedAt },
            },
          }
        : {}),
    };
    await db.benchmarkRun.upsert({
      where: { operationId: id },
      update: data,
      create: {
        operationId: id,
        benchmarkId: benchmark.id,
        place: 'domain',
        domainId: domain.id,
        domainName: domain.name,
        hostId: host.id,
        hostName: host.name,
        parameters,
        repeats: 10,
        warmUps: 0,
        ...data,
      },
    });
    return id;
  };
  const judge = async (): Promise<string[]> => {
    const raised: string[] = [];
    const now = new Date(NOON.getTime() + hours * HOUR_MS);
    const listen = {
      alarm: (sentence: string) => raised.push(sentence),
      error: (error: unknown) => {
        throw error;
      },
    };
    // Two agents, always.
    await Promise.all([judgeEndedRuns(db, now, listen), judgeEndedRuns(other, now, listen)]);
    return raised;
  };
  const judged = async (speed: number, made: Made = {}) => {
    const id = await run(speed, made);
    const raised = await judge();
    const [row, ...more] = await db.benchmarkDrift.findMany({ where: { operationId: id } });
    expect(more).toEqual([]);
    return { id, raised, standing: row?.standing, side: row?.side, ratio: row?.ratio, sentence: row?.sentence ?? '' };
  };
  const alarms = async () => await db.alarm.findMany({ where: { hostId: host.id }, orderBy: { raisedAt: 'asc' } });
  return { host, domain, benchmark, run, judge, judged, alarms };
}

test('a regression is an alarm once a second run shows it, once, and ends by itself when a run is back', async () => {
  const there = await testbed();
  await there.run(100, { accepted: true });
  expect(await there.judged(100)).toMatchObject({ standing: 'within' });
  expect(await there.judged(90)).toMatchObject({ standing: 'drift', side: 'worse', raised: [] });
  expect(await there.alarms()).toEqual([]);

  const second = await there.judged(90);
  expect(second).toMatchObject({ standing: 'confirmed', side: 'worse', raised: [second.sentence] });
  expect(second.sentence).toMatch(
    /^Speed of Benchmark b-\w+ on host-\w+ is 10\.0 % below the declared figure \(ratio 0\.900, 95 % interval 0\.\d{3} to 0\.\d{3}; more than 2\.0 % counts\): worse, in two runs in a row\.$/,
  );
  expect(await there.judged(89)).toMatchObject({ standing: 'confirmed', raised: [] });
  expect(await there.alarms()).toMatchObject([
    { kind: 'benchmark-regression', sentence: second.sentence, resolvedAt: null, domainId: null, vo: null },
  ]);

  const back = await there.judged(100);
  expect(back).toMatchObject({ standing: 'within' });
  expect(await there.alarms()).toMatchObject([{ resolvedBy: 'Gridbox', note: back.sentence }]);
});

test('what is unlike is not held against each other: other emulation, parameters, processors; a disturbed run is not judged', async () => {
  const there = await testbed();
  await there.run(100, { accepted: true });
  for (const unlike of [{ emulated: true }, { vcpus: 2 }])
    expect(await there.judged(50, unlike)).toMatchObject({
      standing: 'not-judged',
      sentence: expect.stringContaining('nothing like it was declared'),
    });
  expect(await there.judged(50, { contaminated: true })).toMatchObject({
    standing: 'not-judged',
    sentence: expect.stringContaining('something disturbed the run'),
  });
  // Another version of the hypervisor is what a drift may come of.
  expect(await there.judged(50, { hypervisorVersion: '4.18' })).toMatchObject({ standing: 'drift' });
  expect(await there.alarms()).toEqual([]);
});

test('one that got better twice is no alarm', async () => {
  const there = await testbed();
  await there.run(100, { accepted: true });
  await there.judged(120);
  expect(await there.judged(120)).toMatchObject({ standing: 'confirmed', side: 'better', raised: [] });
  expect(await there.alarms()).toEqual([]);
});

test('an operator may resolve the alarm; while it lasts, the next run raises it anew', async () => {
  const there = await testbed();
  await there.run(100, { accepted: true });
  await there.judged(90);
  await there.judged(90);
  const [alarm] = await there.alarms();
  const params = { id: alarm?.id ?? '' };
  expect((await server.call('resolveAlarm', { as: operator, params, body: { note: 'seen' } })).status).toBe(200);
  await there.judged(90);
  expect(await there.alarms()).toMatchObject([{ note: 'seen' }, { resolvedAt: null }]);
});

test('a host shows the newest accepted figure of each kind, who signed it, and whether the newest run still agrees', async () => {
  const there = await testbed();
  await there.run(100, { accepted: true });
  const newest = await there.run(200, { accepted: true });
  const emulated = await there.run(5, { accepted: true, emulated: true });
  const drifted = await there.judged(150);
  const read = async () => {
    const answer = await server.call('listDeclaredFigures', { as: viewer, params: { id: there.host.id } });
    return DeclaredFigureList.parse(await answer.json()).items;
  };
  const items = await read();
  expect(items).toHaveLength(2);
  expect(items.find(({ runId }) => runId === newest)).toMatchObject({
    metric: { name: 'speed', unit: '1/s' },
    estimate: { value: 200, confidence: 0.95 },
    ends: there.domain.name,
    technology: 'xen 4.17, pvh guest',
    emulated: false,
    acceptedByName: 'Ada',
    drift: { runId: drifted.id, standing: 'drift', side: 'worse', ratio: { value: 0.75 } },
  });
  expect(items.find(({ runId }) => runId === emulated)).toMatchObject({ emulated: true, drift: null });
  // Taken back, the one before it stands again.
  await db.benchmarkRun.update({ where: { operationId: newest }, data: { standing: 'rejected' } });
  expect((await read()).find((item) => item.emulated === false)).toMatchObject({ estimate: { value: 100 } });
});

test('a drift of a scheduled run asks for one run more, within its limits; that one asks for no other', async () => {
  const there = await testbed();
  const schedule = await makeSchedule(db, {
    benchmark: there.benchmark.name,
    request: { domainId: there.domain.id },
    ownerId: operator.userId,
    nextDueAt: NOON,
  });
  const firings = async () => {
    const answer = await server.call('listFirings', { as: viewer, params: { id: schedule.id } });
    return BenchmarkFiring.array().parse(((await answer.json()) as { items: unknown[] }).items);
  };
  const fire = async (now: Date) =>
    await keepSchedules(db, now, (error) => {
      throw error;
    });
  await there.run(100, { accepted: true });
  await fire(NOON);
  const [first] = await firings();
  await there.run(90, {}, first?.operationId ?? randomUUID());
  await there.judge();
  const asked = new Date(NOON.getTime() + 2 * HOUR_MS);
  await fire(asked);
  const [confirming, ...before] = await firings();
  expect(before).toHaveLength(1);
  expect(confirming).toMatchObject({ cause: 'confirmation', outcome: 'run' });

  await there.run(91, {}, confirming?.operationId ?? randomUUID());
  const [sentence] = await there.judge();
  expect(sentence).toContain('in two runs in a row');
  await fire(new Date(asked.getTime() + HOUR_MS));
  expect(await firings()).toHaveLength(2);
});
