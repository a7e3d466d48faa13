import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { IMAGE_EXAMPLES } from '@/lib/contracts/image-examples';
import { ImageSpecification } from '@/lib/contracts/image-specification';
import { normalImagePath } from '@/lib/domain/image-path';
import { checkSpecification, SPECIFICATION_CHARACTERS_MAX } from './check-specification';
import { hashSpecification } from './hash-specification';
import { DEFAULT_IMAGE_SOURCES, parseMirror } from './mirror';

const MIRROR = parseMirror(DEFAULT_IMAGE_SOURCES);
const LEAST = {
  name: 'tiny',
  description: 'A root of one program.',
  distribution: 'debian',
  suite: 'bookworm',
  base: 'extract',
  packages: ['busybox-static'],
  output: { kind: 'ext4' },
};
const made = (more: object = {}): ImageSpecification => ImageSpecification.parse({ ...LEAST, ...more });
const problemsOf = (more: object): string[] => {
  const parsed = ImageSpecification.safeParse({ ...LEAST, ...more });
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
};

describe('a specification', () => {
  test.each(IMAGE_EXAMPLES)('$title is read as it is shipped', ({ yaml }) => {
    expect(checkSpecification(yaml, MIRROR)).toHaveProperty('specification');
  });

  test('says of each mistake line, column and field', () => {
    const text =
      'name: Tiny\ndescription: x\ndistribution: debian\nsuite: etch\npackages:\n  - "a b"\noutput: { kind: ext4 }\nsecret: 1\n';
    const checked = checkSpecification(text, MIRROR);
    expect('problems' in checked ? checked.problems : []).toEqual([
      { line: 1, column: 1, field: 'name', message: expect.stringContaining('lower-case letters') },
      { line: 6, column: 5, field: 'packages.0', message: expect.stringContaining('name of a Debian package') },
      { line: 8, column: 1, field: 'secret', message: 'is no field of a specification' },
    ]);
  });

  test('names the suites that there are', () => {
    const checked = checkSpecification(JSON.stringify({ ...LEAST, suite: 'etch' }), MIRROR);
    expect('problems' in checked ? checked.problems : []).toMatchObject([
      { field: 'suite', message: 'is not offered by the mirror of this site, which has bookworm, trixie' },
    ]);
  });

  test.each([
    [{ packages: [] }, 'packages'],
    [{ services: ['ssh'] }, 'services'],
    [{ output: { kind: 'initramfs' } }, 'output.kind'],
    [{ kernel: 'linux-image-amd64', output: { kind: 'initramfs', sizeMiB: 64 } }, 'output.sizeMiB'],
    [{ kernel: 'busybox-static' }, 'packages'],
    [{ users: [{ name: 'root', uid: 1000 }] }, 'users'],
    [
      {
        files: [
          { path: '/a', content: '' },
          { path: '/a/b', content: '' },
        ],
      },
      'files.0',
    ],
  ])('%j contradicts itself', (more, field) => {
    const checked = checkSpecification(JSON.stringify({ ...LEAST, ...more }), MIRROR);
    expect('problems' in checked ? checked.problems.map((each) => each.field) : []).toContain(field);
  });

  test('is no book, and has no aliases', () => {
    const long = checkSpecification('#'.repeat(SPECIFICATION_CHARACTERS_MAX + 1), MIRROR);
    expect(long).toMatchObject({ problems: [{ message: expect.stringContaining('at most 262,144') }] });
    const bomb = checkSpecification('a: &a [x]\nb: [*a, *a]\n', MIRROR);
    expect(bomb).toMatchObject({ problems: [{ message: expect.stringContaining('Aliases') }] });
  });
});

