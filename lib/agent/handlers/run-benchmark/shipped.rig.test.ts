/** Every shipped benchmark, in real guests of the rig and on this machine itself; several at once; beside a migration. */
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { repeatFigures } from '@/lib/benchmarks/repeat-figures';
import { readShippedDefinitions } from '@/lib/benchmarks/read-definitions';
import { Provenance } from '@/lib/contracts/benchmarks';
import {
  leftInGuest,
  readBenchmarkRun,
  shippedBenchmark,
  submitBenchmark,
  type NamedEnds,
} from '@/lib/agent/testing/benchmark-runs';
import { createRigSite, type RealSite } from '@/lib/agent/testing/real-site';
import { isGroupAlive } from '@/lib/drivers/libvirt/host-programs/process-start';
import { endLeases } from '@/lib/agent/testing/end-leases';
import { runUntilKilled } from '@/lib/agent/testing/run-until-killed';

let site: RealSite;
beforeAll(async () => {
  site = await createRigSite();
});
afterEach(async () => await site.stopAgents());
afterAll(async () => await site.close());

const readRun = async (id: string) => await readBenchmarkRun(site, id);
const LOOP = shippedBenchmark('cpu-loop');
const PING_PONG = shippedBenchmark('cluster-ping-pong');

/** As short as each goes: whether it runs, and what it writes, does not change with its length. */
const SHORT: Record<string, Record<string, number>> = {
  'cluster-ping-pong': { largest: 1024 },
  'cpu-loop': { seconds: 1 },
  'cpu-primes': { seconds: 1 },
  'cpu-sha256': { seconds: 1 },
  'disk-random-read': { seconds: 1 },
  'memory-copy': { rounds: 5 },
  'memory-write': { seconds: 1 },
};

async function runAll(endsFor: (isPair: boolean) => NamedEnds, pairs = 1) {
  await site.startAgent();
  const definitions = readShippedDefinitions();
  expect(definitions.length).toBeGreaterThanOrEqual(7);
  const ids: string[] = [];
  for (const definition of definitions) {
    const isPair = definition.places.includes('domain-pair');
    const ends = endsFor(isPair);
    const also = Array<NamedEnds>(isPair ? pairs - 1 : 0).fill(ends);
    ids.push(await submitBenchmark(site, definition, ends, { parameters: SHORT[definition.name] ?? {}, also }));
  }
  const runs = [];
  for (const [index, id] of ids.entries()) {
    const { state } = await site.finished(id);
    const run = await readRun(id);
    const failures = run.samples.filter(({ error }) => error !== null).map(({ error, stderr }) => [error, stderr]);
    expect({ name: definitions[index]?.name, state, failures }).toMatchObject({ state: 'succeeded', failures: [] });
    const metrics = definitions[index]?.metrics.map(({ name }) => name) ?? [];
    for (const sample of run.samples) {
      const figures = z.record(z.string(), z.number().positive()).parse(sample.figures);
      expect(Object.keys(figures).toSorted()).toEqual(metrics.toSorted());
    }
    runs.push(run);
  }
  return runs;
}

test('every shipped benchmark runs in guests of the rig', async () => {
  const runs = await runAll((isPair) => (isPair ? { domain: 'wn-01', peer: 'wn-02' } : { domain: 'wn-01' }));
  for (const run of runs) expect(run.provenance).toMatchObject({ emulated: true });
}, 180_000);

test('every shipped benchmark runs on the host itself, two pairs of processes at once too, and says what that is', async () => {
  const runs = await runAll((isPair) => (isPair ? { host: 'rig-1', peer: 'rig-2' } : { host: 'rig-1' }), 2);
  expect(runs.reduce((sum, run) => sum + run.samples.length, 0)).toBe(runs.length + 1);
  const kernel = readFileSync('/proc/sys/kernel/osrelease', 'utf8').trim();
  const beside = (name: string, hostName: string | null) => expect.objectContaining({ name, hostName });
  for (const run of runs) {
    const { emulated, ends } = Provenance.parse(run.provenance);
    expect(emulated).toBe(false);
    expect(ends[0]).toMatchObject({ domainName: null, hostName: 'rig-1', guestMode: 'native', guest: { kernel } });
    expect(ends[0]?.guest.cpuFlags).toContain('fpu');
    expect(ends[0]?.neighbours).toEqual(expect.arrayContaining([beside('ce-01', null), beside('wn-02', 'rig-3')]));
  }
}, 120_000);

