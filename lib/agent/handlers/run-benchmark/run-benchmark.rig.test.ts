/** Benchmarks in real guests of the rig, through their agents. */
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { BenchmarkDefinition } from '@/lib/benchmarks/definition';
import { sqlOfTx } from '@/lib/server/db/sql';
import { loadPlacement } from '@/lib/server/inventory/placement-input';
import { leftInGuest, readBenchmarkRun, shippedBenchmark, submitBenchmark } from '@/lib/agent/testing/benchmark-runs';
import { createRigSite, type RealSite } from '@/lib/agent/testing/real-site';
import { endLeases } from '@/lib/agent/testing/end-leases';
import { runUntilKilled } from '@/lib/agent/testing/run-until-killed';

let site: RealSite;
beforeAll(async () => {
  site = await createRigSite();
});
afterEach(async () => await site.stopAgents());
afterAll(async () => await site.close());

const LOOP = shippedBenchmark('cpu-loop');

/** One that runs between two guests with nothing but busybox. */
const PIPE = BenchmarkDefinition.parse({
  name: 'pipe',
  version: 1,
  title: 'Pipe',
  about: 'Four MB from one end to the other.',
  places: ['domain-pair'],
  programs: ['nc', 'dd'],
  server: ['nc', '-l', '-p', '5001'],
  command: ['sh', '-c', 'dd if=/dev/zero bs=64k count=64 | nc "$1" 5001 && echo sent 4', 'sh', '{peer}'],
  metrics: [
    { name: 'sent', title: 'Sent', unit: 'MB', direction: 'higher-is-better', from: { pattern: 'sent ([0-9]+)' } },
  ],
  timeLimitSeconds: 30,
});

const submit = async (
  definition: BenchmarkDefinition,
  domain: string,
  { peer, ...asked }: Parameters<typeof submitBenchmark>[3] & { readonly peer?: string },
) => await submitBenchmark(site, definition, { domain, ...(peer === undefined ? {} : { peer }) }, asked);
const readRun = async (id: string) => await readBenchmarkRun(site, id);

test('a benchmark runs in a guest: every repeat with its figure, what it ran on, and nothing moves there meanwhile', async () => {
  await site.startAgent();
  const id = await submit(LOOP, 'wn-01', { parameters: { seconds: 1 }, repeats: 2, warmUps: 1 });
  await site.until('it holds its host', async () => (await readRun(id)).guardedSince !== null);
  const other = await site.domain('wn-02');
  const placement = await site.db.$transaction(
    async (tx) => await loadPlacement(sqlOfTx(tx), { domainId: other.id, options: { live: true } }),
  );
  const { hostId } = await site.domain('wn-01');
  expect(placement?.hosts.find((host) => host.id === hostId)).toMatchObject({ benchmark: 'CPU loop in wn-01' });

  expect(await site.finished(id)).toMatchObject({ state: 'succeeded', result: { repeats: 2, failed: 0 } });
  const run = await readRun(id);
  expect(run.samples).toMatchObject([
    { repeat: 0, warmUp: true, exitCode: 0, error: null },
    { repeat: 1, warmUp: false, exitCode: 0, error: null },
    { repeat: 2, warmUp: false, exitCode: 0, error: null },
  ]);
  for (const sample of run.samples) {
    expect(sample.figures).toEqual({ speed: expect.any(Number) });
    expect(sample.stdout).toContain('rounds per second');
    expect(sample.durationMs).toBeGreaterThan(1_000);
  }
  // Where the files before this one left them.
  const ce = await site.db.domain.findFirstOrThrow({ where: { name: 'ce-01' }, include: { host: true } });
  const ceHost = ce.hostId === hostId ? null : ce.host?.name;
  expect(run.provenance).toMatchObject({
    emulated: true,
    ends: [
      {
        domainName: 'wn-01',
        hypervisor: 'qemu',
        guestMode: 'hvm',
        guest: { kernel: expect.stringMatching(/^\d+\.\d+/) },
        imageChecksum: expect.stringMatching(/^[0-9a-f]{64}$/),
        // All rig hosts are one machine: what runs on the others takes from this one, and is said with its host.
        neighbours: expect.arrayContaining([expect.objectContaining({ name: 'ce-01', hostName: ceHost })]),
      },
    ],
  });
  expect(run).toMatchObject({ contamination: [], migrations: [], program: null, finishedAt: expect.any(Date) });
}, 120_000);

