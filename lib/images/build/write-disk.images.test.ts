import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RootTree } from '@/lib/images/root/root-tree';
import { writeDisk } from './write-disk';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'gridbox-disk-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const ask = (disk: string, command: string): string =>
  execFileSync('debugfs', ['-R', command, disk], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

test('a folder has room for further names of a file, however full it is', async () => {
  const tree = new RootTree(0);
  // Each block of the folder is full at one of these: perl has three names in a /usr/bin of a thousand.
  const NAMES = 400;
  tree.putFile('/bin/0', Buffer.from('the same'));
  for (let index = 1; index < NAMES; index += 1)
    tree.loadHardLink(`/bin/${'n'.repeat(60)}-${String(index).padStart(3, '0')}`, '/bin/0');
  const path = join(dir, 'disk.ext4');
  const folder = join(dir, 'work');
  mkdirSync(folder);
  const call = { signal: undefined, onLine: () => undefined, onStart: () => undefined };
  await writeDisk({ tree, sizeMiB: 16, seed: 'a'.repeat(32), path, folder, call });
  const names = ask(path, 'ls -p /bin')
    .split('\n')
    .filter((line) => line.includes('nnn'));
  expect(names).toHaveLength(NAMES - 1);
  expect(new Set(names.map((line) => line.split('/')[1]))).toHaveLength(1);
  expect(ask(path, 'stat /bin/0')).toMatch(new RegExp(`Links: ${NAMES}`));
});
