import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { convertImage, hasQemuImg, readImageSize } from './qemu-img';

const folder = mkdtempSync(join(tmpdir(), 'gridbox-test-images-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, name);
const hash = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');
test('it is there', async () => expect(await hasQemuImg()).toBe(true));

test('raw becomes qcow2 and raw again, with every byte where it was', async () => {
  const content = Buffer.concat([randomBytes(300_000), Buffer.alloc(700_000), randomBytes(48_576)]);
  writeFileSync(at('a.raw'), content);
  await convertImage({ path: at('a.raw'), format: 'raw' }, { path: at('a.qcow2'), format: 'qcow2' });
  expect(await readImageSize(at('a.qcow2'), 'qcow2')).toBe(content.length);
  await convertImage({ path: at('a.qcow2'), format: 'qcow2' }, { path: at('b.raw'), format: 'raw' });
  expect(hash(at('b.raw'))).toBe(hash(at('a.raw')));
});

test('a raw disk on which a guest wrote a qcow2 header stays a raw disk: no file it names is opened', async () => {
  writeFileSync(at('secret'), 'not for guests');
  execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', '-b', at('secret'), '-F', 'raw', at('hostile')]);
  // Disks are whole sectors; qemu-img rounds a raw file that is not up to one.
  const SECTOR = 512;
  const bytes = Math.ceil(readFileSync(at('hostile')).length / SECTOR) * SECTOR;
  truncateSync(at('hostile'), bytes);
  expect(await readImageSize(at('hostile'), 'raw')).toBe(bytes);
  await convertImage({ path: at('hostile'), format: 'raw' }, { path: at('hostile.copy'), format: 'raw' });
  expect(hash(at('hostile.copy'))).toBe(hash(at('hostile')));
  expect(readFileSync(at('hostile.copy')).includes('not for guests')).toBe(false);
});

test.each([
  [
    'a layer',
    ['create', '-q', '-f', 'qcow2', '-b', at('base.qcow2'), '-F', 'qcow2', at('bad.qcow2')],
    /layer on another/,
  ],
  [
    'data in another file',
    ['create', '-q', '-f', 'qcow2', '-o', `data_file=${at('data.raw')}`, at('bad.qcow2'), '1M'],
    /data in another file/,
  ],
])('%s is refused', async (_what, args, words) => {
  execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', at('base.qcow2'), '1M']);
  execFileSync('qemu-img', args);
  await expect(readImageSize(at('bad.qcow2'), 'qcow2')).rejects.toThrow(words);
});

test('what is not an image of its format is refused in its own words', async () => {
  writeFileSync(at('text'), 'no image');
  await expect(readImageSize(at('text'), 'qcow2')).rejects.toThrow(/qemu-img info failed: .*not in qcow2 format/);
});

test('a conversion that is cancelled ends, and nothing is called converted', async () => {
  const controller = new AbortController();
  controller.abort(new Error('asked to stop'));
  await expect(
    convertImage(
      { path: at('a.raw'), format: 'raw' },
      { path: at('c.qcow2'), format: 'qcow2' },
      { signal: controller.signal },
    ),
  ).rejects.toThrow('asked to stop');
});
