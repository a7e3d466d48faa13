/** A real Slurm for one file of tests, with a folder that its jobs and the test share. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommandPlace } from '@/lib/batch/commands/run-command';
import { missingForGrid, whyNoGrid } from '@/tools/grid/prerequisites';
import { type NativeBatch, startSlurm } from '@/tools/grid/start-slurm';

export interface TestSlurm extends NativeBatch {
  /** For anything; others may pass through. */
  readonly root: string;
  /** Jobs may write here. */
  readonly folder: string;
  readonly place: CommandPlace;
}

/** @param partitions lines of slurm.conf besides its own */
export async function startTestSlurm(partitions = ''): Promise<TestSlurm> {
  const why = whyNoGrid() ?? missingForGrid().map(({ what }) => what)[0];
  if (why !== undefined) throw new Error(`no Slurm: ${why}`);
  const root = mkdtempSync(join(tmpdir(), 'gridbox-test-batch-'));
  const [OTHERS_PASS, ANYONE_WRITES] = [0o711, 0o777];
  chmodSync(root, OTHERS_PASS);
  const folder = join(root, 'jobs');
  mkdirSync(folder);
  chmodSync(folder, ANYONE_WRITES);
  const batch = await startSlurm({ dir: join(root, 'site'), partitions });
  return {
    ...batch,
    root,
    folder,
    place: { environment: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', ...batch.env } },
    stop: async () => {
      await batch.stop();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
