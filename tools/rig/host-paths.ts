/**
 * Where one rig host keeps its things. libvirt hangs unix sockets deep below its configuration folder, and the kernel
 * allows 107 bytes for the path of one; so every path goes through a short symbolic link to the rig's real folder.
 */
import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

export interface HostPaths {
  readonly name: string;
  readonly index: number;
  /** Short form of the host's folder, below the link. */
  readonly base: string;
  readonly config: string;
  readonly cache: string;
  readonly data: string;
  readonly runtime: string;
  readonly daemonConf: string;
  readonly qemuConf: string;
  readonly daemonLog: string;
  readonly socket: string;
  /** libvirt keeps a file here for each domain that runs, and clears those that no longer do when it starts. */
  readonly statusDir: string;
  readonly uri: string;
}

export function rigKeyOf(realDir: string): string {
  return createHash('sha256').update(realDir).digest('hex').slice(0, 6);
}

/** Makes (or renews, /run is empty after a boot) the short link to the rig's folder. */
export function linkShort(realDir: string): string {
  const uid = process.getuid?.() ?? 0;
  const parent = uid === 0 ? '/run/gridbox' : `/tmp/gb-${uid}`;
  mkdirSync(parent, { recursive: true, mode: uid === 0 ? 0o755 : 0o700 });
  const owner = lstatSync(parent);
  if (!owner.isDirectory() || owner.uid !== uid) throw new Error(`${parent} is not a folder of our own`);
  const link = join(parent, rigKeyOf(realDir));
  const points = lstatSync(link, { throwIfNoEntry: false });
  if (points?.isSymbolicLink() === true && readlinkSync(link) === realDir) return link;
  rmSync(link, { recursive: true, force: true });
  symlinkSync(realDir, link);
  return link;
}

export function hostPaths(short: string, index: number): HostPaths {
  const base = join(short, String(index + 1));
  const config = join(base, 'c');
  const runtime = join(base, 'r');
  const socket = join(runtime, 'libvirt', 'libvirt-sock');
  return {
    name: `rig-${index + 1}`,
    index,
    base,
    config,
    cache: join(base, 'k'),
    data: join(base, 'd'),
    runtime,
    daemonConf: join(config, 'libvirt', 'libvirtd.conf'),
    qemuConf: join(config, 'libvirt', 'qemu.conf'),
    daemonLog: join(base, 'libvirtd.log'),
    socket,
    statusDir: join(runtime, 'libvirt', 'qemu', 'run'),
    uri: `qemu+unix:///session?socket=${socket}`,
  };
}
