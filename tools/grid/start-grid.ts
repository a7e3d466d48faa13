/** Raises the native site, and takes it down to the last process. */
import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { allPorts } from '@/lib/domain/probe-endpoint';
import type { ProbeClients, ProbeEndpoint } from '@/lib/grid/probe';
import { planArc } from './arc';
import { type NativeBdii, planBdii } from './bdii';
import { createSiteNetwork, type SiteNetwork } from './network';
import type { Service } from './service';
import { makeSiteFolder, type SitePki } from './site-folder';
import { planSlurm, SLURM_NODE, SLURM_QUEUE } from './slurm';
import { planSshd } from './sshd';
import { planXrootd } from './xrootd';

export interface NativeGrid {
  readonly address: string;
  readonly pki: SitePki;
  readonly queue: string;
  readonly nodeName: string;
  readonly services: Readonly<Record<ServiceName, Service>>;
  readonly bdii: Pick<NativeBdii, 'publish'>;
  /** As probes know it, with a member's certificate. */
  readonly endpoint: ProbeEndpoint;
  readonly clients: ProbeClients;
  /** Ends every process, and removes the network and the folder. */
  stop(): Promise<void>;
}
/** In the order in which they start; they stop in the other. What ARC publishes is looked for when A-REX starts: its REST half is there by then. */
const ORDER = ['munge', 'slurmctld', 'slurmd', 'rest', 'arex', 'xrootd', 'slapd', 'bdii', 'sshd'] as const;
export type ServiceName = (typeof ORDER)[number];

/** @param options.dir an empty folder of its own, on a path that everybody may pass */
export async function startGrid(options: {
  readonly dir: string;
  readonly log: (line: string) => void;
}): Promise<NativeGrid> {
  const { dir, log } = options;
  const network = await createSiteNetwork();
  const stops: Service[] = [];
  const stop = async (): Promise<void> => {
    for (const service of stops.toReversed()) await service.stop();
    await endProcesses(network);
    await network.remove();
    rmSync(dir, { recursive: true, force: true });
  };
  try {
    const site = await makeSiteFolder(dir, network);
    const slurm = planSlurm(site);
    const arc = await planArc(site, slurm.env);
    const bdii = planBdii(site);
    const services: Record<ServiceName, Service> = {
      munge: slurm.munge,
      slurmctld: slurm.controller,
      slurmd: slurm.node,
      arex: arc.arex,
      rest: arc.rest,
      xrootd: planXrootd(site),
      slapd: bdii.directory,
      bdii: bdii.updater,
      sshd: await planSshd(site),
    };
    stops.push(...ORDER.map((name) => services[name]));
    const start = async (...names: readonly ServiceName[]): Promise<void> => {
      for (const name of names) {
        await services[name].start();
        log(`${services[name].name} runs`);
      }
    };
    // All of them first: one that fails must not be stopped while its neighbours are half started.
    const began = await Promise.allSettled([
      start('munge', 'slurmctld', 'slurmd', 'rest', 'arex'),
      start('xrootd'),
      start('slapd', 'bdii'),
      start('sshd'),
    ]);
    for (const each of began) if (each.status === 'rejected') throw each.reason;
    return {
      address: network.address,
      pki: site.pki,
      queue: SLURM_QUEUE,
      nodeName: SLURM_NODE,
      services,
      bdii,
      endpoint: {
        address: network.address,
        ports: allPorts({}),
        trustedCa: site.pki.ca,
        identity: site.pki.member,
        queue: SLURM_QUEUE,
        dataPath: '/data',
      },
      clients: { env: { PATH: process.env['PATH'] ?? '', ...slurm.env }, mungeSocket: slurm.mungeSocket },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What a service left running, e.g. a job: nothing outlives its site. */
export async function endProcesses(network: SiteNetwork): Promise<void> {
  const MOST_LOOKS = 50;
  for (let look = 0; look < MOST_LOOKS; look += 1) {
    const left = await network.processes();
    if (left.length === 0) return;
    for (const pid of left) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It ended by itself.
      }
    }
    await sleep(100);
  }
  throw new Error(`processes of ${network.name} do not end`);
}
