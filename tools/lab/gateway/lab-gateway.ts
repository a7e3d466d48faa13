/**
 * The way from this machine to guests on a lab's network: QEMU's own network, without a machine, as one more end of the lab's switch.
 * Its doors are on loopback addresses of this lab alone; guests get nowhere through it.
 */
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { gatewayNetdev, type GuestNetwork, planGateway } from '@/tools/rig/gateway/gateway-plan';
import { bareEnvironment } from '@/tools/shared/bare-environment';
import { endProcess, isAlive, readIdentity } from '@/tools/shared/process-identity';
import { commandAs, type ServiceUser } from '@/tools/shared/service-user';
import { waitUntil } from '@/tools/shared/wait-until';
import type { LabFolder } from '../lab-folder';
import { findMachine } from '../machine';

/** QEMU opens some hundred doors in a second; beside machines that boot it takes longer. */
const READY_DEADLINE_MS = 40_000;

/** Guests with an address from .20 to .39 of the lab's network can be reached, and the first that ask for one; its hosts have the first ones. */
export const labGuests = (network: number): GuestNetwork => ({
  network: `10.${network}.0.0`,
  gatewayAddress: `10.${network}.0.254`,
  nameServerAddress: `10.${network}.0.253`,
  firstDhcpAddress: `10.${network}.0.100`,
  dhcpDoors: 8,
  firstHost: 20,
  lastHost: 39,
  loopback: 128,
});

/** Takes over one that lives, else starts one. @throws Error with its last words where it does not open its doors. */
export async function ensureLabGateway(
  folder: LabFolder,
  options: { readonly user: ServiceUser | undefined; readonly signal?: AbortSignal | undefined },
): Promise<void> {
  const { gateway } = folder;
  if (gateway === undefined || findMachine(gateway) !== undefined) return;
  const command = commandAs(options.user, 'qemu-system-x86_64', [
    '-name',
    gateway.mark,
    '-machine',
    'none',
    '-nodefaults',
    '-no-user-config',
    '-display',
    'none',
    '-netdev',
    gatewayNetdev(folder.key, gateway.guests, 'nat'),
    '-netdev',
    `dgram,id=link,local.type=inet,local.host=127.0.0.1,local.port=${gateway.linkPort},remote.type=inet,remote.host=127.0.0.1,remote.port=${folder.switchPort}`,
    '-netdev',
    'hubport,id=a,hubid=0,netdev=nat',
    '-netdev',
    'hubport,id=b,hubid=0,netdev=link',
  ]);
  const logFile = join(folder.dir, 'gateway.log');
  const log = openSync(logFile, 'w', 0o644);
  const child = spawn(command.program, command.args, {
    // A session of its own: it outlives who started it, as the machines do.
    detached: true,
    stdio: ['ignore', log, log],
    cwd: folder.dir,
    env: bareEnvironment(),
  });
  closeSync(log);
  child.on('error', () => undefined);
  child.unref();
  const identity = child.pid === undefined ? undefined : readIdentity(child.pid);
  if (identity === undefined) throw new Error('the gateway of the lab did not start');
  const [door] = planGateway(folder.key, gateway.guests).doors;
  await waitUntil(
    'the gateway of the lab',
    async () => {
      if (!isAlive(identity))
        throw new Error(`the gateway of the lab ended at once: ${readFileSync(logFile, 'utf8').trim()}`);
      return door !== undefined && (await isOpen(door.host, door.port));
    },
    { deadlineMs: READY_DEADLINE_MS, everyMs: 100, signal: options.signal },
  );
}

export async function endLabGateway({ gateway }: LabFolder): Promise<void> {
  const living = gateway === undefined ? undefined : findMachine(gateway);
  if (living !== undefined) await endProcess(living);
}

/** A connection to loopback is made or refused at once. */
const OPEN_DEADLINE_MS = 2_000;

async function isOpen(host: string, port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect({ host, port, timeout: OPEN_DEADLINE_MS });
    const end = (open: boolean) => (): void => {
      socket.destroy();
      resolve(open);
    };
    socket.on('connect', end(true)).on('error', end(false)).on('timeout', end(false));
  });
}
