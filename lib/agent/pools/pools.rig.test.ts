/**
 * A job that asks for an environment nobody has built, let alone started, comes to a real Slurm as a Computing Element's do, by the BLAH
 * protocol: the factory builds it, Gridbox boots a domain of it on the rig, the job runs in it, and nobody asking any more, it is drained,
 * deleted and proved to be gone. The next job finds it built. One brings a specification of its own, and begins in a
 * domain of that alone, which goes because its host is to be maintained.
 */
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { leaveAsFound } from '@/lib/agent/testing/leave-as-found';
import { atConsole } from '@/lib/agent/testing/at-console';
import { createTestLibrary, type TestLibrary } from '@/lib/agent/testing/library';
import { createQuietRigSite, type RealSite } from '@/lib/agent/testing/real-site';
import { administrator, prepareEnvironment } from '@/lib/agent/testing/site-files';
import { exampleOf, TEST_IMAGES } from '@/lib/agent/testing/tiny-site';
import type { JobSystem } from '@/lib/batch/jobs-port';
import type { PoolSystem } from '@/lib/batch/pool-port';
import { renderClassAd } from '@/lib/batch/blah/class-ad';
import { parseJobId } from '@/lib/batch/blah/job-id';
import { type StartedBlahpd, startBlahpd } from '@/lib/batch/blah/start-blahpd';
import { BLAH_STATUS } from '@/lib/batch/blah/status';
import { blahpdCommand } from '@/lib/batch/blahpd/testing/blahpd-command';
import { createSlurmJobs } from '@/lib/batch/slurm/slurm-jobs';
import { createSlurmPool } from '@/lib/batch/slurm/slurm-pool';
import { parseMirror } from '@/lib/images/mirror';
import { siteKey } from '@/lib/images/site-key';
import { getConfig } from '@/lib/server/config';
import { machineMirror } from '@/lib/images/testing/machine-mirror';
import { createImage } from '@/lib/server/services/images/create-image';
import { bringSpecification } from '@/lib/server/services/pools/bring-specification';
import { makeEnvironment, makeMaintenance } from '@/lib/server/testing/lease-world';
import { missingForSlurm, whyNoGrid } from '@/tools/grid/prerequisites';
import { type PoolSlurm, startPoolSlurm } from '@/tools/grid/start-pool-slurm';
import { rigSegment } from '@/tools/rig/start-rig';
import { listDomainNames } from '@/tools/rig/virsh';
import { waitUntil } from '@/tools/shared/wait-until';
import { makePool, POOL_NAME } from '@/lib/server/testing/pool-world';
import { MINUTE_MS, SECOND_MS } from '@/lib/utils/time';

/** The packages of the image are fetched and unpacked in it; a guest boots under emulation, on a machine that does other things besides. */
const BEGUN_MS = 400_000;
const STARTED_MS = 240_000;
const GONE_MS = 120_000;
const NODES = [
  { name: 'slot-1', address: '10.88.0.36' },
  { name: 'slot-2', address: '10.88.0.37' },
];

let leave: (() => Promise<void>) | undefined;
let dir: string | undefined;
let site: RealSite;
let library: TestLibrary;
let slurm: PoolSlurm;
let jobs: JobSystem;
let system: PoolSystem;
let blahpd: StartedBlahpd;
const { segment } = await rigSegment(inject('rigDataDir'));

