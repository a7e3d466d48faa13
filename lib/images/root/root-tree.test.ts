import { execFileSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, rmSync, symlinkSync, linkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { IMAGE_EPOCH_SECONDS } from '@/lib/images/epoch';
import { openTar, readTar } from './read-tar';
import { contentOf, ImageProblem, RootTree } from './root-tree';

const folder = mkdtempSync(join(tmpdir(), 'gridbox-root-'));
afterAll(() => rmSync(folder, { recursive: true }));

const tree = (): RootTree => new RootTree(IMAGE_EPOCH_SECONDS);
const textAt = (root: RootTree, path: string): string | undefined => root.readText(path);
const FOLDER = { kind: 'folder', mode: 0o755, uid: 0, gid: 0, mtime: 0 } as const;

describe('paths in a tree', () => {
  test('a link that leads out of the image ends at its root', () => {
    const root = tree();
    root.putLink('/out', '../../../..');
    root.putLink('/etc', '/usr/etc');
    root.putFile('/out/etc/passwd', Buffer.from('x'));
    expect(textAt(root, '/usr/etc/passwd')).toBe('x');
    expect([...root.entries()].map(([path]) => path)).toEqual([
      '/',
      '/etc',
      '/out',
      '/usr',
      '/usr/etc',
      '/usr/etc/passwd',
    ]);
  });

  test('a link of the last name is replaced, not followed', () => {
    const root = tree();
    root.putFile('/a', Buffer.from('a'));
    root.putLink('/b', '/a');
    root.putFile('/b', Buffer.from('b'));
    expect([textAt(root, '/a'), textAt(root, '/b')]).toEqual(['a', 'b']);
  });

  test('links without end, and ways through files, are problems', () => {
    const root = tree();
    root.putLink('/a', '/b');
    root.putLink('/b', 'a');
    root.putFile('/c', Buffer.alloc(0));
    expect(() => root.find('/a/x')).toThrow(ImageProblem);
    expect(() => root.putFile('/a/x', Buffer.alloc(0))).toThrow(ImageProblem);
    expect(() => root.putFile('/c/x', Buffer.alloc(0))).toThrow('/c cannot be a folder');
    expect(() => root.makeFolder('/c')).toThrow('/c cannot be a folder');
    root.makeFolder('/d');
    expect(() => root.putFile('/d', Buffer.alloc(0))).toThrow('/d is a folder');
  });

  test('whatever is put where, everything lies in a folder of the tree, and what was put is found', () => {
    const name = fc.constantFrom('a', 'b', 'c', '..', '.');
    const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => `/${names.join('/')}`);
    const target = fc.tuple(fc.boolean(), path).map(([absolute, text]) => (absolute ? text : text.slice(1)));
    const deed = fc.oneof(
      fc.record({ kind: fc.constant('file' as const), path }),
      fc.record({ kind: fc.constant('link' as const), path, target }),
      fc.record({ kind: fc.constant('folder' as const), path }),
      fc.record({ kind: fc.constant('remove' as const), path }),
    );
    fc.assert(
      fc.property(fc.array(deed, { maxLength: 20 }), (deeds) => {
        const root = tree();
        for (const [index, each] of deeds.entries()) {
          const normal = posix.normalize(each.path);
          if (normal === '/' || normal.endsWith('/..')) continue;
          try {
            if (each.kind === 'file') {
              root.putFile(normal, Buffer.from(String(index)));
              expect(textAt(root, normal)).toBe(String(index));
            } else if (each.kind === 'link') root.putLink(normal, each.target);
            else if (each.kind === 'folder') root.makeFolder(normal);
            else root.remove(normal);
          } catch (error) {
            if (!(error instanceof ImageProblem)) throw error;
          }
        }
        const entries = [...root.entries()];
        for (const [at] of entries) {
          expect(posix.normalize(at)).toBe(at);
          expect(root.at(posix.dirname(at))?.kind).toBe('folder');
        }
      }),
    );
  });
});

describe('an archive of tar', () => {
  test('is read as GNU tar writes it: long names, links, owners, times', () => {
    const from = join(folder, 'from');
    const long = 'n'.repeat(120);
    mkdirSync(join(from, long, long), { recursive: true });
    writeFileSync(join(from, long, long, 'é "x" \\'), 'content');
    writeFileSync(join(from, 'one'), Buffer.alloc(1_300, 7));
    linkSync(join(from, 'one'), join(from, 'two'));
    symlinkSync(`/${long}/${long}`, join(from, 'link'));
    for (const format of ['gnu', 'pax']) {
      const archive = join(folder, `${format}.tar`);
      execFileSync('tar', [
        '--sort=name',
        `--format=${format}`,
        '--owner=7',
        '--group=3000000',
        '--mtime=@1000.5',
        '-cf',
        archive,
        '-C',
        from,
        '.',
      ]);
      const opened = openTar(archive, IMAGE_EPOCH_SECONDS);
      expect([...opened.tree.entries()].map(([path]) => path)).toEqual([
        '/',
        '/link',
        `/${long}`,
        `/${long}/${long}`,
        `/${long}/${long}/é "x" \\`,
        '/one',
        '/two',
      ]);
      expect(textAt(opened.tree, `/link/é "x" \\`)).toBe('content');
      expect(opened.tree.at('/one')).toBe(opened.tree.at('/two'));
      expect(opened.tree.at('/one')).toMatchObject({ uid: 7, gid: 3_000_000, mtime: 1000, content: { size: 1_300 } });
      opened.close();
    }
  });

  test('nothing in it is younger than the image', () => {
    const root = tree();
    root.load('/a', { ...FOLDER, mtime: IMAGE_EPOCH_SECONDS + 1 });
    root.load('/b', { ...FOLDER, mtime: 1 });
    expect([root.at('/a')?.mtime, root.at('/b')?.mtime]).toEqual([IMAGE_EPOCH_SECONDS, 1]);
  });

  test('one that climbs out, is cut off or is none is refused with the place', () => {
    const archive = join(folder, 'up.tar');
    writeFileSync(join(folder, 'x'), 'x');
    execFileSync('tar', ['-cPf', archive, '--transform=s,^.*$,../../x,', join(folder, 'x')]);
    expect(() => openTar(archive, 0)).toThrow('"../../x"');
    expect(() => readTar(contentOf(Buffer.alloc(512, 0x31)), 0)).toThrow('wrong checksum (at byte 0)');
    expect(() => readTar(contentOf(Buffer.alloc(0)), 0)).toThrow('has no end');
  });

  test('with any byte of it changed it is read or refused, and nothing leaves its root', () => {
    const from = join(folder, 'changed');
    mkdirSync(join(from, 'a'), { recursive: true });
    writeFileSync(join(from, 'a', 'é'.repeat(80)), 'x');
    symlinkSync('a', join(from, 'b'));
    const bytes = execFileSync('tar', ['--format=pax', '-cf', '-', '-C', from, '.']);
    let refused = 0;
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ by;
        let read: RootTree;
        try {
          read = readTar(contentOf(changed), 0);
        } catch (error) {
          refused += 1;
          expect(error).toBeInstanceOf(Error);
          return;
        }
        for (const [path] of read.entries()) expect(posix.normalize(path)).toBe(path);
      }),
      { numRuns: 400 },
    );
    expect(refused).toBeGreaterThan(0);
  });
});
