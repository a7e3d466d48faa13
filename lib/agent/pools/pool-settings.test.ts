import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readPoolSystems } from './pool-settings';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gridbox-pools-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

test('a batch system is named, and its guests get the files that it has here', async () => {
  const [conf, key] = [write('slurm.conf', 'ClusterName=x\n'), write('munge.key', 'secret')];
  const text = `systems:\n  main: { lrms: slurm, guest: { slurmConf: ${conf}, mungeKey: ${key} } }\n`;
  const [system] = readPoolSystems(write('pools.yaml', text));
  expect(system?.name).toBe('main');
  expect((await system?.guestFiles())?.map(({ path, content, mode }) => [path, String(content), mode])).toEqual([
    ['/etc/slurm/slurm.conf', 'ClusterName=x\n', 0o644],
    ['/etc/munge/munge.key', 'secret', 0o400],
  ]);
  rmSync(key);
  await expect(system?.guestFiles()).rejects.toThrow(/munge\.key of a slot cannot be read/);
});

test.each([
  ['systems: [', /pools\.yaml: /],
  ['systems: { main: { lrms: pbs } }', /pools\.yaml: systems\.main/],
  ['systems: { main: { lrms: slurm, guest: { slurmConf: x, mungeKey: /k } } }', /slurmConf: write an absolute path/],
])('what is wrong in %j is said with its place', (text, words) => {
  expect(() => readPoolSystems(write('pools.yaml', text))).toThrow(words);
});