test('two pairs at once begin together and are kept apart: bandwidths add up, startups do not', async () => {
  await site.startAgent();
  const also = [{ domain: 'ce-01', peer: 'se-01' }];
  const parameters = { largest: 1024 };
  const id = await submitBenchmark(site, PING_PONG, { domain: 'wn-01', peer: 'wn-02' }, { parameters, also });
  expect(await site.finished(id)).toMatchObject({ state: 'succeeded', errorMessage: null });
  const { samples, provenance } = await readRun(id);
  expect(samples.map(({ repeat, lane }) => [repeat, lane])).toEqual([
    [0, 0],
    [0, 1],
  ]);
  const [one, other] = samples.map((sample) => ({ ...sample, figures: Figures.parse(sample.figures) }));
  if (one === undefined || other === undefined) throw new Error('a sample of each lane');
  // The clock of the instants counts whole milliseconds.
  const CLOCK_STEP_MS = 1;
  const apart = Math.abs(one.startedAt.getTime() - other.startedAt.getTime());
  expect(apart).toBeLessThanOrEqual((one.startSpreadMs ?? 0) + CLOCK_STEP_MS);
  expect(other.startSpreadMs).toBe(one.startSpreadMs);
  const [startup, bandwidth] = PING_PONG.metrics;
  if (startup === undefined || bandwidth === undefined) throw new Error('both metrics of 2006');
  const both = [one, other];
  expect(repeatFigures(bandwidth, both, 2)).toEqual([one.figures.bandwidth + other.figures.bandwidth]);
  expect(repeatFigures(startup, both, 2)[0]).toBeCloseTo((one.figures.startup + other.figures.startup) / 2, 6);
  expect(provenance).toMatchObject({
    ends: [
      { lane: 0, domainName: 'wn-01' },
      { lane: 0, domainName: 'wn-02' },
      { lane: 1, domainName: 'ce-01' },
      { lane: 1, domainName: 'se-01' },
    ],
  });
  expect(await leftInGuest(site, 'se-01', 'NPtcp')).toBe('');
}, 120_000);

test('a benchmark on a host whose agent dies goes on there, and the next agent takes its figures', async () => {
  const agent = await site.startAgent();
  await agent.stop();
  const id = await submitBenchmark(site, LOOP, { host: 'rig-1' }, { parameters: { seconds: 10 } });
  await runUntilKilled({
    databaseUrl: site.database.url,
    driver: 'libvirt',
    operationId: id,
    point: 'run-benchmark:running',
  });
  const [begun] = Running.parse((await readRun(id)).program).lanes;
  expect(await isGroupAlive(begun.process.pid)).toBe(true);
  await endLeases(site.db);
  const rescuer = await site.startAgent();
  expect(await site.finished(id)).toMatchObject({ state: 'succeeded', attempt: 2 });
  const [sample] = (await readRun(id)).samples;
  expect(sample).toMatchObject({ error: null, figures: { speed: expect.any(Number) } });
  expect(sample?.startedAt.toISOString()).toBe(begun.startedAt);
  await rescuer.stop();
}, 120_000);

test('a cancelled benchmark leaves no process on the host', async () => {
  await site.startAgent();
  const id = await submitBenchmark(site, LOOP, { host: 'rig-1' }, { parameters: { seconds: 600 } });
  await site.until('it runs', async () => (await readRun(id)).program !== null);
  const [begun] = Running.parse((await readRun(id)).program).lanes;
  expect(await isGroupAlive(begun.process.pid)).toBe(true);
  await site.cancel(id);
  expect(await site.finished(id)).toMatchObject({ state: 'cancelled' });
  expect(await isGroupAlive(begun.process.pid)).toBe(false);
  expect(await readRun(id)).toMatchObject({ finishedAt: expect.any(Date), program: null, samples: [] });
}, 60_000);

test('forced, it lets others move guests to its host, and says what they did', async () => {
  await site.startAgent();
  const measured = await site.domain('wn-01');
  const mover = await site.domain('ce-01');
  const id = await submitBenchmark(site, LOOP, { domain: 'wn-01' }, { parameters: { seconds: 600 }, guard: 'record' });
  await site.until('it runs', async () => (await readRun(id)).program !== null);
  const moved = await site.migrate('ce-01', measured.hostId ?? '');
  expect(await site.finished(moved)).toMatchObject({ state: 'succeeded', errorMessage: null });
  await site.cancel(id);
  expect(await site.finished(id)).toMatchObject({ state: 'cancelled' });
  expect(await readRun(id)).toMatchObject({
    contamination: [expect.stringMatching(/^Migrate ce-01 from rig-1 to rig-2, from [-0-9: ]+ UTC$/)],
    migrations: [
      { id: moved, domainName: 'ce-01', sourceHostName: 'rig-1', targetHostName: 'rig-2', state: 'succeeded' },
    ],
  });
  expect(await site.finished(await site.migrate('ce-01', mover.hostId ?? ''))).toMatchObject({ state: 'succeeded' });
}, 120_000);

const Figures = z.object({ startup: z.number().positive(), bandwidth: z.number().positive() });
const Running = z.object({
  lanes: z.tuple([z.object({ startedAt: z.iso.datetime(), process: z.object({ pid: z.number() }) })]),
});
