/** Jobs of a real Slurm, by its own commands and by those of PBS in front of it (EQUIVALENT). */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SLURM_FEATURE, SLURM_NODE } from '@/tools/grid/slurm';
import { runCommand } from './commands/run-command';
import { describeJobs } from './contract/jobs-suite';
import type { JobSystem } from './jobs-port';
import { createPbsJobs } from './pbs/pbs-jobs';
import { createSlurmJobs } from './slurm/slurm-jobs';
import { createSlurmPool } from './slurm/slurm-pool';
import { startTestSlurm, type TestSlurm } from './testing/start-test-slurm';

/** Of a pool: nodes that are down until a domain is one of them. */
const POOL_LINES = `NodeName=slot-[1-2] NodeAddr=127.0.0.1 CPUs=1 Feature=slc4,fast State=DOWN Reason=booted-on-demand
PartitionName=pool Nodes=slot-[1-2] MaxTime=60 State=UP
`;
let slurm: TestSlurm;
beforeAll(async () => {
  slurm = await startTestSlurm(POOL_LINES);
}, 120_000);
afterAll(async () => await slurm?.stop(), 60_000);

const fixture = (system: JobSystem) => ({
  system,
  queue: slurm.queue,
  folder: slurm.folder,
  close: slurm.close,
  open: slurm.open,
  stop: () => Promise.resolve(),
});

describeJobs('Slurm', () => Promise.resolve(fixture(createSlurmJobs(slurm.place))));
describeJobs('PBS, by its commands in front of Slurm', () =>
  Promise.resolve({
    ...fixture(createPbsJobs(slurm.place, 'slurm')),
    tellsNo: { exitCode: 'its qstat has no exit status', cancelled: 'its qstat says that it ended, not how' },
  }),
);

test.each([
  ['Slurm', (place: TestSlurm['place']) => createSlurmJobs(place)],
  ['PBS', (place: TestSlurm['place']) => createPbsJobs(place, 'slurm')],
])('by %s a job runs in an execution environment that a node offers, and no other is taken', async (name, make) => {
  const system = make(slurm.place);
  const stdoutPath = join(slurm.folder, `environment-${name}`);
  const request = { command: '/bin/echo', args: ['here'], environment: {}, queue: slurm.queue, stdoutPath };
  const id = await system.submit({ ...request, executionEnvironment: SLURM_FEATURE });
  await expect
    .poll(async () => (await system.read([id]))[0]?.state, { timeout: 60_000, interval: 250 })
    .toBe('completed');
  expect(readFileSync(stdoutPath, 'utf8')).toBe('here\n');
  await expect(system.submit({ ...request, executionEnvironment: 'slc3' })).rejects.toMatchObject({ kind: 'refused' });
});

test('what a node offers is told, and the limit of a queue', async () => {
  for (const system of [createSlurmJobs(slurm.place), createPbsJobs(slurm.place, 'slurm')]) {
    const [node] = await system.nodes();
    expect(node).toMatchObject({ name: SLURM_NODE, slots: 2, environments: [SLURM_FEATURE] });
  }
  expect(await createSlurmJobs(slurm.place).queues()).toContainEqual({
    name: slurm.queue,
    state: 'open',
    nativeState: 'up',
    maxWallSeconds: 3600,
  });
});

test('many are read by few commands, in the order asked for, an unknown one among them', async () => {
  const [bySlurm, byPbs] = [createSlurmJobs(slurm.place), createPbsJobs(slurm.place, 'slurm')];
  const request = { command: '/bin/true', args: [], environment: {}, queue: slurm.queue };
  const ids = await Promise.all([0, 1, 2].map(async () => await bySlurm.submit(request)));
  const asked = [ids[2] ?? '', '987654', ids[0] ?? ''];
  for (const system of [bySlurm, byPbs]) {
    const readings = await system.read(asked);
    expect(readings.map(({ id }) => id)).toEqual(asked);
    expect(readings.map(({ state }) => state === 'gone')).toEqual([false, true, false]);
  }
});

