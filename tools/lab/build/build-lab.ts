/**
 * Builds what the machines of a lab boot: kernel, first root file system and disk, from Debian's packages. The result
 * lies in a folder named by everything that went into it, and is found there the next time.
 */
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { mustRun } from '@/tools/shared/run-command';
import { fetchGuestKernel, fetchedKernelDir } from '@/tools/rig/fetch-kernel';
import { packGuestRoot } from '@/tools/rig/build-images';
import { type ArchiveEntry, writeCpio } from '@/tools/rig/cpio';
import {
  findGuestKernel,
  type GuestKernel,
  orderModules,
  readModule,
  readModuleTables,
} from '@/tools/rig/kernel-modules';
import type { LabKind } from '../lab-kind';
import { labBuildDir } from '../lab-folder';
import { fetchPackages, resolvePackage } from './fetch-packages';
import { unpackKernel } from './unpack-kernel';

/** Raised by hand where the way of building changes and nothing else does. */
const RECIPE = 2;
/** mmdebstrap takes half a minute on an ordinary line. */
const DEBSTRAP_DEADLINE_MS = 600_000;
/** Debian's release whose packages the labs are made of. */
const SUITE = 'bookworm';
const KEY_LENGTH = 16;

export interface LabFiles {
  /** Folder with `vmlinux`, `initrd`, `disk.ext4` and what the kind adds. */
  readonly dir: string;
}

