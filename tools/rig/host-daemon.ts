/** The libvirt daemon of one rig host: found again, started, killed, kept alive. */
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { basename } from 'node:path';
import { bareEnvironment } from '@/tools/shared/bare-environment';
import { endProcess, findProcesses, type ProcessIdentity, readIdentity } from '@/tools/shared/process-identity';
import { commandAs, type ServiceUser } from '@/tools/shared/service-user';
import { waitUntil } from '@/tools/shared/wait-until';
import type { HostPaths } from './host-paths';
import { tryVirsh } from './virsh';

/** The first start asks QEMU what it can do, which takes a second or two under load; a daemon that is not there by then never will be. */
const READY_DEADLINE_MS = 40_000;
/** A living daemon answers at once. Given up too early, a busy one would be replaced (its guests run on either way). */
const ADOPT_DEADLINE_MS = 5_000;

/** The daemon that works with this host's configuration file: ours whoever started it, for the file is ours. */
export function findDaemon(paths: HostPaths): ProcessIdentity | undefined {
  const pid = findProcesses(
    (commandLine) => basename(commandLine[0] ?? '') === 'libvirtd' && commandLine.includes(paths.daemonConf),
  )[0];
  return pid === undefined ? undefined : readIdentity(pid);
}

/** QEMU processes of this host: each is told of files below the host's configuration folder. */
export function findGuestProcesses(paths: HostPaths): ProcessIdentity[] {
  const inside = `${paths.config}/libvirt/`;
  return findProcesses(
    (commandLine) =>
      basename(commandLine[0] ?? '').startsWith('qemu-system') && commandLine.some((word) => word.includes(inside)),
  )
    .map(readIdentity)
    .filter((identity) => identity !== undefined);
}

/** Takes over a daemon that lives and answers, else starts one; running guests are attached again by libvirt itself. */
export async function ensureDaemon(
  paths: HostPaths,
  user: ServiceUser | undefined,
  signal?: AbortSignal,
): Promise<ProcessIdentity> {
  const living = findDaemon(paths);
  if (living !== undefined) {
    const answer = await tryVirsh(paths.uri, ['version'], { deadlineMs: ADOPT_DEADLINE_MS }).catch(() => undefined);
    if (answer?.code === 0) return living;
    await endProcess(living);
  }
  const started = launch(paths, user);
  await waitUntil(
    `libvirt daemon of ${paths.name}`,
    async () => {
      if (findDaemon(paths) === undefined && readIdentity(started) === undefined) {
        throw new Error(`the libvirt daemon of ${paths.name} ended at once; see ${paths.daemonLog}`);
      }
      return (await tryVirsh(paths.uri, ['version'], { deadlineMs: READY_DEADLINE_MS })).code === 0;
    },
    { deadlineMs: READY_DEADLINE_MS, everyMs: 100, signal },
  );
  const identity = findDaemon(paths);
  if (identity === undefined) throw new Error(`the libvirt daemon of ${paths.name} answered and is gone`);
  return identity;
}

function launch(paths: HostPaths, user: ServiceUser | undefined): number {
  const command = commandAs(user, 'libvirtd', ['--config', paths.daemonConf]);
  const log = openSync(paths.daemonLog, 'a', 0o644);
  const child = spawn(command.program, command.args, {
    // Its own session: Ctrl-C in our terminal is ours to handle, and a killed parent does not take the hosts with it.
    detached: true,
    stdio: ['ignore', log, log],
    cwd: '/',
    env: bareEnvironment({
      PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      HOME: paths.base,
      XDG_CONFIG_HOME: paths.config,
      XDG_CACHE_HOME: paths.cache,
      XDG_DATA_HOME: paths.data,
      XDG_RUNTIME_DIR: paths.runtime,
    }),
  });
  closeSync(log);
  child.on('error', () => undefined);
  child.unref();
  if (child.pid === undefined) throw new Error('libvirtd is not installed (Debian: libvirt-daemon)');
  return child.pid;
}

export interface DaemonKeeper {
  /** Kills the daemon as a crash would and leaves it dead until `revive`. */
  kill(): Promise<void>;
  revive(): Promise<void>;
  pid(): number | undefined;
  /** No more restarts. */
  stopKeeping(): void;
}

/** How often a dead daemon is looked for. A page shows the host as unreachable meanwhile, as it would a real one. */
const LOOK_EVERY_MS = 1_000;

/** Starts the daemon again when it dies. */
export function keepDaemon(
  paths: HostPaths,
  user: ServiceUser | undefined,
  first: ProcessIdentity,
  log: (line: string) => void,
): DaemonKeeper {
  let identity: ProcessIdentity | undefined = first;
  let wanted = true;
  let busy: Promise<void> | undefined;
  const revive = async () => {
    identity = await ensureDaemon(paths, user);
  };
  const timer = setInterval(() => {
    if (!wanted || busy !== undefined) return;
    const now = identity === undefined ? undefined : readIdentity(identity.pid);
    if (now !== undefined && now.startTicks === identity?.startTicks) return;
    log(`the libvirt daemon of ${paths.name} died; starting it again`);
    busy = revive()
      .catch((error: unknown) => log(`${paths.name}: ${error instanceof Error ? error.message : String(error)}`))
      .finally(() => (busy = undefined));
  }, LOOK_EVERY_MS);
  timer.unref();
  return {
    kill: async () => {
      wanted = false;
      await busy;
      if (identity !== undefined) await endProcess(identity, { steps: [{ signal: 'SIGKILL', waitMs: 5_000 }] });
      identity = undefined;
    },
    revive: async () => {
      await revive();
      wanted = true;
    },
    pid: () => identity?.pid,
    stopKeeping: () => {
      wanted = false;
      clearInterval(timer);
    },
  };
}