test('questions that come close together cost few commands, and each is answered by one that began after it was asked', async () => {
  const counted = join(slurm.root, 'counted');
  mkdirSync(counted);
  const log = join(counted, 'log');
  writeFileSync(log, '');
  const { environment } = slurm.place;
  const squeue =
    (environment['PATH'] ?? '')
      .split(':')
      .map((folder) => join(folder, 'squeue'))
      .find(existsSync) ?? '';
  writeFileSync(join(counted, 'squeue'), `#!/bin/sh\necho asked >>${log}\nexec ${squeue} "$@"\n`, { mode: 0o755 });
  const system = createSlurmJobs({ environment: { ...environment, PATH: `${counted}:${environment['PATH'] ?? ''}` } });
  const request = { command: '/bin/true', args: [], environment: {}, queue: slurm.queue };
  const early = Array.from({ length: 50 }, async () => await system.read(['987654']));
  const id = await system.submit(request);
  const late = Array.from({ length: 50 }, async () => await system.read([id]));
  for (const [reading] of await Promise.all(early)) expect(reading?.state).toBe('gone');
  for (const [reading] of await Promise.all(late)) expect(reading?.state).not.toBe('gone');
  // The first, those that came meanwhile, and those that came after the submission, however long each took.
  expect(readFileSync(log, 'utf8').split('asked').length - 1).toBeLessThanOrEqual(4);
});

test('nodes of a pool show what specifications jobs may bring, and jobs for one are taken from then on', async () => {
  const pool = createSlurmPool({ name: 'main', place: slurm.place, files: [] });
  const jobs = createSlurmJobs(slurm.place);
  const feature = `spec-${'a'.repeat(32)}`;
  const request = { command: '/bin/true', args: [], environment: {}, queue: 'pool', executionEnvironment: feature };
  await expect(jobs.submit(request)).rejects.toMatchObject({ kind: 'refused' });
  await pool.offer('slot-2', ['fast', 'slc4', feature]);
  const featuresOf = async () =>
    Object.fromEntries((await pool.nodes()).map(({ name, features }) => [name, features.toSorted()]));
  expect(await featuresOf()).toMatchObject({ 'slot-1': ['fast', 'slc4'], 'slot-2': ['fast', 'slc4', feature] });
  // By the commands of PBS it is the same queue.
  const ids = [await jobs.submit(request), await createPbsJobs(slurm.place, 'slurm').submit(request)];
  for (const id of ids)
    expect((await pool.jobs()).find((job) => job.id === id)).toMatchObject({ state: 'queued', features: [feature] });
  // A slot of another one: no job of the first begins there, and those that wait go on waiting.
  await pool.offer('slot-2', ['fast', `spec-${'b'.repeat(32)}`]);
  expect(await jobs.read(ids)).toMatchObject([{ state: 'queued' }, { state: 'queued' }]);
  await expect(pool.offer('slot-2', ['x nodename=native'])).rejects.toMatchObject({ kind: 'refused' });
  for (const id of ids) await jobs.cancel(id);
});

test('before a maintenance no job begins whose limit does not fit, by the batch system itself', async () => {
  const pool = createSlurmPool({ name: 'main', place: slurm.place, files: [] });
  const jobs = createSlurmJobs(slurm.place);
  const name = 'gridbox-slc4';
  const all = async () => Object.fromEntries(await pool.maintenances());
  expect(await all()).toEqual({});
  await pool.endMaintenance(name);
  const HALF_HOUR_MS = 1_800_000;
  const startsAt = new Date(Math.ceil((Date.now() + HALF_HOUR_MS) / 1000) * 1000);
  await pool.beginMaintenance({ name, startsAt, nodes: [SLURM_NODE, 'slot-1'] });
  // Of one of its nodes alone there may be another that begins before.
  const [sooner, one] = [new Date(startsAt.getTime() - 60_000), `${name}-slot-1`];
  await pool.beginMaintenance({ name: one, startsAt: sooner, nodes: ['slot-1'] });
  expect(await all()).toEqual({ [name]: { startsAt, nodeCount: 2 }, [one]: { startsAt: sooner, nodeCount: 1 } });
  await pool.endMaintenance(one);
  const past = { name: 'gridbox-past', startsAt: new Date(Date.now() - HALF_HOUR_MS), nodes: ['slot-2'] };
  await expect(pool.beginMaintenance(past)).rejects.toMatchObject({ kind: 'refused' });

  const submitFor = async (minutes: number): Promise<string> => {
    const argv = [
      'sbatch',
      '--parsable',
      `--partition=${slurm.queue}`,
      `--time=${minutes}`,
      '--chdir=/',
      '--output=/dev/null',
    ] as const;
    const { code, stdout } = await runCommand(slurm.place, [...argv, '--wrap=exit 0']);
    expect(code).toBe(0);
    return stdout.trim();
  };
  const [long, short] = [await submitFor(50), await submitFor(1)];
  await expect
    .poll(async () => (await jobs.read([short]))[0]?.state, { timeout: 60_000, interval: 250 })
    .toBe('completed');
  expect(await jobs.read([long])).toMatchObject([{ state: 'queued' }]);
  await jobs.cancel(long);
  await pool.endMaintenance(name);
  expect(await all()).toEqual({});
});
