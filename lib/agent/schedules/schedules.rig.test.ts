/** From a schedule to figures: an agent sees the time come, queues the run as its owner, and runs it in a guest. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readShippedDefinitions } from '@/lib/benchmarks/read-definitions';
import { makeSchedule } from '@/lib/server/testing/benchmark-world';
import { createRigSite, type RealSite } from '@/lib/agent/testing/real-site';

let site: RealSite;
beforeAll(async () => {
  site = await createRigSite();
});
afterAll(async () => await site.close());

test('a schedule fires, its run ends with figures from the guest, and is looked at against what is declared', async () => {
  const definition = readShippedDefinitions().find(({ name }) => name === 'cpu-loop');
  if (definition === undefined) throw new Error('no such benchmark');
  const { name, version } = definition;
  await site.db.benchmark.create({ data: { name, version, body: definition, shipped: true, createdByName: 'test' } });
  const owner = await site.db.user.create({
    data: { id: 'owner', name: 'Ada', email: 'ada@grid.example', role: 'operator' },
  });
  await site.startAgent();
  const domain = await site.domain('wn-01');
  const now = new Date();
  const schedule = await makeSchedule(site.db, {
    benchmark: name,
    request: { domainId: domain.id, parameters: { seconds: 1 }, repeats: 2, warmUps: 0 },
    trigger: { kind: 'times', cron: '30 2 * * *', zone: 'UTC' },
    ownerId: owner.id,
    // An emulated guest keeps its host busy by being there.
    mostCpuLoad: null,
    nextDueAt: now,
    activeSince: now,
  });
  const firing = async () => await site.db.benchmarkFiring.findFirst({ where: { scheduleId: schedule.id } });
  await site.until('it fires', async () => (await firing())?.outcome === 'run');
  const fired = await firing();
  expect(fired).toMatchObject({ cause: 'time', dueAt: now });
  const operationId = fired?.operationId ?? '';
  expect(await site.finished(operationId)).toMatchObject({
    state: 'succeeded',
    actorName: 'Ada',
    reason: `Schedule “${schedule.name}”, at its time`,
  });
  const run = await site.db.benchmarkRun.findUniqueOrThrow({ where: { operationId }, include: { samples: true } });
  expect(run).toMatchObject({ domainName: 'wn-01', parameters: { seconds: 1 } });
  expect(run.samples.map(({ figures }) => figures)).toEqual([
    { speed: expect.any(Number) },
    { speed: expect.any(Number) },
  ]);
  await site.until('it is looked at', async () => (await site.db.benchmarkDrift.count({ where: { operationId } })) > 0);
  expect(await site.db.benchmarkDrift.findMany({ where: { operationId } })).toMatchObject([
    { metric: 'speed', standing: 'not-judged', sentence: expect.stringContaining('nothing like it was declared') },
  ]);
  const next = await site.db.benchmarkSchedule.findUniqueOrThrow({ where: { id: schedule.id } });
  expect(next.nextDueAt?.getTime() ?? 0).toBeGreaterThan(now.getTime());
}, 120_000);
