/** One layer of an image: a root as mmdebstrap makes it, or a package unpacked, as an archive of tar. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImageArchitecture, ImageBase } from '@/lib/domain/image';
import { IMAGE_EPOCH_SECONDS } from '@/lib/images/epoch';
import { packagesOfArchives, packagesOfStatus, type ImagePackage } from '@/lib/images/root/list-packages';
import { openTar } from '@/lib/images/root/read-tar';
import { BuildFailure } from './build-failure';
import { runProgram, type ProgramCall } from './run-program';
import { roomInMemory } from './room-in-memory';
import { ROOT_BYTES_MAX, ROOT_DEADLINE_MS } from './tunables';

/** How mmdebstrap gets the rights that a root's owners need. */
export type RootMode = 'root' | 'unshare';
export const rootMode = (): RootMode => (process.geteuid?.() === 0 ? 'root' : 'unshare');

export interface RootWish {
  readonly suite: string;
  readonly architecture: ImageArchitecture;
  readonly sources: readonly string[];
  readonly packages: readonly string[];
  /** From nothing, as much as the variant says, or on top of the archive of a root that is there. */
  readonly from: { readonly variant: ImageBase } | { readonly archive: string };
}

const ARCHITECTURES: Readonly<Record<string, readonly ImageArchitecture[]>> = {
  x64: ['amd64', 'i386'],
  arm64: ['arm64'],
  ia32: ['i386'],
};
const ARCHIVE = 'root.tar';
const LOWER = 'lower.tar';
/** Where a root is made in memory: seen by the programs of the build alone, and gone with the last of them. */
const SCRATCH = 'memory';
/** What dpkg, tar and apt say where a file system is full. */
const NO_ROOM = /No space left on device|enough free space/i;
/**
 * What the machine is called while packages are installed, and how its name is found: some make certificates for it and fail without.
 * Its name space of host names is the build's own; the name is nobody's (RFC 2606), and no word of the builder gets into an image.
 */
const NAME_WHILE_BUILDING = 'image.invalid';
const NAME_HOOK = `--setup-hook=hostname ${NAME_WHILE_BUILDING} && printf '127.0.0.1 localhost\\n127.0.1.1 ${NAME_WHILE_BUILDING}\\n' > "$1/etc/hosts"`;
/**
 * A kernel's package makes an initial file system, and dpkg makes it again when all is set up, which takes as long: it is told to leave it
 * (`INITRD=No`, of Debian's kernel hooks), and there is one made at the end.
 */
const INITRD_HOOK = `--customize-hook=for each in "$1"/boot/vmlinuz-*; do if [ -e "$each" ] && [ -x "$1/usr/sbin/update-initramfs" ]; then chroot "$1" update-initramfs -c -k "\${each##*/vmlinuz-}" || exit 1; fi; done`;
/** A build that is ended in the middle is thrown away: nothing has to be safe on a disk before the next step. Not for the image. */
const UNSAFE = ['--dpkgopt=force-unsafe-io', '--customize-hook=rm "$1/etc/dpkg/dpkg.cfg.d/99mmdebstrap"'];
/** Where a root says what was unpacked into it: in the root, for in the builder's folders a mapped user may not write. */
const NAMES = '/var/lib/dpkg/gridbox-archives';

/**
 * Made in memory where there is room: the disk would be written and cleared again for files that only their archive is kept of.
 * @param folder empty, and nobody's but this call's; the archive is made in it
 * @param memoryBytes how large the root may grow in memory; undefined: it is made in the folder. An ordinary user's always is
 * @throws BuildFailure
 */