describe('hostile words', () => {
  test.each([
    ['../../etc/cron.d/x'],
    ['/../etc/passwd'],
    ['/etc/../../root'],
    ['etc/passwd'],
    ['/'],
    [''],
    ['/a\nb'],
    ['/a\0b'],
    ['/a"b'],
    ['/a\\b'],
    ['/etc//passwd'],
    ['/etc/./passwd'],
    ['/etc/'],
  ])('%j is no path of a file', (path) => {
    expect(problemsOf({ files: [{ path, content: '' }] })).not.toEqual([]);
    expect(problemsOf({ absent: [path] })).not.toEqual([]);
    expect(problemsOf({ checksums: { [path]: '0'.repeat(64) } })).not.toEqual([]);
    expect(problemsOf({ users: [{ name: 'a', uid: 1000, home: path }] })).not.toEqual([]);
  });

  test.each([
    ['$(id)'],
    ['a b'],
    ['a;b'],
    ['-oDebug'],
    ['a,b'],
    ['~i'],
    ['?essential'],
    ['a/bookworm-backports'],
    ['a=1'],
    ['A'],
  ])('%j is no package', (name) => {
    expect(problemsOf({ packages: [name] })).not.toEqual([]);
    expect(problemsOf({ kernel: name })).not.toEqual([]);
  });

  test.each([
    [{ name: 'a:b', uid: 1000 }],
    [{ name: 'root\nx', uid: 1000 }],
    [{ name: 'a', uid: 0 }],
    [{ name: 'a', uid: 1000, shell: '/bin/sh:x' }],
    [{ name: 'a', uid: 1000, home: '/home/a:0:0' }],
    [{ name: 'a', uid: 1000, groups: ['sudo:x'] }],
    [{ name: 'a', uid: 1000, sshKeys: ['ssh-ed25519 AAAA x\nssh-ed25519 BBBB y'] }],
    [{ name: 'a', uid: 1000, sshKeys: ['command="id" ssh-ed25519 AAAA'] }],
  ])('%j is no user', (user) => {
    expect(problemsOf({ users: [user] })).not.toEqual([]);
  });

  test.each([['../x.service'], ['a b'], ['-H'], ['a/b'], ['a\n']])('%j is no service', (name) => {
    expect(problemsOf({ services: [name] })).not.toEqual([]);
  });

  test.each([['; rm'], ['http://elsewhere'], ['bookworm main'], ['-a']])('%j is no suite', (suite) => {
    expect(problemsOf({ suite })).not.toEqual([]);
  });

  test('a normal path is absolute, has no empty name and no way up, whatever is written', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom('..', '.', '', 'etc', 'a b'), fc.string()), { maxLength: 6 }),
        (names) => {
          const normal = normalImagePath(`/${names.join('/')}`);
          if (normal === undefined) return;
          expect(normal).toMatch(/^(\/[^/]+)+$/);
          expect(normal.split('/')).not.toContain('..');
          expect(normalImagePath(normal)).toBe(normal);
        },
      ),
    );
  });
});

describe('the hash of a specification', () => {
  test('does not see what decides nothing', () => {
    const hash = hashSpecification(made({ packages: ['bash', 'dash'], absent: ['/a', '/b'] }));
    const other = made({
      name: 'x',
      description: 'y',
      vo: 'atlas',
      roles: ['WN'],
      packages: ['dash', 'bash'],
      absent: ['/b', '/a'],
    });
    expect(hashSpecification(other)).toBe(hash);
    const files = (order: readonly number[]) =>
      hashSpecification(made({ files: order.map((each) => ({ path: `/${each}`, content: 'é' })) }));
    expect(files([1, 2])).toBe(files([2, 1]));
    const written = (file: object) => hashSpecification(made({ files: [{ path: '/a', ...file }] }));
    expect(written({ content: 'é', mode: '644' })).toBe(written({ base64: 'w6k=', mode: '0644' }));
  });

  test('sees everything else', () => {
    const changes = [
      { suite: 'trixie' },
      { architecture: 'arm64' },
      { base: 'apt' },
      { packages: ['dash'] },
      { kernel: 'linux-image-amd64' },
      { modules: false },
      { modules: ['virtio_net'] },
      { keep: ['/bin/busybox'] },
      { files: [{ path: '/a', content: '' }] },
      { files: [{ path: '/a', content: '', mode: '0600' }] },
      { files: [{ path: '/a', content: '', owner: 1 }] },
      { files: [{ path: '/a', content: '', group: 1 }] },
      { files: [{ path: '/a', content: ' ' }] },
      { users: [{ name: 'a', uid: 1000 }] },
      { services: ['ssh'] },
      { absent: ['/a'] },
      { checksums: { '/a': '0'.repeat(64) } },
      { output: { kind: 'qcow2' } },
      { output: { kind: 'ext4', sizeMiB: 64 } },
    ];
    const hashes = [{}, ...changes].map((change) => hashSpecification(made(change)));
    expect(new Set(hashes).size).toBe(changes.length + 1);
  });
});

describe('the mirror', () => {
  test('offers suites with their updates', () => {
    expect(MIRROR.suites.map(({ name, sources }) => [name, sources.length])).toEqual([
      ['bookworm', 3],
      ['trixie', 3],
    ]);
    expect(parseMirror('# ours\n\ndeb   file:/srv/debian  sid  main contrib').suites).toEqual([
      { name: 'sid', sources: ['deb file:/srv/debian sid main contrib'] },
    ]);
  });

  test.each([
    [''],
    ['deb-src http://x y main'],
    ['deb [trusted=yes] http://x bookworm main'],
    ['deb ftp://x bookworm main'],
    ['deb http://x bookworm'],
    ['deb http://user:word@x bookworm main'],
    ['deb http://x "bookworm" main'],
    ['deb http://x ../x main'],
  ])('%j is none', (text) => {
    expect(() => parseMirror(text)).toThrow(/line 1|names no source/);
  });
});
