/**
 * Writes archives of tar in the oldest form that every `tar` reads (POSIX.1-1988 ustar). Of our own, because what there is
 * makes streams, and falls back to records of pax, which the small guests' `tar` does not take.
 */

export interface UstarEntry {
  /** Without a slash first. */
  readonly path: string;
  readonly content: Uint8Array;
  /** Permission bits. */
  readonly mode: number;
  readonly owner: string;
  readonly group: string;
}

const BLOCK = 512;
const NAME_BYTES = 100;
const PREFIX_BYTES = 155;
const OWNER_BYTES = 31;
const MODE_MAX = 0o7777;
/** Two blocks of zeros end an archive. */
const END = Buffer.alloc(2 * BLOCK);

/**
 * The same bytes for the same entries; their time is 1970.
 * @throws Error for a path or a name that the format has no room for
 */
export function writeUstar(entries: readonly UstarEntry[]): Buffer {
  return Buffer.concat([
    ...entries.flatMap((entry) => {
      const { length } = entry.content;
      return [headerOf(entry), entry.content, Buffer.alloc((BLOCK - (length % BLOCK)) % BLOCK)];
    }),
    END,
  ]);
}

function headerOf({ path, content, mode, owner, group }: UstarEntry): Buffer {
  const { name, prefix } = splitPath(path);
  if (!Number.isInteger(mode) || mode < 0 || mode > MODE_MAX)
    throw new Error(`${path}: ${mode} are no permission bits.`);
  const header = Buffer.alloc(BLOCK);
  name.copy(header, 0);
  octal(header, mode, 100, 8);
  // Who they are is said by their names below: numbers differ from guest to guest.
  octal(header, 0, 108, 8);
  octal(header, 0, 116, 8);
  octal(header, content.length, 124, 12);
  octal(header, 0, 136, 12);
  header.write('0', 156);
  header.write('ustar\u000000', 257, 'latin1');
  ownerName(path, owner).copy(header, 265);
  ownerName(path, group).copy(header, 297);
  octal(header, 0, 329, 8);
  octal(header, 0, 337, 8);
  prefix.copy(header, 345);
  header.fill(' ', 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return header;
}

function octal(header: Buffer, value: number, at: number, length: number): void {
  header.write(value.toString(8).padStart(length - 1, '0'), at, 'latin1');
}

function ownerName(path: string, owner: string): Buffer {
  const bytes = Buffer.from(owner);
  if (bytes.length === 0 || bytes.length > OWNER_BYTES || bytes.includes(0))
    throw new Error(`${path}: “${owner}” is no name of an account.`);
  return bytes;
}

/** A long path has its first folders in a field of their own. */
function splitPath(path: string): { name: Buffer; prefix: Buffer } {
  const whole = Buffer.from(path);
  if (whole.length === 0 || whole.includes(0)) throw new Error('A path in an archive is empty, or has a zero byte.');
  if (whole.length <= NAME_BYTES) return { name: whole, prefix: Buffer.alloc(0) };
  const slash = whole.indexOf('/', whole.length - NAME_BYTES - 1);
  const [prefix, name] = [whole.subarray(0, Math.max(0, slash)), whole.subarray(slash + 1)];
  if (slash <= 0 || prefix.length > PREFIX_BYTES || name.length === 0)
    throw new Error(`${path} is too long for the context: ${whole.length} bytes.`);
  return { name, prefix };
}
