/** Queues of a site file as partitions of a real Slurm: its limits hold, its windows close and open them, and no job is lost by it. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hasEnded, type JobReading } from '@/lib/domain/batch-job';
import type { JobSystem } from '@/lib/batch/jobs-port';
import { createSlurmJobs } from '@/lib/batch/slurm/slurm-jobs';
import { startTestSlurm, type TestSlurm } from '@/lib/batch/testing/start-test-slurm';
import { SLURM_NODE } from '@/tools/grid/slurm';
import { bareEnvironment } from '@/tools/shared/bare-environment';
import { queuesOf } from './batch-queue';
import { renderSlurmPartitions } from './render-slurm-partitions';

const QUEUES = queuesOf({
  vos: { alice: { queue: 'alice' }, dteam: { queue: 'dteam' } },
  batch: {
    lrms: 'slurm',
    queues: { alice: { maxWall: '2h' }, dteam: { maxWall: '30m', windows: ['1-5:08:00-20:00'] } },
  },
});
/** A Sunday, on which dteam's is closed. */
const SUNDAY = new Date('2026-11-29T12:00:00Z');
const { partitions, crontab } = renderSlurmPartitions(QUEUES, { nodes: SLURM_NODE, at: SUNDAY, timeZone: 'UTC' });
const run = promisify(execFile);

let slurm: TestSlurm;
let system: JobSystem;
beforeAll(async () => {
  slurm = await startTestSlurm(partitions);
  system = createSlurmJobs(slurm.place);
}, 120_000);
afterAll(async () => await slurm?.stop(), 60_000);

const submit = async (queue: string, wallSeconds: number): Promise<string> =>
  await system.submit({ command: '/bin/true', args: [], environment: {}, queue, wallSeconds });
const become = async (id: string, holds: (reading: JobReading | undefined) => boolean): Promise<void> =>
  await expect.poll(async () => holds((await system.read([id]))[0]), { timeout: 60_000, interval: 250 }).toBe(true);
/** What cron would do then: the command of the line that takes the partition up or down. */
const atTheMinuteOf = async (change: 'up' | 'down'): Promise<void> => {
  const line = crontab.split('\n').find((each) => each.endsWith(`partitionname=dteam state=${change}`));
  const [program = '', ...args] = line?.split(' ').slice(5) ?? [];
  await run(program, args, { env: bareEnvironment(slurm.env) });
};

test('a job within the limit of its queue runs, and one beyond it does not', async () => {
  const within = await submit('alice', 2 * 3600);
  await become(within, (reading) => reading?.state === 'completed');
  const beyond = await submit('alice', 3 * 3600);
  await become(beyond, (reading) => reading?.state === 'queued' && reading.reason === 'PartitionTimeLimit');
  await system.cancel(beyond);
});

test('a job waits where the window is closed, runs once it opens, and goes on when it closes', async () => {
  const waits = await submit('dteam', 600);
  await become(waits, (reading) => reading?.state === 'queued' && reading.reason === 'PartitionDown');
  await atTheMinuteOf('up');
  await become(waits, (reading) => reading !== undefined && hasEnded(reading.state));
  expect((await system.read([waits]))[0]?.state).toBe('completed');

  const long = await system.submit({ command: '/bin/sleep', args: ['3'], environment: {}, queue: 'dteam' });
  await become(long, (reading) => reading?.state === 'running');
  await atTheMinuteOf('down');
  const later = await submit('dteam', 600);
  await become(long, (reading) => reading?.state === 'completed');
  await become(later, (reading) => reading?.state === 'queued' && reading.reason === 'PartitionDown');
  await system.cancel(later);
});
