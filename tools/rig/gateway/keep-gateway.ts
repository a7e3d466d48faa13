/** The rig's gateway: found again, started, kept alive, ended. */
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { bareEnvironment } from '@/tools/shared/bare-environment';
import {
  endProcess,
  findProcesses,
  isAlive,
  type ProcessIdentity,
  readIdentity,
} from '@/tools/shared/process-identity';
import type { ServiceUser } from '@/tools/shared/service-user';
import { waitUntil } from '@/tools/shared/wait-until';

const PROGRAM = 'gateway-main.ts';
/** Node compiles for a second, QEMU opens some hundred doors; on a machine that raises hosts and guests beside it that takes longer. */
const READY_DEADLINE_MS = 40_000;

export interface GatewayOptions {
  /** The rig's folder. */
  readonly dir: string;
  readonly rigKey: string;
  readonly segment: { readonly group: string; readonly port: number };
  readonly user: ServiceUser | undefined;
  readonly log: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
}

function findGateway(rigKey: string): ProcessIdentity | undefined {
  const pid = findProcesses(
    (commandLine) => commandLine.includes(rigKey) && commandLine.some((word) => word.endsWith(PROGRAM)),
  ).at(-1);
  return pid === undefined ? undefined : readIdentity(pid);
}

/** Takes over one that lives, else starts one. @throws Error with its last words where it does not open its doors. */
async function ensureGateway({ dir, rigKey, segment, user, signal }: GatewayOptions): Promise<ProcessIdentity> {
  const living = findGateway(rigKey);
  if (living !== undefined) return living;
  const logFile = join(dir, 'gateway.log');
  const log = openSync(logFile, 'w', 0o644);
  const child = spawn(
    process.execPath,
    [
      '--import',
      'tsx',
      resolve('tools/rig/gateway', PROGRAM),
      rigKey,
      segment.group,
      String(segment.port),
      user === undefined ? '-' : `${user.uid}:${user.gid}`,
    ],
    // A session of its own: it outlives us, as the hosts do.
    { detached: true, stdio: ['ignore', log, log], env: bareEnvironment() },
  );
  closeSync(log);
  child.on('error', () => undefined);
  child.unref();
  const { pid } = child;
  const identity = pid === undefined ? undefined : readIdentity(pid);
  if (identity === undefined) throw new Error('the gateway of the rig did not start');
  const said = (): string => readFileSync(logFile, 'utf8');
  await waitUntil(
    'the gateway of the rig',
    () => {
      if (!isAlive(identity)) throw new Error(`the gateway of the rig ended at once: ${said().trim()}`);
      return said().split('\n').includes('ready');
    },
    { deadlineMs: READY_DEADLINE_MS, everyMs: 100, signal },
  );
  return identity;
}

export interface GatewayKeeper {
  /** No more restarts. */
  stopKeeping(): void;
}

/** How often a dead gateway is looked for. Probes meanwhile say that nobody answers, as with any network that is down. */
const LOOK_EVERY_MS = 1_000;
/** Between two starts of one that does not come up: what keeps it down (a door that somebody else has) seldom passes in a second. */
const AGAIN_MS = 10_000;

/** Starts it, and again when it dies. Never rejects: without it guests run, and cannot be asked. */
export async function keepGateway(options: GatewayOptions): Promise<GatewayKeeper> {
  let current: ProcessIdentity | undefined;
  let notBefore = 0;
  let busy = false;
  const start = async (): Promise<void> => {
    busy = true;
    try {
      current = await ensureGateway(options);
    } catch (error) {
      notBefore = Date.now() + AGAIN_MS;
      options.log(error instanceof Error ? error.message : String(error));
    } finally {
      busy = false;
    }
  };
  await start();
  const timer = setInterval(() => {
    if (busy || Date.now() < notBefore || (current !== undefined && isAlive(current))) return;
    options.log('the gateway of the rig is gone; starting it again');
    void start();
  }, LOOK_EVERY_MS);
  timer.unref();
  return { stopKeeping: () => clearInterval(timer) };
}

export async function endGateway(rigKey: string): Promise<void> {
  const living = findGateway(rigKey);
  if (living !== undefined) await endProcess(living);
}
