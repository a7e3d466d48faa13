/** Jobs of a real Slurm, by its own commands and by those of PBS in front of it (EQUIVALENT), through the contract and through BLAH. */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { missingForGrid, whyNoGrid } from '@/tools/grid/prerequisites';
import { type NativeBatch, startSlurm } from '@/tools/grid/start-slurm';
import { openBlahClient } from './blah/client';
import { parseClassAd } from './blah/class-ad';
import { createBlahServer } from './blah/server';
import type { CommandPlace } from './commands/run-command';
import { describeJobs } from './contract/jobs-suite';
import { createPbsJobs } from './pbs/pbs-jobs';
import { createSlurmJobs } from './slurm/slurm-jobs';

let root: string;
let batch: NativeBatch;
let folder: string;
beforeAll(async () => {
  const why = whyNoGrid() ?? missingForGrid().map(({ what }) => what)[0];
  if (why !== undefined) throw new Error(`no Slurm: ${why}`);
  root = mkdtempSync(join(tmpdir(), 'gridbox-test-batch-'));
  const [OTHERS_PASS, ANYONE_WRITES] = [0o711, 0o777];
  chmodSync(root, OTHERS_PASS);
  folder = join(root, 'jobs');
  mkdirSync(folder);
  chmodSync(folder, ANYONE_WRITES);
  batch = await startSlurm({ dir: join(root, 'site') });
}, 120_000);
afterAll(async () => {
  await batch?.stop();
  rmSync(root, { recursive: true, force: true });
}, 60_000);

const place = (): CommandPlace => ({ environment: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', ...batch.env } });
const fixture = {
  close: async () => await batch.close(),
  open: async () => await batch.open(),
  stop: () => Promise.resolve(),
};

describeJobs('Slurm', () =>
  Promise.resolve({ system: createSlurmJobs(place()), queue: batch.queue, folder, ...fixture }),
);
describeJobs('PBS, by its commands in front of Slurm', () =>
  Promise.resolve({
    system: createPbsJobs(place(), 'slurm'),
    queue: batch.queue,
    folder,
    tellsNo: { exitCode: 'its qstat has no exit status', cancelled: 'its qstat says that it ended, not how' },
    ...fixture,
  }),
);

test('a job that is given by BLAH runs in Slurm, and BLAH tells its end', async () => {
  const client = await openBlahClient(({ feed }) => {
    const server = createBlahServer({
      systems: { slurm: createSlurmJobs(place()) },
      write: (text) => queueMicrotask(() => feed(text)),
      now: () => new Date(),
    });
    return { write: (text) => void server.line(text.replace(/\n$/, '')) };
  });
  const out = join(folder, 'by-blah');
  const submitted = await client.request('BLAH_JOB_SUBMIT', [
    `[gridtype="slurm";Queue="${batch.queue}";Cmd="/bin/echo";Args="'it is' here";Iwd="${folder}";Out="${out}"]`,
  ]);
  expect(submitted).toMatchObject({ code: 0, words: 'No error' });
  const [id = ''] = submitted.data;
  expect(id).toMatch(/^slurm\/\d{8}\/\d+$/);
  await expect
    .poll(async () => parseClassAd((await client.request('BLAH_JOB_STATUS', [id])).data[1] ?? '[]').get('jobstatus'), {
      timeout: 60_000,
      interval: 250,
    })
    .toEqual({ kind: 'number', value: 4 });
  expect(readFileSync(out, 'utf8')).toBe('it is here\n');
});
