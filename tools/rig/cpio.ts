/** Writes an archive in the `newc` format of cpio, which the kernel unpacks as its first root file system. */

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
  parts.push(...writeRecord('TRAILER!!!', 0, Buffer.alloc(0), 0));
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
  const name = Buffer.from(`${path}\0`);
  // inode mode uid gid nlink mtime filesize devmajor devminor rdevmajor rdevminor namesize check
  const numbers = [inode, mode, 0, 0, 1, 0, content.length, 0, 0, 0, 0, name.length, 0];
  const header = Buffer.from(`070701${numbers.map((each) => each.toString(16).padStart(8, '0')).join('')}`);
  return [padded(Buffer.concat([header, name])), padded(content)];
}

function padded(bytes: Buffer): Buffer {
  const short = (4 - (bytes.length % 4)) % 4;
  return short === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(short)]);
}
