/** A root is the same bytes wherever it is made: in memory, and on the disk where memory has no room for it. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseMirror } from '@/lib/images/mirror';
import { machineMirror } from '@/lib/images/testing/machine-mirror';
import { GIB, MIB } from '@/lib/utils/units';
import { hashFile } from './hash-file';
import { makeRoot, rootMode } from './make-root';

const { source, suite } = machineMirror();
const { suites } = parseMirror(source);

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'gridbox-root-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

async function made(name: string, memoryBytes: number) {
  const folder = join(dir, name);
  mkdirSync(folder);
  const lines: string[] = [];
  const { archive, packages } = await makeRoot(
    {
      suite,
      architecture: process.arch === 'arm64' ? 'arm64' : 'amd64',
      sources: suites.find((each) => each.name === suite)?.sources ?? [],
      packages: ['busybox-static'],
      from: { variant: 'extract' },
    },
    folder,
    { signal: AbortSignal.timeout(240_000), onLine: (line) => lines.push(line) },
    memoryBytes,
  );
  return { lines, packages, folder, hash: (await hashFile(archive, 'sha256')).hash };
}

test.runIf(rootMode() === 'root')(
  'a root that has no room in memory is made on the disk, and is the same',
  async () => {
    const inMemory = await made('memory', GIB);
    // Less than the packages' lists take.
    const onDisk = await made('disk', 8 * MIB);
    const words = 'The root has no room in memory: it is made again, on the disk.';
    expect(inMemory.lines).not.toContain(words);
    expect(onDisk.lines).toContain(words);
    expect(onDisk.packages.map(({ name }) => name)).toContain('busybox-static');
    expect(onDisk).toMatchObject({ packages: inMemory.packages, hash: inMemory.hash });
    // What was in memory is seen by nobody else, and gone.
    expect(readdirSync(join(inMemory.folder, 'memory'))).toEqual([]);
  },
);