beforeAll(async () => {
  const why = whyNoGrid() ?? missingForSlurm().map(({ what }) => what)[0];
  if (why !== undefined) throw new Error(`no Slurm: ${why}`);
  leave = await leaveAsFound(inject('rigHosts'));
  site = await createQuietRigSite();
  prepareEnvironment(site.database.url);
  library = createTestLibrary(site.db);
  dir = mkdtempSync(join(tmpdir(), 'gridbox-test-pool-'));
  const OTHERS_PASS = 0o711;
  chmodSync(dir, OTHERS_PASS);
  slurm = await startPoolSlurm({
    dir: join(dir, 'site'),
    segment,
    address: '10.88.0.40/24',
    pool: { feature: POOL_NAME, nodes: NODES },
  });
  const place = { environment: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', ...slurm.env } };
  jobs = createSlurmJobs(place);
  blahpd = await startBlahpd(blahpdCommand(dir, { slurm: place }));
  const { conf, key } = slurm.files;
  system = createSlurmPool({
    name: 'slurm',
    place,
    files: [
      { path: '/etc/slurm/slurm.conf', from: conf, mode: 0o644 },
      { path: '/etc/munge/munge.key', from: key, mode: 0o400 },
    ],
  });
  await site.startAgent({
    ...library.agent,
    images: { key: siteKey(getConfig().secret), dir: TEST_IMAGES, mirror: parseMirror(machineMirror().source) },
    pools: [system],
  });
}, STARTED_MS);
afterAll(async () => {
  await site?.stopAgents();
  await blahpd?.stop();
  await slurm?.stop();
  if (dir !== undefined) rmSync(dir, { recursive: true, force: true });
  library?.close();
  await site?.close();
  await leave?.();
});

/** A description with the environment among its requirements. @returns the job's id by the protocol, e.g. `slurm/20261129/17` */
async function submit(command: string, queue: string, environment: string): Promise<string> {
  const description = renderClassAd([
    ['gridtype', 'slurm'],
    ['Queue', queue],
    ['Cmd', '/bin/sh'],
    ['Args', `-c '${command}'`],
    ['CERequirements', `GridImage == "${environment}"`],
  ]);
  const { code, words, data } = await blahpd.client.request('BLAH_JOB_SUBMIT', [description]);
  expect(code, words).toBe(0);
  return data[0] ?? '';
}
const statusOf = async (id: string) => await blahpd.client.request('BLAH_JOB_STATUS', [id]);
async function untilJob(id: string, state: 'running' | 'completed'): Promise<void> {
  const wanted = [BLAH_STATUS[state], BLAH_STATUS.completed].map(String);
  await waitUntil(`job ${id} is ${state}`, async () => wanted.includes((await statusOf(id)).data[0] ?? ''), {
    deadlineMs: BEGUN_MS,
    everyMs: 100,
  }).catch(async (error: unknown) => {
    const pool = await site.db.batchPool.findFirst({ include: { slots: true, jobs: true } });
    throw new Error(JSON.stringify([await statusOf(id), pool, await jobs.nodes(), site.events.slice(-5)]), {
      cause: error,
    });
  });
}
const nativeOf = (id: string): string => parseJobId(id)?.native ?? '';
/** Tells how long it is from the submission until its batch system says that the job has begun. @returns its id */
async function measured(what: string, queue: string, environment: string): Promise<string> {
  const asked = performance.now();
  const id = await submit('exit 0', queue, environment);
  await untilJob(id, 'running');
  console.log(`pools: ${what}: from submission to start ${Math.round(performance.now() - asked)} ms`);
  await untilJob(id, 'completed');
  return id;
}

test(
  'a job that asks for an environment nobody has built or started runs in a domain that was made for it, which goes again',
  async () => {
    const context = await administrator(site.db);
    const { actor } = context;
    await createImage({ context, input: { yaml: exampleOf('slurm-slot') } });
    const environment = await makeEnvironment(site.db, {
      name: POOL_NAME,
      image: { library: 'slurm-slot', version: 1 },
      hostClass: null,
      memoryMiB: 128,
    });
    const pool = await makePool(site.db, {
      environmentId: environment.id,
      system: 'slurm',
      ownerId: actor.userId,
      nodes: NODES.map(({ name }) => name),
      addresses: NODES.map(({ address }) => address),
      network: segment,
      idleSeconds: 3600,
      // A second job may come while the first one's slot is not quite free, and would be booted for.
      max: 1,
    });
    const asked = performance.now();
    // It waits until somebody at the console of its domain lets it go on, and answers there.
    const word = randomUUID();
    const job = await submit(
      `until [ -e /tmp/go ]; do sleep 0.1; done; echo "${word} ran on $(hostname)" >/dev/console`,
      slurm.queue,
      POOL_NAME,
    );
    const whyOf = async () => (await site.db.poolJob.findFirst({ where: { jobId: nativeOf(job) } }))?.why;
    const building = 'Image slurm-slot 1 is being built; a slot is booted once it is there.';
    await site.until('it says that its image is built', async () => (await whyOf()) === building);
    await untilJob(job, 'running');
    console.log(`pools: built and booted: from submission to start ${Math.round(performance.now() - asked)} ms`);
    expect((await statusOf(job)).data).toEqual(['2', expect.stringContaining('WorkerNode = "slot-1"')]);
    expect(
      await atConsole(site, 'slot-1', { line: 'touch /tmp/go', until: `${word} ran on slot-1`, deadlineMs: GONE_MS }),
    ).toContain(`${word} ran on slot-1`);
    await untilJob(job, 'completed');
    expect((await statusOf(job)).data).toEqual(['4', expect.stringContaining('ExitCode = 0')]);
    // Of a job that nobody has seen end it is not said that it did.
    expect(await statusOf(job.replace(/\d+$/, '999999'))).toMatchObject({
      code: 1,
      words: expect.stringContaining('does not know this job'),
      data: ['0', 'N/A'],
    });

    const second = await measured('a slot is there', slurm.queue, POOL_NAME);
    await measured('native', slurm.native.queue, slurm.native.feature);
    const phaseOf = async (id: string) => (await site.db.poolJob.findFirst({ where: { jobId: nativeOf(id) } }))?.phase;
    await site.until('its jobs are noted', async () => (await phaseOf(second)) === 'static');
    expect(await phaseOf(job)).toBe('factory');
    expect(await site.db.poolSlot.count()).toBe(1);

    await letGo(pool.id);
    const third = await measured('on demand', slurm.queue, POOL_NAME);
    await site.until('it is noted', async () => (await phaseOf(third)) === 'on-demand');

    // The slot that is free takes no job that brings a specification of its own, and makes room for it.
    await site.db.batchPool.update({ where: { id: pool.id }, data: { takesSpecifications: true } });
    const yaml = exampleOf('slurm-slot').replace(/^files:$/m, `files:\n  - { path: /etc/own-word, content: ${word} }`);
    const { feature } = await bringSpecification({ context, id: pool.id, input: { yaml } });
    await site.until(
      'it is offered',
      async () => (await site.db.jobSpecification.count({ where: { offeredAt: null } })) === 0,
    );
    const brought = performance.now();
    const fourth = await submit(`[ "$(cat /etc/own-word)" = ${word} ]`, slurm.queue, feature);
    await untilJob(fourth, 'completed');
    console.log(
      `pools: with a specification of its own: from submission to end ${Math.round(performance.now() - brought)} ms`,
    );
    expect((await statusOf(fourth)).data).toEqual(['4', expect.stringContaining('ExitCode = 0')]);
    await site.until('it is noted', async () => (await phaseOf(fourth)) === 'factory');
    expect(await site.db.poolSlot.findFirst({ where: { state: { not: 'gone' } } })).toMatchObject({ feature });
    await maintained();
    const left = await Promise.all(inject('rigHosts').map(async ({ uri }) => await listDomainNames(uri, 'all')));
    expect(left.flat()).not.toContain('slot-1');
    expect((await jobs.nodes()).find(({ name }) => name === 'slot-1')).toMatchObject({ state: 'down' });
  },
  2 * BEGUN_MS + 2 * GONE_MS,
);

/** The host of its only slot is to be maintained: Slurm holds the node for that, and when it is near the slot goes, though its idle time is an hour. */
async function maintained(): Promise<void> {
  const slot = await site.db.poolSlot.findFirstOrThrow({ where: { state: { not: 'gone' } } });
  const host = await site.db.host.findFirstOrThrow({ where: { name: slot.hostName ?? '' } });
  const { id, startsAt } = await makeMaintenance(site.db, host, []);
  const reserved = async () => (await system.maintenances()).get(`gridbox-${POOL_NAME}-${slot.node}`)?.startsAt;
  // Slurm knows no parts of a second.
  const seconds = (at: Date | undefined) => Math.floor((at?.getTime() ?? 0) / SECOND_MS);
  await site.until('its node is reserved', async () => seconds(await reserved()) === seconds(startsAt));
  const begun = performance.now();
  const soon = new Date(Date.now() + MINUTE_MS);
  await site.db.maintenance.update({ where: { id }, data: { startsAt: soon, deferrableUntilAt: null } });
  await untilGone();
  console.log(`pools: gone before a maintenance in ${Math.round(performance.now() - begun)} ms`);
  expect(await reserved()).toBeUndefined();
}

/** Its slots go, and it is as it was. */
async function letGo(poolId: string): Promise<void> {
  const begun = performance.now();
  const { idleSeconds } = await site.db.batchPool.findUniqueOrThrow({ where: { id: poolId } });
  await site.db.batchPool.update({ where: { id: poolId }, data: { idleSeconds: 0 } });
  await untilGone();
  console.log(`pools: drained, deleted and looked for in ${Math.round(performance.now() - begun)} ms`);
  await site.db.batchPool.update({ where: { id: poolId }, data: { idleSeconds } });
}

async function untilGone(): Promise<void> {
  const left = async () => await site.db.poolSlot.count({ where: { endedAt: null } });
  await waitUntil('the slots are gone', async () => (await left()) === 0, { deadlineMs: GONE_MS, everyMs: 100 });
  for (const slot of await site.db.poolSlot.findMany())
    expect(slot).toMatchObject({ state: 'gone', cleanUp: { clean: true }, place: null });
}
