/** Configuration of one rig host's libvirt daemon: its own identity and its own migration ports. */
import { createHash } from 'node:crypto';
import { chownSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeImagePool } from '@/tools/shared/image-pool';
import type { ServiceUser } from '@/tools/shared/service-user';
import type { HostPaths } from './host-paths';

/** Incoming migrations a host can take at once is far below this; the ranges of two hosts must not meet. */
export const MIGRATION_PORTS_PER_HOST = 20;

export function writeHostConfig(
  paths: HostPaths,
  rigKey: string,
  portBase: number,
  user: ServiceUser | undefined,
): void {
  const OURS_ONLY = 0o700;
  const [pools, disks] = [join(paths.config, 'libvirt', 'storage'), join(paths.base, 'disks')];
  for (const dir of [
    paths.base,
    paths.config,
    paths.cache,
    paths.data,
    paths.runtime,
    dirname(paths.daemonConf),
    pools,
    join(pools, 'autostart'),
    disks,
  ]) {
    mkdirSync(dir, { recursive: true, mode: OURS_ONLY });
    if (user !== undefined) chownSync(dir, user.uid, user.gid);
  }
  // By its real path: the short one lies below /run, where nobody would look for disks, and is another after a move of the folder.
  writeImagePool(pools, realpathSync(disks));
  const firstPort = portBase + paths.index * MIGRATION_PORTS_PER_HOST;
  write(paths.daemonConf, [
    `host_uuid = "${hostUuid(rigKey, paths.index)}"`,
    'auth_unix_rw = "none"',
    'auth_unix_ro = "none"',
    'log_level = 3',
    'log_outputs = "3:stderr"',
    // Migrations and slow calls hold a worker each; the default of 5 would let them block a listing.
    'min_workers = 4',
    'max_workers = 40',
    'max_client_requests = 40',
  ]);
  write(paths.qemuConf, [
    'security_driver = "none"',
    'stdio_handler = "file"',
    // No migration_address here: libvirt refuses a loopback one. The client names it with each migration.
    `migration_port_min = ${firstPort}`,
    `migration_port_max = ${firstPort + MIGRATION_PORTS_PER_HOST - 1}`,
    'cgroup_controllers = []',
    'namespaces = []',
    'remember_owner = 0',
  ]);
}

function write(path: string, lines: readonly string[]): void {
  writeFileSync(path, `${lines.join('\n')}\n`, { mode: 0o644 });
}

/** libvirt refuses to migrate between hosts of one UUID, and session daemons of one machine would share it. */
function hostUuid(rigKey: string, index: number): string {
  const hex = createHash('sha256').update(`gridbox-rig-host ${rigKey} ${index}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
