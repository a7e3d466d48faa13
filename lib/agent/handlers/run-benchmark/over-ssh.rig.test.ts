/** A host of the rig as if it were far away: libvirt and programs reach it by a real SSH server, and nothing else. */
import { readFileSync } from 'node:fs';
import { delimiter } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import { z } from 'zod';
import { Provenance } from '@/lib/contracts/benchmarks';
import { readBenchmarkRun, shippedBenchmark, submitBenchmark } from '@/lib/agent/testing/benchmark-runs';
import { createRealSite, type RealSite } from '@/lib/agent/testing/real-site';
import { startSshd, type TestSshd } from '@/tools/sshd/start-sshd';

/** A dozen sign-ins before anything is measured, each of which may take seconds on a busy machine. */
const DEADLINE_MS = 120_000;
const LOOP = shippedBenchmark('cpu-loop');

let sshd: TestSshd;
let site: RealSite;
beforeAll(async () => {
  const [rig] = inject('rigHosts');
  if (rig === undefined) throw new Error('The rig has no host.');
  sshd = await startSshd();
  // libvirt looks for the client there as well.
  process.env['PATH'] = [sshd.clientFolder, process.env['PATH']].join(delimiter);
  const socket = new URL(rig.uri).searchParams.get('socket') ?? '';
  const far = { ...rig, name: 'far', uri: `qemu+ssh://${sshd.address}/session?socket=${socket}` };
  site = await createRealSite({ hosts: [far], guests: 2, deadlineMs: DEADLINE_MS });
});
afterEach(async () => await site.stopAgents());
afterAll(async () => {
  await site.close();
  await sshd.stop();
});

test('a shipped benchmark runs natively on a host that SSH leads to, and says what that host is', async () => {
  await site.startAgent();
  const id = await submitBenchmark(site, LOOP, { host: 'far' }, { parameters: { seconds: 1 } });
  expect(await site.finished(id)).toMatchObject({ state: 'succeeded', errorMessage: null });
  const { samples, provenance } = await readBenchmarkRun(site, id);
  expect(samples.length).toBeGreaterThan(0);
  const host = await site.db.host.findFirstOrThrow({ where: { name: 'far' } });
  expect(host.capabilities).not.toMatchObject({ noHostPrograms: expect.any(String) });
  for (const sample of samples) {
    expect(sample.error).toBeNull();
    z.record(z.string(), z.number().positive()).parse(sample.figures);
  }
  const { emulated, ends } = Provenance.parse(provenance);
  expect(emulated).toBe(false);
  const kernel = readFileSync('/proc/sys/kernel/osrelease', 'utf8').trim();
  expect(ends[0]).toMatchObject({ domainName: null, hostName: 'far', guestMode: 'native', guest: { kernel } });
  expect(ends[0]?.guest.cpuModel).not.toBeNull();
  expect(ends[0]?.guest.cpuFlags).toContain('fpu');
}, 240_000);

test('a cancelled benchmark leaves no process there', async () => {
  await site.startAgent();
  const id = await submitBenchmark(site, LOOP, { host: 'far' }, { parameters: { seconds: 600 } });
  await site.until('it runs', async () => (await readBenchmarkRun(site, id)).program !== null);
  const { program } = await readBenchmarkRun(site, id);
  const lane = z.object({ process: z.object({ pid: z.number(), key: z.string() }) });
  const [begun] = z.object({ lanes: z.tuple([lane]) }).parse(program).lanes;
  await site.cancel(id);
  expect(await site.finished(id)).toMatchObject({ state: 'cancelled' });
  const connection = await site.driver.connect({ uri: (await site.db.host.findFirstOrThrow()).uri });
  try {
    await expect(connection.hostPrograms?.read(begun.process)).rejects.toMatchObject({ kind: 'internal' });
  } finally {
    await connection.close();
  }
}, 240_000);