export interface BuildOptions {
  readonly log: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/** @throws Error where it is not there and cannot be built: no root, no archive, a missing program. */
export async function buildLab(kind: LabKind, options: BuildOptions): Promise<LabFiles> {
  const dir = labBuildDir(kind);
  mkdirSync(dir, { recursive: true });
  const kernelPackage = await resolvePackage(kind.kernelPackage);
  if (findGuestKernel(fetchedKernelDir()) === undefined) await fetchGuestKernel();
  const guestKernel = findGuestKernel(fetchedKernelDir());
  if (guestKernel === undefined) throw new Error('no kernel for the guests (Debian: linux-image-cloud-amd64)');
  const guestRoot = await packGuestRoot(guestKernel, await kind.guestExtras());
  const { definedIn, ...described } = kind;
  const key = createHash('sha256')
    .update(JSON.stringify([RECIPE, kernelPackage, guestKernel.version, described]))
    // Its functions by the file they stand in: their own text is another in each program that compiles them, and each would build anew.
    .update(readFileSync(definedIn))
    .update(guestRoot)
    .digest('hex')
    .slice(0, KEY_LENGTH);
  const target = join(dir, key);
  if (existsSync(target)) return { dir: target };
  if (process.getuid?.() !== 0)
    throw new Error(`the ${kind.title} is not built yet, and building it needs root (once)`);

  options.log('fetching the kernel');
  const unpacked = join(dir, `unpacked-${kernelPackage}`);
  if (!existsSync(unpacked)) await fetchPackages([kernelPackage, ...kind.unpackedPackages], unpacked);
  options.signal?.throwIfAborted();
  const tree = await debootstrap(kind, dir, options);
  options.signal?.throwIfAborted();
  options.log('packing');
  const draft = `${target}.${process.pid}`;
  rmSync(draft, { recursive: true, force: true });
  try {
    await pack(kind, { draft, tree, unpacked, guestKernel, guestRoot });
    renameSync(draft, target);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  removeOld(dir, [basename(target), basename(unpacked), basename(tree)]);
  return { dir: target };
}

/** Debian in a folder: half a minute, so it is kept for the next build. */
async function debootstrap(kind: LabKind, dir: string, options: BuildOptions): Promise<string> {
  const key = createHash('sha256')
    .update(JSON.stringify([SUITE, kind.variant, kind.packages]))
    .digest('hex')
    .slice(0, KEY_LENGTH);
  const tree = join(dir, `tree-${key}`);
  if (existsSync(tree)) return tree;
  options.log(`installing Debian for the machines (${kind.packages.length} packages and what they need)`);
  const draft = `${tree}.${process.pid}`;
  const leaveOut = ['man', 'doc', 'locale'].map((name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`);
  try {
    await mustRun(
      'mmdebstrap',
      [
        '--quiet',
        `--variant=${kind.variant}`,
        '--mode=root',
        `--include=${kind.packages.join(',')}`,
        '--aptopt=APT::Install-Recommends "false"',
        '--aptopt=Acquire::Languages "none"',
        ...leaveOut,
        SUITE,
        draft,
        ...ownSources(),
      ],
      { deadlineMs: DEBSTRAP_DEADLINE_MS, signal: options.signal },
    );
    renameSync(draft, tree);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return tree;
}

/** The package sources of this machine where it runs the same release (a mirror nearby, perhaps the only one reachable); else Debian's own. */
function ownSources(): string[] {
  const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  if (!release.includes(`VERSION_CODENAME=${SUITE}`)) return [];
  return ['/etc/apt/sources.list.d/debian.sources', '/etc/apt/sources.list']
    .filter((file) => existsSync(file))
    .slice(0, 1);
}

interface Parts {
  readonly draft: string;
  readonly tree: string;
  readonly unpacked: string;
  readonly guestKernel: GuestKernel;
  readonly guestRoot: Buffer;
}

async function pack(kind: LabKind, { draft, tree, unpacked, guestKernel, guestRoot }: Parts): Promise<void> {
  mkdirSync(draft);
  const kernel = kernelBelow(unpacked);
  writeFileSync(join(draft, 'vmlinux'), unpackKernel(readFileSync(kernel.image)));
  writeFileSync(join(draft, 'initrd'), packFirstRoot(kernel, kind.bootModules));
  await kind.makeBootFiles(unpacked, draft);
  const root = join(draft, 'root');
  // Hard links would carry our changes back into the tree that is kept.
  await mustRun('cp', ['-a', tree, root]);
  await addModules(kernel, kind.modules, root);
  mkdirSync(join(root, 'guest'), { recursive: true });
  writeFileSync(join(root, 'guest/vmlinux'), unpackKernel(readFileSync(guestKernel.image)));
  cpSync(guestKernel.image, join(root, 'guest/vmlinuz'));
  writeFileSync(join(root, 'guest/initrd'), guestRoot);
  kind.tune(root);
  const EXECUTABLE = 0o755;
  writeFileSync(join(root, 'sbin/gridbox-lab-init'), kind.init, { mode: EXECUTABLE });
  // From a folder into a file: no loop device, no mount.
  await mustRun('mke2fs', [
    '-q',
    '-t',
    'ext4',
    '-O',
    '^has_journal',
    '-d',
    root,
    join(draft, 'disk.ext4'),
    `${kind.diskMiB}M`,
  ]);
  rmSync(root, { recursive: true });
}

function kernelBelow(unpacked: string): GuestKernel {
  const [version] = readdirSync(join(unpacked, 'lib/modules'));
  if (version === undefined) throw new Error('the kernel package has no modules');
  return {
    version,
    image: join(unpacked, 'boot', `vmlinuz-${version}`),
    modulesDir: join(unpacked, 'lib/modules', version),
  };
}

/** What mounts the disk and hands over to it. Not packed, for the same reason as the kernel. */
function packFirstRoot(kernel: GuestKernel, names: readonly string[]): Buffer {
  const EXECUTABLE = 0o755;
  const tables = readModuleTables(kernel);
  const modules = orderModules(names, tables.modules, tables.builtin);
  const folders = ['bin', 'sbin', 'proc', 'sys', 'dev', 'mnt', 'modules'];
  const programs = ['sh', 'mount', 'switch_root', 'insmod', 'sleep', 'cat'];
  const entries: ArchiveEntry[] = [
    ...folders.map((path) => ({ kind: 'folder', path }) as const),
    { kind: 'file', path: 'bin/busybox', content: readFileSync('/usr/bin/busybox'), mode: EXECUTABLE },
    ...programs.map((name) => ({ kind: 'link', path: `bin/${name}`, target: 'busybox' }) as const),
    ...modules.map(
      (file) => ({ kind: 'file', path: `modules/${basename(file)}`, content: readModule(kernel, file) }) as const,
    ),
    {
      kind: 'file',
      path: 'modules/order',
      content: Buffer.from(`${modules.map((file) => basename(file)).join('\n')}\n`),
    },
    { kind: 'file', path: 'init', content: Buffer.from(FIRST_INIT), mode: EXECUTABLE },
  ];
  return writeCpio(entries);
}

const FIRST_INIT = `#!/bin/sh
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs dev /dev
while read -r module; do insmod "/modules/$module"; done </modules/order
n=0
while [ ! -b /dev/vda ] && [ $n -lt 200 ]; do sleep 0.1; n=$((n + 1)); done
mount -t ext4 -o noatime /dev/vda /mnt || exec sh
for each in proc sys dev; do mount -o move /$each /mnt/$each; done
exec switch_root /mnt /sbin/gridbox-lab-init
`;

async function addModules(kernel: GuestKernel, names: readonly string[], root: string): Promise<void> {
  const tables = readModuleTables(kernel);
  const target = join(root, 'lib/modules', kernel.version);
  mkdirSync(target, { recursive: true });
  for (const file of orderModules(names, tables.modules, tables.builtin)) {
    mkdirSync(join(target, dirname(file)), { recursive: true });
    cpSync(join(kernel.modulesDir, file), join(target, file));
  }
  for (const file of readdirSync(kernel.modulesDir).filter((name) => /^modules\.(builtin|order)/.test(name)))
    cpSync(join(kernel.modulesDir, file), join(target, file));
  await mustRun('depmod', ['-b', root, kernel.version]);
}

/** Builds of yesterday's recipe; one that a machine still runs keeps its files open until it ends. */
function removeOld(dir: string, keep: readonly string[]): void {
  for (const name of readdirSync(dir)) {
    if (!keep.includes(name)) rmSync(join(dir, name), { recursive: true, force: true });
  }
}
