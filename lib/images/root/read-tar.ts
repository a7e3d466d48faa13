/**
 * Reads an archive of tar (ustar with the records of pax and GNU's long names, as mmdebstrap writes it) into a tree whose files
 * stay in the archive until they are read. Devices and pipes are left out: a kernel makes its own.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { type FileContent, RootTree } from './root-tree';

const BLOCK = 512;
/** Of names and records; a longer one is no archive of a distribution. */
const RECORD_BYTES_MAX = 1024 * 1024;

export interface OpenTar {
  readonly tree: RootTree;
  /** The tree's files cannot be read any more afterwards. */
  close(): void;
}

/** @throws Error that says where the archive is not what it must be. */
export function openTar(path: string, epoch: number): OpenTar {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const read = (from: number, length: number): Buffer => {
      const bytes = Buffer.alloc(Math.max(0, Math.min(length, size - from)));
      const got = readSync(file, bytes, 0, bytes.length, from);
      if (got !== bytes.length) throw new Error(`${path} became shorter while it was read`);
      return bytes;
    };
    return { tree: readTar({ size, read }, epoch), close: () => closeSync(file) };
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

/** @throws Error as `openTar`. */
export function readTar(archive: FileContent, epoch: number): RootTree {
  const tree = new RootTree(epoch);
  let records: ReadonlyMap<string, Buffer> = new Map();
  for (let at = 0; at + BLOCK <= archive.size;) {
    const header = archive.read(at, BLOCK);
    if (header.every((byte) => byte === 0)) return tree;
    checkSum(header, at);
    const type = String.fromCharCode(header[156] ?? 0);
    const size = records.has('size') ? Number(textOf(records, 'size')) : number(header, 124, 12, at);
    const start = at + BLOCK;
    const next = start + Math.ceil(size / BLOCK) * BLOCK;
    if (!Number.isSafeInteger(size) || size < 0 || start + size > archive.size) throw broken(at, 'is cut off');
    at = next;
    if (type === 'x' || type === 'L' || type === 'K') {
      if (size > RECORD_BYTES_MAX) throw broken(start, `has a record of ${size} bytes`);
      const bytes = archive.read(start, size);
      if (type === 'x') records = new Map([...records, ...readRecords(bytes, start)]);
      else records = new Map([...records, [type === 'L' ? 'path' : 'linkpath', bytes.subarray(0, endOf(bytes))]]);
      continue;
    }
    if (type !== 'g') loadEntry(tree, { type, header, records, start, size, archive });
    records = new Map();
  }
  throw broken(archive.size, 'has no end');
}

interface TarEntry {
  readonly type: string;
  readonly header: Buffer;
  readonly records: ReadonlyMap<string, Buffer>;
  readonly start: number;
  readonly size: number;
  readonly archive: FileContent;
}

function loadEntry(tree: RootTree, { type, header, records, start, size, archive }: TarEntry): void {
  const place = start - BLOCK;
  const path = pathOf(textOf(records, 'path') ?? nameOf(header), place);
  const meta = {
    mode: number(header, 100, 8, place) & 0o7777,
    uid: Number(textOf(records, 'uid') ?? number(header, 108, 8, place)),
    gid: Number(textOf(records, 'gid') ?? number(header, 116, 8, place)),
    mtime: Math.max(0, Math.floor(Number(textOf(records, 'mtime') ?? number(header, 136, 12, place)))),
  };
  const linked = () => textOf(records, 'linkpath') ?? text(header, 157, 100);
  switch (type) {
    case '5':
      tree.load(path, { kind: 'folder', ...meta });
      return;
    case '0':
    case '\0':
    case '7': {
      const content = {
        size,
        read: (from: number, length: number) => archive.read(start + from, Math.min(length, size - from)),
      };
      tree.load(path, { kind: 'file', ...meta, content, xattrs: xattrsOf(records) });
      return;
    }
    case '1':
      tree.loadHardLink(path, pathOf(linked(), place));
      return;
    case '2':
      tree.load(path, { kind: 'link', ...meta, mode: 0o777, target: linked() });
      return;
    case '3':
    case '4':
    case '6':
      return;
    default:
      throw broken(place, `has an entry of the unknown type ${JSON.stringify(type)}`);
  }
}

const broken = (at: number, words: string): Error => new Error(`The archive ${words} (at byte ${at}).`);

/** @throws Error for a path that leaves the root, which no archive of a root has. */
function pathOf(written: string, at: number): string {
  const names = written.split('/').filter((name) => name !== '' && name !== '.');
  // oxlint-disable-next-line no-control-regex -- control characters are what it looks for
  if (names.includes('..') || /[\u0000-\u001f\u007f]/.test(written))
    throw broken(at, `has the name ${JSON.stringify(written)}`);
  return `/${names.join('/')}`;
}

const endOf = (bytes: Buffer): number => {
  const end = bytes.indexOf(0);
  return end === -1 ? bytes.length : end;
};
function text(header: Buffer, from: number, length: number): string {
  const field = header.subarray(from, from + length);
  return field.toString('utf8', 0, endOf(field));
}
function nameOf(header: Buffer): string {
  const [prefix, name] = [text(header, 257, 5) === 'ustar' ? text(header, 345, 155) : '', text(header, 0, 100)];
  // GNU's own form has other things where ustar has the prefix.
  return prefix === '' || header.toString('latin1', 257, 265) === 'ustar  \0' ? name : `${prefix}/${name}`;
}
const textOf = (records: ReadonlyMap<string, Buffer>, key: string): string | undefined =>
  records.get(key)?.toString('utf8');

/** Octal digits, or a binary number where its first bit says so. */
function number(header: Buffer, from: number, length: number, at: number): number {
  const field = header.subarray(from, from + length);
  if (((field[0] ?? 0) & 0x80) !== 0) return field.subarray(length - 6).readUIntBE(0, 6);
  const digits = text(header, from, length).trim();
  if (!/^[0-7]*$/.test(digits)) throw broken(at, 'has a number that is none');
  return digits === '' ? 0 : Number.parseInt(digits, 8);
}

function checkSum(header: Buffer, at: number): void {
  let sum = 0;
  for (const [index, byte] of header.entries()) sum += index >= 148 && index < 156 ? 32 : byte;
  if (sum !== number(header, 148, 8, at)) throw broken(at, 'has a header with a wrong checksum');
}

/** `length key=value\n`, again and again; a value may be any bytes. */
function readRecords(bytes: Buffer, at: number): Map<string, Buffer> {
  const records = new Map<string, Buffer>();
  for (let from = 0; from < bytes.length;) {
    const space = bytes.indexOf(0x20, from);
    const length = Number(bytes.toString('latin1', from, space));
    const equals = bytes.indexOf(0x3d, space);
    if (space === -1 || !Number.isInteger(length) || length < 1 || equals === -1 || equals >= from + length)
      throw broken(at, 'has a record of pax that is none');
    records.set(bytes.toString('utf8', space + 1, equals), bytes.subarray(equals + 1, from + length - 1));
    from += length;
  }
  return records;
}

const XATTR = 'SCHILY.xattr.';
const xattrsOf = (records: ReadonlyMap<string, Buffer>): ReadonlyMap<string, Buffer> =>
  new Map(
    [...records].filter(([key]) => key.startsWith(XATTR)).map(([key, value]) => [key.slice(XATTR.length), value]),
  );
