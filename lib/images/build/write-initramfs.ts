import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { ImageProblem, type RootTree } from '@/lib/images/root/root-tree';
import { cpioHeader, cpioPadding, cpioTrailer } from './cpio';

const FOLDER = 0o040000;
const FILE = 0o100000;
const LINK = 0o120000;
const PIECE_BYTES = 1024 * 1024;
/** The format counts sizes in 32 bits. */
const FILE_BYTES_MAX = 0xffff_ffff;
/** As the kernel's own build compresses it: a tenth smaller than the default, once. */
const LEVEL = 9;

/**
 * Writes a tree as a compressed archive for the kernel, in an order and with times that depend on the tree alone. What lies in
 * `/boot` is not in it: the kernel is given beside it. A file of several names is in it several times.
 * @throws ImageProblem where a file is too large for the format.
 */
export async function writeInitramfs(tree: RootTree, path: string, signal: AbortSignal): Promise<void> {
  await pipeline(Readable.from(pieces(tree)), createGzip({ level: LEVEL }), createWriteStream(path, { flags: 'wx' }), {
    signal,
  });
}

function* pieces(tree: RootTree): Generator<Buffer> {
  let inode = 0;
  for (const [path, node] of tree.entries()) {
    if (path === '/' || path.startsWith('/boot/')) continue;
    inode += 1;
    const { uid, gid, mtime } = node;
    const common = { path: path.slice(1), inode, uid, gid, mtime };
    if (node.kind === 'folder') {
      yield cpioHeader({ ...common, mode: FOLDER | node.mode, size: 0 });
      continue;
    }
    const [content, kind] =
      node.kind === 'file'
        ? [node.content, FILE]
        : [{ size: Buffer.byteLength(node.target), read: () => Buffer.from(node.target) }, LINK];
    if (content.size > FILE_BYTES_MAX) throw new ImageProblem(`${path} is too large for an initramfs: 4 GiB at most.`);
    yield cpioHeader({ ...common, mode: kind | node.mode, size: content.size });
    for (let from = 0; from < content.size; from += PIECE_BYTES) yield content.read(from, PIECE_BYTES);
    const padding = cpioPadding(content.size);
    if (padding.length > 0) yield padding;
  }
  yield cpioTrailer();
}
