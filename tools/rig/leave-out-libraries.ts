/**
 * Programs of Debian without the libraries that a guest has no use for: `fio` is linked with those of Ceph, Gluster and RDMA,
 * 80 MB of them, `sysbench` with those of two databases. Who never opens such a store never calls them. So a copy of the
 * program forgets that it needs them, and what it would take from them becomes a symbol that may be absent (it would crash on
 * calling one). The format: https://refspecs.linuxfoundation.org/elf/gabi4+/ch5.dynamic.html, and for versions
 * https://refspecs.linuxfoundation.org/LSB_5.0.0/LSB-Core-generic/LSB-Core-generic/symversion.html
 */

const PT_LOAD = 1;
const PT_DYNAMIC = 2;
const DT = {
  NULL: 0n,
  NEEDED: 1n,
  STRTAB: 5n,
  SYMTAB: 6n,
  GNU_HASH: 0x6ffffef5n,
  VERSYM: 0x6ffffff0n,
  VERNEED: 0x6ffffffen,
  VERNEEDNUM: 0x6fffffffn,
} as const;
const DYNAMIC_BYTES = 16;
const SYMBOL_BYTES = 24;
const BIND_GLOBAL = 1;
const BIND_WEAK = 2;
/** A symbol of no version. */
const ANY_VERSION = 1;
const VERSION_MASK = 0x7fff;

/** Names of the libraries it needs, e.g. `libc.so.6`. @throws Error where it is no program of a 64-bit PC. */
export function neededLibraries(program: Buffer): string[] {
  const file = readDynamic(program);
  return file.entries.filter(({ tag }) => tag === DT.NEEDED).map(({ value }) => file.text(Number(value)));
}

/** A copy that does not need the libraries of which `isLeftOut` says so. */
export function leaveOutLibraries(program: Buffer, isLeftOut: (library: string) => boolean): Buffer {
  const copy = Buffer.from(program);
  const file = readDynamic(copy);
  const versions = unlinkVersions(copy, file, isLeftOut);
  weaken(copy, file, versions.left);
  const kept = file.entries.filter(({ tag, value }) => !(tag === DT.NEEDED && isLeftOut(file.text(Number(value)))));
  for (let index = 0; index < file.entries.length; index += 1) {
    const { tag, value } = kept[index] ?? { tag: DT.NULL, value: 0n };
    const changed = tag === DT.VERNEED ? versions.first : tag === DT.VERNEEDNUM ? versions.count : value;
    copy.writeBigUInt64LE(tag, file.at + index * DYNAMIC_BYTES);
    copy.writeBigUInt64LE(changed, file.at + index * DYNAMIC_BYTES + 8);
  }
  return copy;
}

interface Dynamic {
  /** Where the entries stand in the file. */
  readonly at: number;
  readonly entries: readonly { readonly tag: bigint; readonly value: bigint }[];
  value(tag: bigint): bigint;
  /** Address in memory → place in the file. */
  offset(address: bigint): number;
  /** A string of its table. */
  text(at: number): string;
}

function readDynamic(file: Buffer): Dynamic {
  const MAGIC = '7f454c460201';
  if (file.toString('hex', 0, 6) !== MAGIC) throw new Error('not a 64-bit little-endian ELF file');
  const [table, size, count] = [Number(file.readBigUInt64LE(32)), file.readUInt16LE(54), file.readUInt16LE(56)];
  const segments = Array.from({ length: count }, (_, index) => {
    const at = table + index * size;
    return {
      type: file.readUInt32LE(at),
      offset: file.readBigUInt64LE(at + 8),
      address: file.readBigUInt64LE(at + 16),
      bytes: file.readBigUInt64LE(at + 32),
    };
  });
  const dynamic = segments.find(({ type }) => type === PT_DYNAMIC);
  if (dynamic === undefined) throw new Error('a program without a dynamic section needs no library');
  const offset = (address: bigint): number => {
    const segment = segments.find(
      (each) => each.type === PT_LOAD && address >= each.address && address < each.address + each.bytes,
    );
    if (segment === undefined) throw new Error(`no part of the file is at ${address}`);
    return Number(address - segment.address + segment.offset);
  };
  const at = Number(dynamic.offset);
  const entries: { tag: bigint; value: bigint }[] = [];
  for (let place = at; ; place += DYNAMIC_BYTES) {
    const tag = file.readBigUInt64LE(place);
    if (tag === DT.NULL) break;
    entries.push({ tag, value: file.readBigUInt64LE(place + 8) });
  }
  const value = (tag: bigint): bigint => {
    const entry = entries.find((each) => each.tag === tag);
    if (entry === undefined) throw new Error(`the dynamic section has no ${tag}`);
    return entry.value;
  };
  const strings = offset(value(DT.STRTAB));
  const text = (from: number): string => file.toString('latin1', strings + from, file.indexOf(0, strings + from));
  return { at, entries, value, offset, text };
}

/** Takes the left-out libraries from the list of versions. @returns where it begins now, its length, and the versions gone. */
function unlinkVersions(
  file: Buffer,
  dynamic: Dynamic,
  isLeftOut: (library: string) => boolean,
): { readonly first: bigint; readonly count: bigint; readonly left: ReadonlySet<number> } {
  const left = new Set<number>();
  const start = dynamic.value(DT.VERNEED);
  const kept: number[] = [];
  for (let at = dynamic.offset(start); ;) {
    const next = file.readUInt32LE(at + 12);
    if (isLeftOut(dynamic.text(file.readUInt32LE(at + 4)))) {
      let version = at + file.readUInt32LE(at + 8);
      for (let count = file.readUInt16LE(at + 2); count > 0; count -= 1) {
        left.add(file.readUInt16LE(version + 6));
        version += file.readUInt32LE(version + 12);
      }
    } else kept.push(at);
    if (next === 0) break;
    at += next;
  }
  const [first] = kept;
  if (first === undefined) throw new Error('a program that needs no version of any library would be left');
  for (const [index, at] of kept.entries()) file.writeUInt32LE((kept[index + 1] ?? at) - at, at + 12);
  return { first: start + BigInt(first - dynamic.offset(start)), count: BigInt(kept.length), left };
}

/** Symbols of these versions, and of none, may be absent from now on. */
function weaken(file: Buffer, dynamic: Dynamic, versions: ReadonlySet<number>): void {
  const symbols = dynamic.offset(dynamic.value(DT.SYMTAB));
  const versionOf = dynamic.offset(dynamic.value(DT.VERSYM));
  // The hash table begins with the first symbol that others may find here; those looked for elsewhere stand before it.
  const end = file.readUInt32LE(dynamic.offset(dynamic.value(DT.GNU_HASH)) + 4);
  for (let index = 1; index < end; index += 1) {
    const at = symbols + index * SYMBOL_BYTES;
    const [info, section] = [file.readUInt8(at + 4), file.readUInt16LE(at + 6)];
    const version = file.readUInt16LE(versionOf + index * 2) & VERSION_MASK;
    const isGone = versions.has(version);
    if (section !== 0 || info >> 4 !== BIND_GLOBAL || !(isGone || version <= ANY_VERSION)) continue;
    file.writeUInt8((BIND_WEAK << 4) | (info & 0xf), at + 4);
    if (isGone) file.writeUInt16LE(ANY_VERSION, versionOf + index * 2);
  }
}
