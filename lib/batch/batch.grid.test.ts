/** Jobs of a real Slurm, by its own commands and by those of PBS in front of it (EQUIVALENT). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SLURM_FEATURE, SLURM_NODE } from '@/tools/grid/slurm';
import { describeJobs } from './contract/jobs-suite';
import type { JobSystem } from './jobs-port';
import { createPbsJobs } from './pbs/pbs-jobs';
import { createSlurmJobs } from './slurm/slurm-jobs';
import { startTestSlurm, type TestSlurm } from './testing/start-test-slurm';

let slurm: TestSlurm;
beforeAll(async () => {
  slurm = await startTestSlurm();
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
  expect(await createSlurmJobs(slurm.place).queues()).toEqual([
    { name: slurm.queue, state: 'open', nativeState: 'up', maxWallSeconds: 3600 },
  ]);
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
