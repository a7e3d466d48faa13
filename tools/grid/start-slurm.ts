/** A Slurm of its own, without the rest of a site: one controller and one node, as native processes. */
import { rmSync } from 'node:fs';
import { bareEnvironment } from '@/tools/shared/bare-environment';
import { mustRun } from '@/tools/shared/run-command';
import { createSiteNetwork } from './network';
import type { Service } from './service';
import { makeSiteFolder } from './site-folder';
import { endProcesses } from './start-grid';
import { planSlurm, SLURM_NODE, SLURM_QUEUE } from './slurm';

export interface NativeBatch {
  readonly queue: string;
  /** What clients of it need to find it. */
  readonly env: Readonly<Record<string, string>>;
  /** No job begins any more. */
  close(): Promise<void>;
  open(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * @param options.dir an empty folder of its own, on a path that everybody may pass
 * @param options.partitions lines of slurm.conf besides the one of its queue
 */
export async function startSlurm(options: {
  readonly dir: string;
  readonly partitions?: string | undefined;
}): Promise<NativeBatch> {
  const network = await createSiteNetwork();
  const started: Service[] = [];
  const stop = async (): Promise<void> => {
    for (const service of started.toReversed()) await service.stop();
    await endProcesses(network);
    await network.remove();
    rmSync(options.dir, { recursive: true, force: true });
  };
  try {
    const slurm = planSlurm(await makeSiteFolder(options.dir, network), { lines: options.partitions });
    for (const service of [slurm.munge, slurm.controller, slurm.node]) {
      started.push(service);
      await service.start();
    }
    const env = bareEnvironment(slurm.env);
    const setNode = async (...words: readonly string[]): Promise<void> =>
      void (await mustRun('scontrol', ['update', `nodename=${SLURM_NODE}`, ...words], { env }));
    return {
      queue: SLURM_QUEUE,
      env: slurm.env,
      close: async () => await setNode('state=drain', 'reason=test'),
      open: async () => await setNode('state=resume'),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
