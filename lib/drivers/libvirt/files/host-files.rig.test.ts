/** Files of a real host, through its libvirt daemon alone. */
import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { DriverError } from '@/lib/drivers/errors';
import { createLibvirtDriver } from '@/lib/drivers/libvirt/driver';
import type { HostConnection, HostFiles } from '@/lib/drivers/port';

const driver = createLibvirtDriver();
/** The rig's hosts run as another user, who makes his own folders in here. */
const root = mkdtempSync(join(tmpdir(), 'gridbox-test-files-'));
const folder = join(root, 'images');
let host: HostConnection;
let files: HostFiles;

beforeAll(async () => {
  const ANYONE_WRITES = 0o777;
  chmodSync(root, ANYONE_WRITES);
  const uri = inject('rigHosts')[0]?.uri ?? '';
  host = await driver.connect({ uri });
  if (host.files === undefined) throw new Error('the libvirt driver reaches no files');
  files = host.files;
});
afterAll(async () => {
  await host.close();
  await driver.stop();
  rmSync(root, { recursive: true, force: true });
});

/** Three whole pieces and an odd end, so that every path of the transfer is gone. */
const content = randomBytes(3 * 1024 * 1024 + 12_345);
async function* pieces(bytes: Buffer, size = 300_000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const readWhole = async (path: string): Promise<Buffer> => {
  const parts: Uint8Array[] = [];
  await files.read(path, async (piece) => void parts.push(piece));
  return Buffer.concat(parts);
};
/** Pools of ours that the host still has. */
const poolsLeft = async (): Promise<string[]> =>
  (await host.readHost()).storage.map((pool) => pool.name).filter((name) => name.startsWith('gridbox-'));

test('a file is written in a folder that was not there, read back whole, and removed; no pool is left', async () => {
  const path = await files.write({ folder, name: 'a b.raw', bytes: content.length }, pieces(content));
  expect(path).toBe(join(folder, 'a b.raw'));
  expect(hash(readFileSync(path))).toBe(hash(content));
  expect(await files.stat(path)).toMatchObject({ path, bytes: content.length });
  expect(hash(await readWhole(path))).toBe(hash(content));
  expect(await poolsLeft()).toEqual([]);
  expect(await files.remove(path)).toBe(true);
  expect(existsSync(path)).toBe(false);
  expect(await files.remove(path)).toBe(false);
});

test('what is not there is undefined, and what is there is not overwritten', async () => {
  expect(await files.stat(join(root, 'nowhere', 'x'))).toBeUndefined();
  expect(await files.freeBytes(join(root, 'nowhere'))).toBeUndefined();
  const path = await files.write({ folder, name: 'kept', bytes: 5 }, pieces(Buffer.from('first')));
  await expect(files.write({ folder, name: 'kept', bytes: 6 }, pieces(Buffer.from('second')))).rejects.toSatisfy(
    (error) => DriverError.is(error, 'refused') && /exists/.test(error.message),
  );
  expect(readFileSync(path, 'utf8')).toBe('first');
  expect(await files.freeBytes(folder)).toBeGreaterThan(0);
  await files.remove(path);
});

test('what is zero takes no room on its host, whole, at the end and beyond it, and is read back as zeros', async () => {
  const zeros = Buffer.alloc(5 * 1024 * 1024 + 77);
  const whole = Buffer.concat([zeros, content, zeros, content, zeros]);
  const capacityBytes = whole.length + 9_999_999;
  const path = await files.write(
    { folder, name: 'holes', bytes: whole.length, capacityBytes },
    pieces(whole, 1024 * 1024),
  );
  expect(await files.stat(path)).toMatchObject({ bytes: capacityBytes });
  const { blocks } = statSync(path);
  const BLOCK_BYTES = 512;
  // Each end of what is not zero shares a piece with zeros.
  expect(blocks * BLOCK_BYTES).toBeLessThan(2 * content.length + 5 * 1024 * 1024);
  expect(hash(await readWhole(path))).toBe(hash(Buffer.concat([whole, Buffer.alloc(capacityBytes - whole.length)])));
  await files.remove(path);
  const empty = await files.write({ folder, name: 'empty', bytes: zeros.length }, pieces(zeros));
  expect(statSync(empty)).toMatchObject({ size: zeros.length, blocks: 0 });
  expect(hash(await readWhole(empty))).toBe(hash(zeros));
  await files.remove(empty);
});

test('two transfers of one folder share its pool, and the last one takes it away', async () => {
  const path = await files.write({ folder, name: 'shared', bytes: content.length }, pieces(content));
  const read = await Promise.all([readWhole(path), readWhole(path), files.stat(path)]);
  expect(hash(read[0])).toBe(hash(content));
  expect(hash(read[1])).toBe(hash(content));
  expect(await poolsLeft()).toEqual([]);
});

test('a transfer that is cancelled ends at the next piece, and the host goes on answering', async () => {
  const path = join(folder, 'shared');
  const controller = new AbortController();
  await expect(files.read(path, async () => controller.abort(), { signal: controller.signal })).rejects.toSatisfy(
    (error) => DriverError.is(error, 'cancelled'),
  );
  expect(hash(await readWhole(path))).toBe(hash(content));
});

test('a guest that wrote another image into its raw disk is only guessed at, and the layer it points to is told', async () => {
  // A qcow2 header with a backing file, as a hostile guest would write it.
  const header = Buffer.alloc(512);
  header.write('QFI\xfb', 0, 'latin1');
  header.writeUInt32BE(2, 4);
  const backing = '/etc/passwd';
  header.writeBigUInt64BE(200n, 8);
  header.writeUInt32BE(backing.length, 16);
  header.writeUInt32BE(16, 20);
  header.writeBigUInt64BE(1_048_576n, 24);
  header.write(backing, 200, 'latin1');
  const path = await files.write({ folder, name: 'hostile', bytes: header.length }, pieces(header));
  expect(await files.stat(path)).toMatchObject({ bytes: 512, guessedFormat: 'qcow2', backingPath: '/etc/passwd' });
  expect(hash(await readWhole(path))).toBe(hash(header));
});
