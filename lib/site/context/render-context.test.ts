import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { renderContext } from './render-context';
import type { SiteContext } from './site-context';

const CONTEXT: SiteContext = {
  version: 1,
  site: 'box',
  instance: 'ce',
  hostname: 'box-ce',
  role: 'CE',
  vo: null,
  network: { address: '10.88.0.10', prefix: 24, gateway: null },
  hosts: [
    { instance: 'ce', name: 'box-ce', address: '10.88.0.10', role: 'CE', vcpus: 1, memoryKiB: 524_288 },
    { instance: 'wn-0', name: 'box-wn-0', address: null, role: 'WN', vcpus: 2, memoryKiB: 524_288 },
  ],
  vos: [{ name: 'atlas', queue: 'atlas' }],
  batch: { lrms: 'slurm', queues: [{ name: 'atlas', maxWallSeconds: 7200 }] },
  vars: { k: 'v' },
  packages: [],
  run: [['echo', '$(id)']],
};
const KEY = Buffer.from([0, 255, 10, 39]);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'context-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Written down, as a guest would find it on its disk. */
function onDisk(bytes: Buffer): string {
  const path = join(folder, 'context.img');
  writeFileSync(path, bytes);
  return path;
}

describe('the archive', () => {
  test('is one that tar unpacks, with modes, owners and bytes', () => {
    const long = `/opt/${'d'.repeat(90)}/${'e'.repeat(90)}.conf`;
    const disk = onDisk(
      renderContext(CONTEXT, [
        { path: '/etc/munge/munge.key', content: KEY, mode: 0o400, owner: 'munge', group: 'munge' },
        { path: long, content: 'öl\n', mode: 0o644 },
      ]),
    );
    expect(statSync(disk).size % 4096).toBe(0);
    const list = execFileSync('tar', ['-tvf', disk], { encoding: 'utf8' }).trimEnd().split('\n');
    expect(list.map((line) => line.split(/\s+/).at(-1))).toEqual([
      'context.json',
      'context.sh',
      'hosts',
      'files/etc/munge/munge.key',
      `files${long}`,
    ]);
    expect(list[3]).toMatch(/^-r-------- munge\/munge\s+4 /);
    execFileSync('tar', ['-xf', disk, '-C', folder, '--no-same-owner']);
    expect(readFileSync(join(folder, 'files/etc/munge/munge.key'))).toEqual(KEY);
    expect(readFileSync(join(folder, 'files', long), 'utf8')).toBe('öl\n');
    expect(JSON.parse(readFileSync(join(folder, 'context.json'), 'utf8'))).toEqual(CONTEXT);
    expect(readFileSync(join(folder, 'hosts'), 'utf8')).toBe(
      '127.0.0.1 localhost\n::1 localhost\n10.88.0.10 box-ce ce\n',
    );
  });

  test('is known by its first name and its magic, and is the same each time', () => {
    const bytes = renderContext(CONTEXT);
    expect(bytes.subarray(0, 13).toString('latin1')).toBe('context.json\0');
    expect(bytes.subarray(257, 262).toString('latin1')).toBe('ustar');
    expect(renderContext(structuredClone(CONTEXT))).toEqual(bytes);
  });

  test.each([
    ['/etc/../shadow', 'x', 'no path'],
    ['etc/hosts', 'x', 'no path'],
    [`/${'n'.repeat(150)}`, 'x', 'too long'],
    ['/big', 'x'.repeat(1024 * 1024), 'more than 1 MiB'],
  ])('refuses %.20s', (path, content, words) => {
    expect(() => renderContext(CONTEXT, [{ path, content, mode: 0o644 }])).toThrow(words);
  });

  test('refuses a name that would be a line of its own in /etc/hosts', () => {
    const hosts = [{ ...CONTEXT.hosts[0], name: 'a\n6.6.6.6 www' }] as SiteContext['hosts'];
    expect(() => renderContext({ ...CONTEXT, hosts })).toThrow('hosts.0.name is no name of a host');
  });
});

describe('context.sh', () => {
  test.each([
    "it's",
    "'; touch pwned; '",
    '$(touch pwned)',
    '`touch pwned`',
    'two\nlines\ntouch pwned',
    String.raw`\'; touch pwned #`,
    '"$HOME" *',
    '-n',
  ])('gives a shell %j as it is', (vo) => {
    const disk = onDisk(renderContext({ ...CONTEXT, vo }));
    execFileSync('tar', ['-xf', disk, '-C', folder, '--no-same-owner']);
    const script = `. ./context.sh; printf '%s|%s|%s' "$GRIDBOX_HOSTNAME" "$GRIDBOX_PREFIX" "$GRIDBOX_VO"`;
    const said = execFileSync('sh', ['-c', script], { cwd: folder, encoding: 'utf8' });
    expect(said).toBe(`box-ce|24|${vo}`);
    expect(existsSync(join(folder, 'pwned'))).toBe(false);
  });

  test('has no room for a zero byte', () => {
    expect(() => renderContext({ ...CONTEXT, vo: 'a\0b' })).toThrow('zero byte');
  });
});