export async function makeRoot(
  wish: RootWish,
  folder: string,
  call: Pick<ProgramCall, 'signal' | 'onLine' | 'onStart'>,
  memoryBytes = roomInMemory(),
): Promise<{ readonly archive: string; readonly packages: readonly ImagePackage[] }> {
  const unpacked = 'variant' in wish.from && wish.from.variant === 'extract';
  if (!unpacked && ARCHITECTURES[process.arch]?.includes(wish.architecture) !== true)
    throw new BuildFailure(
      'unsupported',
      `Packages of ${wish.architecture} are installed by running their scripts, which this agent (${process.arch}) cannot; with the base extract it can.`,
    );
  const mode = rootMode();
  const lower = 'archive' in wish.from;
  // Hooks are sentences of ours, never of a specification: mmdebstrap gives some to a shell.
  const hooks = lower
    ? [`--setup-hook=tar-in ${LOWER} /`, '--skip=tar-in/mknod', NAME_HOOK, INITRD_HOOK, ...UNSAFE]
    : unpacked
      ? [`--extract-hook=ls "$1/var/cache/apt/archives" > "$1${NAMES}"`]
      : [NAME_HOOK, ...UNSAFE];
  const archive = join(folder, ARCHIVE);
  const argv = [
    'mmdebstrap',
    `--variant=${'variant' in wish.from ? wish.from.variant : 'custom'}`,
    `--architectures=${wish.architecture}`,
    `--mode=${mode}`,
    '--format=tar',
    '--verbose',
    '--skip=output/dev',
    '--skip=output/mknod',
    ...hooks,
    ...(wish.packages.length === 0 ? [] : [`--include=${wish.packages.join(',')}`]),
    wish.suite,
    archive,
    ...wish.sources,
  ];
  const run = async (words: ProgramCall['argv'], scratch: string): Promise<string> =>
    await runProgram({
      name: 'mmdebstrap',
      argv: words,
      cwd: folder,
      deadlineMs: ROOT_DEADLINE_MS,
      environment: { SOURCE_DATE_EPOCH: String(IMAGE_EPOCH_SECONDS), INITRD: 'No', TMPDIR: scratch },
      ...call,
    });
  const onDisk = async () => await run([...limits(mode), ...argv], folder);
  if (mode !== 'root' || memoryBytes === undefined) {
    await onDisk();
  } else {
    const scratch = join(folder, SCRATCH);
    await mkdir(scratch);
    try {
      await run([...limits(mode), ...inMemory(scratch, memoryBytes), ...argv], scratch);
    } catch (error) {
      if (!(error instanceof BuildFailure) || !NO_ROOM.test(error.message)) throw error;
      call.onLine?.('The root has no room in memory: it is made again, on the disk.', 'stdout');
      await rm(archive, { force: true });
      await onDisk();
    }
  }
  return { archive, packages: readPackages(archive, unpacked) };
}
/** Where `makeRoot` looks for the archive that it builds upon. */
export const lowerArchive = (folder: string): string => join(folder, LOWER);

/** As root its processes get a name space of their own, and end with it: a daemon that a package starts stays no longer. */
function limits(mode: RootMode): [string, ...string[]] {
  const size: [string, ...string[]] = ['prlimit', `--fsize=${ROOT_BYTES_MAX}`, '--'];
  if (mode === 'unshare') return size;
  return [...size, 'unshare', '--uts', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc', '--'];
}

/** In the name space of `limits`. The sentence for the shell is ours; what it is about are its arguments. */
const inMemory = (scratch: string, bytes: number): readonly string[] => [
  'sh',
  '-c',
  'mount -t tmpfs -o "size=$1,mode=0711" tmpfs "$2" && shift 2 && exec "$@"',
  'sh',
  String(bytes),
  scratch,
];

function readPackages(archive: string, unpacked: boolean): readonly ImagePackage[] {
  const { tree, close } = openTar(archive, IMAGE_EPOCH_SECONDS);
  try {
    return unpacked
      ? packagesOfArchives(tree.readText(NAMES) ?? '')
      : packagesOfStatus(tree.readText('/var/lib/dpkg/status') ?? '');
  } finally {
    close();
  }
}
