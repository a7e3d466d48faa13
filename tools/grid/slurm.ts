import { chownSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { bareEnvironment } from '@/tools/shared/bare-environment';
import { runCommand } from '@/tools/shared/run-command';
import { listensAt, makeService, type Service } from './service';
import { type SiteFolder, userNamed } from './site-folder';

export interface NativeSlurm {
  readonly munge: Service;
  readonly controller: Service;
  readonly node: Service;
  readonly mungeSocket: string;
  /** What clients of it need to find it. */
  readonly env: Readonly<Record<string, string>>;
}

export const SLURM_NODE = 'native';
export const SLURM_QUEUE = 'atlas';
/** An execution environment that its node offers. */
export const SLURM_FEATURE = 'slc4-atlas';
const [CONTROLLER_PORT, NODE_PORT] = [6817, 6818];

/** @param partitions lines besides the one of its own queue */
export function planSlurm(site: SiteFolder, partitions = ''): NativeSlurm {
  const { network, at } = site;
  site.folder('munge', 'munge');
  const mungeSocket = at('munge', 'socket');
  const KEY_BYTES = 1024;
  writeFileSync(at('munge', 'key'), randomBytes(KEY_BYTES), { mode: 0o400 });
  const { uid, gid } = userNamed('munge');
  chownSync(at('munge', 'key'), uid, gid);
  for (const name of ['slurm', 'slurm/state', 'slurm/spool']) site.folder(name);
  const conf = at('slurm', 'slurm.conf');
  writeFileSync(conf, slurmConf(site, mungeSocket) + partitions);
  const env = { SLURM_CONF: conf };
  return {
    mungeSocket,
    env,
    munge: makeService(network, {
      name: 'munged',
      program: '/usr/sbin/munged',
      // Its folder is below one that others may write to, which it would refuse.
      args: [
        '--foreground',
        '--force',
        `--key-file=${at('munge', 'key')}`,
        `--socket=${mungeSocket}`,
        `--pid-file=${at('munge', 'pid')}`,
        `--log-file=${at('munge', 'log')}`,
        `--seed-file=${at('munge', 'seed')}`,
      ],
      as: 'munge:munge',
      logFile: at('munge.log'),
      answers: async () => (await runCommand('munge', ['-S', mungeSocket, '-n'])).code === 0,
    }),
    controller: makeService(network, {
      name: 'slurmctld',
      program: '/usr/sbin/slurmctld',
      args: ['-D', '-f', conf],
      env,
      logFile: at('slurm', 'controller.log'),
      answers: async () => await listensAt(network.address, CONTROLLER_PORT),
    }),
    node: makeService(network, {
      name: 'slurmd',
      program: '/usr/sbin/slurmd',
      args: ['-D', '-f', conf, '-N', SLURM_NODE],
      env,
      logFile: at('slurm', 'node.log'),
      answers: async () => await isIdle(env),
    }),
  };
}

/** The controller has heard of the node. */
async function isIdle(env: Readonly<Record<string, string>>): Promise<boolean> {
  const { stdout } = await runCommand('sinfo', ['--noheader', '--format=%T'], { env: bareEnvironment(env) });
  return stdout.trim() === 'idle';
}

const slurmConf = ({ network, at }: SiteFolder, mungeSocket: string): string => `ClusterName=native
SlurmctldHost=${hostname()}(${network.address})
SlurmctldPort=${CONTROLLER_PORT}
SlurmdPort=${NODE_PORT}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=${mungeSocket}
StateSaveLocation=${at('slurm', 'state')}
SlurmdSpoolDir=${at('slurm', 'spool')}
SlurmctldPidFile=${at('slurm', 'controller.pid')}
SlurmdPidFile=${at('slurm', 'node.pid')}
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
JobAcctGatherType=jobacct_gather/none
ReturnToService=2
MpiDefault=none
MailProg=/bin/true
SlurmdTimeout=10
SlurmdParameters=config_overrides
NodeName=${SLURM_NODE} NodeAddr=${network.address} CPUs=2 Feature=${SLURM_FEATURE} State=UNKNOWN
PartitionName=${SLURM_QUEUE} Nodes=${SLURM_NODE} Default=YES MaxTime=60 State=UP
`;
