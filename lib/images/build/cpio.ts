/** The `newc` format of cpio, which the kernel unpacks as its first root file system. */

export interface CpioRecord {
  readonly path: string;
  /** Kind and permission bits, as `stat` gives them. */
  readonly mode: number;
  readonly inode: number;
  /** Of the content that follows. */
  readonly size: number;
  readonly uid?: number;
  readonly gid?: number;
  /** Seconds since 1970. */
  readonly mtime?: number;
}

const ALIGNMENT = 4;

/** The header of an entry; its content and {@link cpioPadding} follow. */
export function cpioHeader({ path, mode, inode, size, uid = 0, gid = 0, mtime = 0 }: CpioRecord): Buffer {
  const name = Buffer.from(`${path}\0`);
  // inode mode uid gid nlink mtime filesize devmajor devminor rdevmajor rdevminor namesize check
  const numbers = [inode, mode, uid, gid, 1, mtime, size, 0, 0, 0, 0, name.length, 0];
  const header = Buffer.from(`070701${numbers.map((each) => each.toString(16).padStart(8, '0')).join('')}`);
  return Buffer.concat([header, name, cpioPadding(header.length + name.length)]);
}

/** What makes `length` bytes a whole number of words. */
export const cpioPadding = (length: number): Buffer => Buffer.alloc((ALIGNMENT - (length % ALIGNMENT)) % ALIGNMENT);

/** Ends an archive. */
export const cpioTrailer = (): Buffer => cpioHeader({ path: 'TRAILER!!!', mode: 0, inode: 0, size: 0 });
