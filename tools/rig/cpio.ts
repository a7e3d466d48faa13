/** Writes an archive in the `newc` format of cpio, which the kernel unpacks as its first root file system. */
import { cpioHeader, cpioPadding, cpioTrailer } from '@/lib/images/build/cpio';

export type ArchiveEntry =
  | { readonly kind: 'folder'; readonly path: string; readonly mode?: number }
  | { readonly kind: 'file'; readonly path: string; readonly content: Buffer; readonly mode?: number }
  | { readonly kind: 'link'; readonly path: string; readonly target: string };

const FOLDER = 0o040000;
const FILE = 0o100000;
const LINK = 0o120000;

/** All entries belong to root and carry no time, so that the same input gives the same bytes. */
export function writeCpio(entries: readonly ArchiveEntry[]): Buffer {
  const parts = entries.flatMap((entry, index) => writeEntry(entry, index + 1));
  parts.push(cpioTrailer());
  return Buffer.concat(parts);
}

function writeEntry(entry: ArchiveEntry, inode: number): Buffer[] {
  switch (entry.kind) {
    case 'folder':
      return writeRecord(entry.path, FOLDER | (entry.mode ?? 0o755), Buffer.alloc(0), inode);
    case 'file':
      return writeRecord(entry.path, FILE | (entry.mode ?? 0o644), entry.content, inode);
    case 'link':
      return writeRecord(entry.path, LINK | 0o777, Buffer.from(entry.target), inode);
  }
}

function writeRecord(path: string, mode: number, content: Buffer, inode: number): Buffer[] {
  return [cpioHeader({ path, mode, inode, size: content.length }), content, cpioPadding(content.length)];
}
