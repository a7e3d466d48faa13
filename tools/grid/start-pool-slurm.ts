/** A Slurm in the segment of a rig's guests, whose nodes for pools are down until a guest is one of them. */
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { joinSegment } from './join-segment';
import { createSiteNetwork } from './network';
import type { Service } from './service';
import { makeSiteFolder } from './site-folder';
import { planSlurm, guestSlurmConf, SLURM_FEATURE, SLURM_QUEUE, type SlurmPlan } from './slurm';
import { endProcesses } from './start-grid';

export interface PoolNodes {
  /** What jobs ask for. */
  readonly feature: string;
  readonly nodes: readonly { readonly name: string; readonly address: string }[];
}

export interface PoolSlurm {
  /** Where jobs of pools go. */
  readonly queue: string;
  /** Of its own node, which is no guest. */
  readonly native: { readonly queue: string; readonly feature: string };
  readonly env: Readonly<Record<string, string>>;
  /** What its nodes in guests read. */
  readonly files: { readonly conf: string; readonly key: string };
  stop(): Promise<void>;
}

const QUEUE = 'pool';
/** Guests under emulation are slow, and slow is not down. */
const NODE_TIMEOUT_SECONDS = 120;

/**
 * @param options.dir an empty folder of its own, on a path that everybody may pass
 * @param options.address the controller's among the guests, with its prefix
 */
export async function startPoolSlurm(options: {
  readonly dir: string;
  readonly segment: string;
  readonly address: string;
  readonly pool: PoolNodes;
}): Promise<PoolSlurm> {
  const { dir, segment, address, pool } = options;
  const network = await createSiteNetwork();
  const started: Service[] = [];
  let leave: (() => Promise<void>) | undefined;
  const stop = async (): Promise<void> => {
    for (const service of started.toReversed()) await service.stop();
    await leave?.();
    await endProcesses(network);
    await network.remove();
    rmSync(dir, { recursive: true, force: true });
  };
  try {
    leave = await joinSegment(network, segment, address);
    const site = await makeSiteFolder(dir, network);
    const plan: SlurmPlan = { lines: linesOf(pool), nodeTimeoutSeconds: NODE_TIMEOUT_SECONDS };
    const slurm = planSlurm(site, plan);
    const conf = site.at('slurm', 'guest.conf');
    writeFileSync(conf, guestSlurmConf(site, address.replace(/\/.*$/, ''), plan));
    const OWNER_READS = 0o400;
    chmodSync(conf, OWNER_READS);
    for (const service of [slurm.munge, slurm.controller, slurm.node]) {
      started.push(service);
      await service.start();
    }
    return {
      queue: QUEUE,
      native: { queue: SLURM_QUEUE, feature: SLURM_FEATURE },
      env: slurm.env,
      files: { conf, key: site.at('munge', 'key') },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Of a controller and of its guests: they differ in addresses, which it would take for a mistake. */
const linesOf = ({ feature, nodes }: PoolNodes): string =>
  [
    'DebugFlags=NO_CONF_HASH',
    ...nodes.map(
      ({ name, address }) =>
        `NodeName=${name} NodeAddr=${address} CPUs=1 Feature=${feature} State=DOWN Reason=booted-on-demand`,
    ),
    `PartitionName=${QUEUE} Nodes=${nodes.map(({ name }) => name).join(',')} MaxTime=60 State=UP`,
    '',
  ].join('\n');
