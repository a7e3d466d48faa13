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

export interface SlurmPlan {
  /** Lines besides those of its own node and queue. */
  readonly lines?: string | undefined;
  /** A node that is silent for longer is down. */
  readonly nodeTimeoutSeconds?: number | undefined;
}

const NODE_TIMEOUT_SECONDS = 10;

export function planSlurm(site: SiteFolder, plan: SlurmPlan = {}): NativeSlurm {
  const { network, at } = site;
  site.folder('munge', 'munge');
  const mungeSocket = at('munge', 'socket');
  const KEY_BYTES = 1024;
  writeFileSync(at('munge', 'key'), randomBytes(KEY_BYTES), { mode: 0o400 });
  const { uid, gid } = userNamed('munge');
  chownSync(at('munge', 'key'), uid, gid);
  for (const name of ['slurm', 'slurm/state', 'slurm/spool']) site.folder(name);
  const conf = at('slurm', 'slurm.conf');
  writeFileSync(conf, slurmConf(placeOf(site, mungeSocket), plan));
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
  return stdout.split('\n').some((line) => line.trim() === 'idle');
}

interface SlurmPlace {
  /** Of the controller, from there. */
  readonly controller: string;
  readonly node: string;
  readonly mungeSocket: string;
  readonly state: string;
  readonly spool: string;
  readonly pids: string;
}

const placeOf = ({ network, at }: SiteFolder, mungeSocket: string): SlurmPlace => ({
  controller: network.address,
  node: network.address,
  mungeSocket,
  state: at('slurm', 'state'),
  spool: at('slurm', 'spool'),
  pids: at('slurm'),
});

/** The same settings as nodes in guests have them. @param controller its address in their network */
export const guestSlurmConf = ({ network }: SiteFolder, controller: string, plan: SlurmPlan): string =>
  slurmConf(
    {
      controller,
      node: network.address,
      mungeSocket: '/run/munge/munge.socket.2',
      state: '/var/spool/slurmctld',
      spool: '/var/spool/slurmd',
      pids: '/run',
    },
    plan,
  );

const slurmConf = (
  { controller, node, mungeSocket, state, spool, pids }: SlurmPlace,
  { lines = '', nodeTimeoutSeconds = NODE_TIMEOUT_SECONDS }: SlurmPlan,
): string => `ClusterName=native
SlurmctldHost=${hostname()}(${controller})
SlurmctldPort=${CONTROLLER_PORT}
SlurmdPort=${NODE_PORT}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=${mungeSocket}
StateSaveLocation=${state}
SlurmdSpoolDir=${spool}
SlurmctldPidFile=${pids}/controller.pid
SlurmdPidFile=${pids}/node.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
JobAcctGatherType=jobacct_gather/none
ReturnToService=2
MpiDefault=none
MailProg=/bin/true
SlurmdTimeout=${nodeTimeoutSeconds}
SlurmdParameters=config_overrides
NodeName=${SLURM_NODE} NodeAddr=${node} CPUs=2 Feature=${SLURM_FEATURE} State=UNKNOWN
PartitionName=${SLURM_QUEUE} Nodes=${SLURM_NODE} Default=YES MaxTime=60 State=UP
${lines}`;
