/** Builds what a rig guest boots: a copy of the kernel and a root file system of busybox, the guest agent and modules. */
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { collectBenchmarkPrograms, findLibraries } from './benchmark-programs';
import { type ArchiveEntry, writeCpio } from './cpio';
import {
  ACPID_CONF,
  BUSYBOX_NAMES,
  GUEST_MODULES,
  HEARTBEAT,
  INIT,
  POWER_BUTTON,
  REBOOT,
  SHUTDOWN,
} from './guest-files';
import type { HostPaths } from './host-paths';
import { findGuestKernel, type GuestKernel, orderModules, readModule, readModuleTables } from './kernel-modules';

export interface RigImages {
  readonly kernel: string;
  readonly initramfs: string;
  /** Changes when anything in them changes. */
  readonly key: string;
}

const BUSYBOX = '/usr/bin/busybox';
const AGENT = '/usr/sbin/qemu-ga';

/** Makes the images in a folder named by their content, or finds them there. Takes a second or less. */
export async function buildRigImages(dir: string, fetchedKernel?: string): Promise<RigImages> {
  const kernel = findGuestKernel(fetchedKernel);
  if (kernel === undefined) throw new Error('no cloud kernel in /boot (Debian: linux-image-cloud-amd64)');
  const image = readFileSync(kernel.image);
  const root = await packGuestRoot(kernel, { benchmarks: true });
  const key = createHash('sha256').update(image).update(root).digest('hex').slice(0, 16);
  const target = join(dir, key);
  const images = { kernel: join(target, 'vmlinuz'), initramfs: join(target, 'initramfs'), key };
  if (!existsSync(target)) {
    const EVERYONE_READS = 0o755;
    mkdirSync(dir, { recursive: true, mode: EVERYONE_READS });
    const draft = `${target}.${process.pid}`;
    mkdirSync(draft, { mode: EVERYONE_READS });
    writeFileSync(join(draft, 'vmlinuz'), image);
    writeFileSync(join(draft, 'initramfs'), root);
    try {
      renameSync(draft, target);
    } catch (error) {
      // Somebody else made the same content at the same time; theirs is as good.
      rmSync(draft, { recursive: true });
      if (!existsSync(target)) throw error;
    }
  }
  return images;
}

export interface GuestExtras {
  /** Kernel modules beyond those of every guest, by name. */
  readonly modules?: readonly string[];
  /** Programs beyond those of every guest: name below /bin → content, linked statically. */
  readonly programs?: Readonly<Record<string, Buffer>>;
  /** False leaves the QEMU guest agent out: a third of the image, and no use to a guest without its channel. */
  readonly agent?: boolean;
  /** True brings what the shipped benchmarks run: 10 MB. */
  readonly benchmarks?: boolean;
}

/** The first root file system of a guest, as the kernel unpacks it. */
export async function packGuestRoot(kernel: GuestKernel, extras: GuestExtras = {}): Promise<Buffer> {
  return writeCpio(await collectRoot(kernel, extras));
}

async function collectRoot(kernel: GuestKernel, extras: GuestExtras): Promise<ArchiveEntry[]> {
  const entries: ArchiveEntry[] = [];
  const folders = new Set<string>();
  const folder = (path: string) => {
    if (path === '.' || folders.has(path)) return;
    folder(dirname(path));
    folders.add(path);
    entries.push({ kind: 'folder', path });
  };
  const file = (path: string, content: Buffer | string, mode = 0o644) => {
    folder(dirname(path));
    entries.push({ kind: 'file', path, content: Buffer.from(content), mode });
  };
  const EXECUTABLE = 0o755;
  for (const each of ['dev', 'proc', 'sys', 'run', 'tmp', 'var/run', 'var/log', 'var/lib']) folder(each);
  file('init', INIT, EXECUTABLE);
  file('bin/busybox', readFileSync(realpathSync(BUSYBOX)), EXECUTABLE);
  for (const name of BUSYBOX_NAMES) entries.push({ kind: 'link', path: `bin/${name}`, target: 'busybox' });
  file('bin/heartbeat', HEARTBEAT, EXECUTABLE);
  file('sbin/shutdown', SHUTDOWN, EXECUTABLE);
  // Xen asks the kernel to power off, and the kernel calls these.
  file('sbin/poweroff', POWER_BUTTON, EXECUTABLE);
  file('sbin/reboot', REBOOT, EXECUTABLE);
  for (const [name, content] of Object.entries(extras.programs ?? {})) file(`bin/${name}`, content, EXECUTABLE);
  file('etc/acpid.conf', ACPID_CONF);
  file('etc/acpi/off', POWER_BUTTON, EXECUTABLE);
  file('etc/passwd', 'root:x:0:0:root:/:/bin/sh\n');
  file('etc/group', 'root:x:0:\n');
  if (extras.agent !== false) {
    file('usr/sbin/qemu-ga', readFileSync(realpathSync(AGENT)), EXECUTABLE);
    for (const library of (await findLibraries(AGENT)).values()) {
      file(library.slice(1), readFileSync(realpathSync(library)), EXECUTABLE);
    }
  }
  if (extras.benchmarks === true) {
    // NetPIPE looks its protocol up.
    file('etc/protocols', 'tcp 6 TCP\n');
    const there = new Set(entries.map(({ path }) => path));
    for (const { path, content } of await collectBenchmarkPrograms()) {
      if (!there.has(path)) file(path, content, EXECUTABLE);
    }
  }
  const tables = readModuleTables(kernel);
  const modules = orderModules([...GUEST_MODULES, ...(extras.modules ?? [])], tables.modules, tables.builtin);
  const names = modules.map((path) => path.replaceAll('/', '_').replace(/\.ko\.\w+$/, '.ko'));
  for (const [index, path] of modules.entries()) {
    file(`modules/${names[index]}`, readModule(kernel, path));
  }
  file('modules/order', `${names.join('\n')}\n`);
  return entries;
}

/** Removes images that no definition on these hosts names; a definition an operator wrote may boot an older one. */
export function removeOldImages(dir: string, keep: RigImages, hosts: readonly HostPaths[]): void {
  const definitions = hosts
    .map((host) => join(host.config, 'libvirt', 'qemu'))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) =>
      readdirSync(folder)
        .filter((name) => name.endsWith('.xml'))
        .map((name) => join(folder, name)),
    )
    .map((file) => readFileSync(file, 'utf8'));
  for (const name of readdirSync(dir)) {
    const named = name === keep.key || definitions.some((text) => text.includes(name));
    if (!named) rmSync(join(dir, name), { recursive: true, force: true });
  }
}
