/**
 * Writes a tree into an ext4 file system by `debugfs`, which needs no rights and no mount. `mke2fs -d` would take the order of
 * a folder's names, the times of access and the owners from the file system of whoever builds: two machines, two images.
 */
import { mkdir, open, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { IMAGE_SIZE_MIB_MAX } from '@/lib/contracts/image-specification';
import { IMAGE_EPOCH_SECONDS } from '@/lib/images/epoch';
import { type FileNode, ImageProblem, type RootTree } from '@/lib/images/root/root-tree';
import { formatBytes, MIB } from '@/lib/utils/units';
import { BuildFailure } from './build-failure';
import { runProgram, type ProgramCall } from './run-program';
import { DISK_DEADLINE_MS } from './tunables';

const BLOCK_BYTES = 4096;
const PIECE_BYTES = 4 * 1024 * 1024;
/** A disk of which no size was asked for: a quarter more than its files, and room for a log or two. */
const SPARE_SHARE = 1.25;
const SPARE_BYTES = 64 * MIB;
/** One inode for so many bytes, as Debian's mke2fs.conf has it; more where the files are small. */
const BYTES_PER_INODE = 16_384;
const SPARE_INODES = 2_048;
/** debugfs reads its commands into a buffer of 8 KiB. */
const COMMAND_BYTES_MAX = 8_000;
/** Debian 12's set, by name: a build does not depend on the settings of the machine's mke2fs. */
const FEATURES =
  'none,has_journal,extent,huge_file,flex_bg,metadata_csum,64bit,dir_nlink,extra_isize,ext_attr,resize_inode,dir_index,filetype,sparse_super,large_file';

export interface DiskWish {
  readonly tree: RootTree;
  /** Undefined: as large as it needs. */
  readonly sizeMiB: number | undefined;
  /** 32 hexadecimal digits; the file system's UUID and the seed of its hashes are made of them. */
  readonly seed: string;
  /** The disk, which must not be there yet. */
  readonly path: string;
  /** Empty, and nobody's but this call's. */
  readonly folder: string;
  readonly call: Pick<ProgramCall, 'signal' | 'onLine' | 'onStart'>;
}

/** @throws ImageProblem where the files do not fit, BuildFailure where a program fails. */
export async function writeDisk(wish: DiskWish): Promise<void> {
  const { tree, path, folder, call } = wish;
  const { bytes, inodes } = measure(tree);
  const size = sizeOf(wish.sizeMiB, bytes);
  await writeFile(path, '', { flag: 'wx' });
  await truncate(path, size);
  const environment = { E2FSPROGS_FAKE_TIME: String(IMAGE_EPOCH_SECONDS), MKE2FS_CONFIG: join(folder, 'mke2fs.conf') };
  await writeFile(environment.MKE2FS_CONFIG, '[fs_types]\n\text4 = {\n\t\tinode_size = 256\n\t}\n');
  const uuid = uuidOf(wish.seed);
  const run = async (argv: ProgramCall['argv'], onLine?: ProgramCall['onLine']): Promise<string> =>
    await runProgram({
      argv,
      cwd: folder,
      deadlineMs: DISK_DEADLINE_MS,
      environment,
      signal: call.signal,
      onStart: call.onStart,
      onLine: onLine ?? call.onLine,
    });
  await run([
    'mke2fs',
    '-q',
    '-F',
    '-T',
    'ext4',
    '-O',
    FEATURES,
    '-b',
    String(BLOCK_BYTES),
    '-I',
    '256',
    '-m',
    '0',
    '-N',
    String(Math.max(inodes + SPARE_INODES, Math.ceil(size / BYTES_PER_INODE))),
    '-U',
    uuid,
    '-E',
    `hash_seed=${uuid},lazy_itable_init=0,lazy_journal_init=0,nodiscard,root_owner=0:0`,
    path,
  ]);
  const files = join(folder, 'files');
  await mkdir(files);
  const commands = join(folder, 'commands');
  await writeFile(commands, await layOut(tree, files, call.signal));
  // It goes on after a command that failed, and ends well: what it says is all there is to know.
  const wrong: string[] = [];
  await run(['debugfs', '-w', '-f', commands, path], (line, from) => {
    if (from === 'stderr' && line !== '' && !line.startsWith('debugfs ')) wrong.push(line);
  });
  await rm(files, { recursive: true });
  if (wrong.length > 0)
    throw outOfRoom(wrong) ?? new BuildFailure('refused', `debugfs: ${wrong.slice(0, 3).join(' / ')}`);
  await run(['e2fsck', '-fn', path]);
}

function measure(tree: RootTree): { readonly bytes: number; readonly inodes: number } {
  const seen = new Set<FileNode>();
  let bytes = 0;
  let inodes = 0;
  for (const [, node] of tree.entries()) {
    if (node.kind === 'file' && seen.has(node)) continue;
    if (node.kind === 'file') seen.add(node);
    inodes += 1;
    bytes += node.kind === 'file' ? Math.ceil(node.content.size / BLOCK_BYTES) * BLOCK_BYTES : BLOCK_BYTES;
  }
  return { bytes, inodes };
}

function sizeOf(asked: number | undefined, bytes: number): number {
  if (asked !== undefined) {
    if (asked * MIB <= bytes) throw tooSmall(bytes, asked);
    return asked * MIB;
  }
  const needed = Math.ceil((bytes * SPARE_SHARE + SPARE_BYTES) / MIB);
  if (needed > IMAGE_SIZE_MIB_MAX)
    throw new ImageProblem(
      `The files of this image take ${formatBytes(bytes)}; a disk has ${IMAGE_SIZE_MIB_MAX} MiB at most.`,
    );
  return needed * MIB;
}
const tooSmall = (bytes: number, asked: number): ImageProblem =>
  new ImageProblem(`The files of this image take ${formatBytes(bytes)}, which a disk of ${asked} MiB does not hold.`);
const outOfRoom = (wrong: readonly string[]): ImageProblem | undefined =>
  wrong.some((line) => /Could not allocate|No free space/i.test(line))
    ? new ImageProblem('The files of this image do not fit on its disk; ask for a larger one.')
    : undefined;

/** Random by its form (RFC 9562, version 4), and the same for the same image. */
function uuidOf(seed: string): string {
  const variant = ((Number.parseInt(seed[16] ?? '0', 16) & 0x3) | 0x8).toString(16);
  return `${seed.slice(0, 8)}-${seed.slice(8, 12)}-4${seed.slice(13, 16)}-${variant}${seed.slice(17, 20)}-${seed.slice(20, 32)}`;
}

/** Puts each file's bytes under a number, and says what debugfs has to do with them. */
async function layOut(tree: RootTree, folder: string, signal: AbortSignal | undefined): Promise<string> {
  const lines: string[] = [];
  const first = new Map<FileNode, { readonly path: string; links: number }>();
  let number = 0;
  const nothing = join(folder, 'nothing');
  await writeFile(nothing, '');
  const say = (...words: readonly string[]): void => void lines.push(words.join(' '));
  const keep = async (write: (file: string) => Promise<void>): Promise<string> => {
    signal?.throwIfAborted();
    number += 1;
    const file = join(folder, String(number));
    await write(file);
    return quote(file);
  };
  for (const [path, node] of tree.entries()) {
    const name = quote(path);
    const known = node.kind === 'file' ? first.get(node) : undefined;
    if (known !== undefined) {
      known.links += 1;
      // A folder that is full grows for a file that is written into it, and for a link it does not.
      say('write', quote(nothing), name);
      say('rm', name);
      say('ln', quote(known.path), name);
      say('sif', quote(known.path), 'links_count', String(known.links));
      continue;
    }
    if (node.kind === 'link') say('symlink', name, quote(node.target));
    if (node.kind === 'folder' && path !== '/') say('mkdir', name);
    if (node.kind === 'file') {
      say('write', await keep((file) => copyOut(node, file)), name);
      first.set(node, { path, links: 1 });
      for (const [key, value] of node.xattrs)
        say('ea_set', '-f', await keep((file) => writeFile(file, value)), name, quote(key));
    }
    if (node.kind !== 'link') say('sif', name, 'mode', `0${(TYPES[node.kind] | node.mode).toString(8)}`);
    if (node.uid !== 0) say('sif', name, 'uid', String(node.uid));
    if (node.gid !== 0) say('sif', name, 'gid', String(node.gid));
  }
  // Last: a folder is changed by what is put into it.
  for (const [path, node] of tree.entries()) say('sif', quote(path), 'mtime', `@${node.mtime}`);
  const tooLong = lines.find((line) => Buffer.byteLength(line) > COMMAND_BYTES_MAX);
  if (tooLong !== undefined) throw new ImageProblem(`A path of this image is too long: ${tooLong.slice(0, 80)}…`);
  return `${lines.join('\n')}\n`;
}
const TYPES = { folder: 0o040000, file: 0o100000 } as const;

/** As the readers of debugfs's commands take a word. @throws ImageProblem for what would end it. */
function quote(word: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what it looks for
  if (/[\u0000-\u001f\u007f]/.test(word)) throw new ImageProblem(`${JSON.stringify(word)} has control characters.`);
  return `"${word.replaceAll('"', '""')}"`;
}

export async function copyOut({ content }: FileNode, path: string): Promise<void> {
  const file = await open(path, 'wx');
  try {
    for (let from = 0; from < content.size; from += PIECE_BYTES) await file.write(content.read(from, PIECE_BYTES));
  } finally {
    await file.close();
  }
}
