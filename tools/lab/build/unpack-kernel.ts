/** The kernel inside a bzImage, unpacked beforehand: what an emulated processor need not unpack boots sooner. */
import { execFileSync } from 'node:child_process';

/** Header fields of https://docs.kernel.org/arch/x86/boot.html */
const SETUP_SECTORS = 0x1f1;
const PAYLOAD_OFFSET = 0x248;
const PAYLOAD_LENGTH = 0x24c;
const SECTOR_BYTES = 512;
/** The payload ends with its unpacked size. */
const SIZE_BYTES = 4;
const LARGEST_KERNEL_BYTES = 256 * 1024 * 1024;

const UNPACKERS: readonly { readonly magic: string; readonly command: readonly [string, ...string[]] }[] = [
  { magic: 'fd377a585a00', command: ['xz', '-dc', '--single-stream'] },
  { magic: '02214c18', command: ['lz4', '-dcq'] },
  { magic: '28b52ffd', command: ['zstd', '-dcq'] },
  { magic: '1f8b', command: ['gzip', '-dc'] },
];

/** @throws Error where the image is no bzImage or packed in a way we do not know. */
export function unpackKernel(bzImage: Buffer): Buffer {
  const from = (bzImage.readUInt8(SETUP_SECTORS) + 1) * SECTOR_BYTES + bzImage.readUInt32LE(PAYLOAD_OFFSET);
  const payload = bzImage.subarray(from, from + bzImage.readUInt32LE(PAYLOAD_LENGTH) - SIZE_BYTES);
  const start = payload.subarray(0, 6).toString('hex');
  const unpacker = UNPACKERS.find(({ magic }) => start.startsWith(magic));
  if (unpacker === undefined) throw new Error(`the kernel is packed in an unknown way (it begins with ${start})`);
  const [program, ...args] = unpacker.command;
  return execFileSync(program, args, { input: payload, maxBuffer: LARGEST_KERNEL_BYTES });
}