test('a benchmark whose agent dies goes on in its guest, and the next agent takes its figures', async () => {
  const agent = await site.startAgent();
  await agent.stop();
  const id = await submit(LOOP, 'wn-01', { parameters: { seconds: 10 } });
  await runUntilKilled({
    databaseUrl: site.database.url,
    driver: 'libvirt',
    operationId: id,
    point: 'run-benchmark:running',
  });
  const begun = z
    .object({ lanes: z.tuple([z.object({ startedAt: z.iso.datetime(), process: z.object({ pid: z.number() }) })]) })
    .parse((await readRun(id)).program);
  await endLeases(site.db);
  const rescuer = await site.startAgent();
  expect(await site.finished(id)).toMatchObject({ state: 'succeeded', attempt: 2 });
  const [sample] = (await readRun(id)).samples;
  expect(sample).toMatchObject({ error: null, figures: { speed: expect.any(Number) } });
  // Begun anew it would have taken its seconds again: it was the first agent's program that was waited for.
  expect(sample?.startedAt.toISOString()).toBe(begun.lanes[0].startedAt);
  await rescuer.stop();
}, 120_000);

test('a cancelled benchmark leaves nothing behind in its guest, and lets the host go', async () => {
  await site.startAgent();
  const id = await submit(LOOP, 'wn-01', { parameters: { seconds: 600 } });
  await site.until('it runs', async () => (await readRun(id)).program !== null);
  expect(await leftInGuest(site, 'wn-01', 'awk -v')).not.toBe('');
  await site.cancel(id);
  expect(await site.finished(id)).toMatchObject({ state: 'cancelled' });
  expect(await leftInGuest(site, 'wn-01', 'awk -v')).toBe('');
  expect(await readRun(id)).toMatchObject({ finishedAt: expect.any(Date), program: null, samples: [] });
}, 120_000);

test('a benchmark between two guests: the server is begun first and ended after; two of one host run one after the other', async () => {
  await site.startAgent();
  const first = await submit(PIPE, 'wn-01', { peer: 'wn-02', repeats: 2 });
  const second = await submit(PIPE, 'ce-01', { peer: 'wn-02' });
  // Begun, and holding nothing yet: its page says what it waits for.
  await vi.waitFor(
    async () => {
      const waiting = await site.db.operation.findMany({ where: { id: { in: [first, second] }, state: 'running' } });
      expect(waiting.map(({ waitingFor }) => waitingFor)).toContainEqual(
        expect.stringMatching(/^Waiting for “.+”, which holds the same (host|machine)\.$/),
      );
    },
    { timeout: 60_000, interval: 50 },
  );
  for (const id of [first, second])
    expect(await site.finished(id)).toMatchObject({ state: 'succeeded', errorMessage: null });
  const [one, two] = [await readRun(first), await readRun(second)];
  expect(one.samples).toMatchObject([{ figures: { sent: 4 } }, { figures: { sent: 4 } }]);
  expect(two.samples).toMatchObject([{ figures: { sent: 4 } }]);
  const [early, late] = [one, two].toSorted((a, b) => (a.finishedAt?.getTime() ?? 0) - (b.finishedAt?.getTime() ?? 0));
  expect(late?.guardedSince?.getTime() ?? 0).toBeGreaterThanOrEqual(early?.guardedSince?.getTime() ?? 0);
  expect(late?.samples[0]?.startedAt.getTime() ?? 0).toBeGreaterThanOrEqual(early?.finishedAt?.getTime() ?? Infinity);
  expect(await leftInGuest(site, 'wn-02', 'nc -l')).toBe('');
}, 120_000);

test('a program that is not there, one that fails and one that takes too long say so', async () => {
  await site.startAgent();
  const change = (name: string, over: Partial<BenchmarkDefinition>) => ({
    ...PIPE,
    name,
    places: ['domain' as const],
    server: undefined,
    command: ['true'],
    ...over,
  });
  const missing = await submit(change('missing', { programs: ['qperf', 'sh', 'iperf3'] }), 'wn-01', {});
  expect(await site.finished(missing)).toMatchObject({
    state: 'failed',
    errorKind: 'refused',
    errorMessage: expect.stringContaining('wn-01 has no qperf and no iperf3'),
  });
  const failing = await submit(change('failing', { command: ['sh', '-c', 'echo bad luck >&2; exit 7'] }), 'wn-01', {
    repeats: 10,
  });
  expect(await site.finished(failing)).toMatchObject({
    state: 'failed',
    errorMessage: expect.stringContaining('3 repeats in a row gave no figures; the last: It ended with code 7.'),
  });
  expect((await readRun(failing)).samples).toMatchObject([
    { stderr: 'bad luck\n', exitCode: 7, figures: null },
    {},
    {},
  ]);
  const slow = await submit(change('slow', { command: ['sleep', '77'], timeLimitSeconds: 1 }), 'wn-01', {});
  expect(await site.finished(slow)).toMatchObject({
    state: 'failed',
    errorMessage: expect.stringContaining('No repeat gave figures; the last: It took longer than its limit of 1 s'),
  });
  expect((await readRun(slow)).samples).toMatchObject([
    { error: expect.stringContaining('longer than its limit of 1 s') },
  ]);
  expect(await leftInGuest(site, 'wn-01', 'sleep 77')).toBe('');
}, 120_000);
