import { execFileSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, rmSync, symlinkSync, linkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { ImageSpecification } from '@/lib/contracts/image-specification';
import { IMAGE_EPOCH_DAYS, IMAGE_EPOCH_SECONDS } from '@/lib/images/epoch';
import { addUsers } from './add-users';
import { applySpecification } from './apply-specification';
import { enableServices } from './enable-services';
import { packagesOfArchives, packagesOfStatus } from './list-packages';
import { openTar, readTar } from './read-tar';
import { contentOf, ImageProblem, RootTree } from './root-tree';
import { settleRoot } from './settle-root';
import { findKernel, takeKernel } from './take-kernel';
import { verifyRoot } from './verify-root';

const folder = mkdtempSync(join(tmpdir(), 'gridbox-root-'));
afterAll(() => rmSync(folder, { recursive: true }));

const tree = (): RootTree => new RootTree(IMAGE_EPOCH_SECONDS);
const textAt = (root: RootTree, path: string): string | undefined => root.readText(path);
const FOLDER = { kind: 'folder', mode: 0o755, uid: 0, gid: 0, mtime: 0 } as const;
const specification = (more: object): ImageSpecification =>
  ImageSpecification.parse({
    name: 'x',
    description: 'x',
    distribution: 'debian',
    suite: 'bookworm',
    output: { kind: 'ext4' },
    ...more,
  });

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

describe('users', () => {
  const base = (): RootTree => {
    const root = tree();
    root.putFile('/etc/passwd', Buffer.from('root:x:0:0:root:/root:/bin/bash\nman:x:6:12::/:/bin/sh\n'));
    root.putFile('/etc/group', Buffer.from('root:x:0:\nsudo:x:27:old\n'));
    root.putFile('/etc/shadow', Buffer.from('root:*:1:0:99999:7:::\n'), { mode: 0o640, gid: 42 });
    return root;
  };
  const user = { name: 'ann', uid: 2000, shell: '/bin/sh', groups: [], sshKeys: [] };

  test('get a line everywhere, a home of their own, and no password', () => {
    const root = base();
    addUsers(root, [{ ...user, groups: ['sudo'], sshKeys: ['ssh-ed25519 AAAA ann'] }]);
    expect(textAt(root, '/etc/passwd')).toContain('\nann:x:2000:2000::/home/ann:/bin/sh\n');
    expect(textAt(root, '/etc/group')).toBe('root:x:0:\nsudo:x:27:old,ann\nann:x:2000:\n');
    expect(textAt(root, '/etc/shadow')).toContain(`\nann:*:${IMAGE_EPOCH_DAYS}:`);
    expect(root.at('/etc/shadow')).toMatchObject({ mode: 0o640, gid: 42 });
    expect(root.at('/home')).toMatchObject({ uid: 0 });
    expect(root.at('/home/ann/.ssh/authorized_keys')).toMatchObject({ uid: 2000, gid: 2000, mode: 0o600 });
  });

  test('are refused where name, number or group do not fit', () => {
    expect(() => addUsers(base(), [{ ...user, name: 'man' }])).toThrow('there is a user of that name');
    expect(() => addUsers(base(), [{ ...user, name: 'sudo' }])).toThrow('there is a group of that name');
    expect(() => addUsers(base(), [{ ...user, uid: 27 }])).toThrow('the group sudo has the number 27');
    expect(() => addUsers(base(), [{ ...user, groups: ['wheel'] }])).toThrow('there is no group wheel');
  });

  test('own files by name', () => {
    const root = base();
    const { files, users } = specification({
      users: [{ name: 'ann', uid: 2000 }],
      files: [{ path: '/srv/a', content: 'a', owner: 'ann', group: 'sudo', mode: '4750' }],
    });
    applySpecification(root, specification({ files, users }));
    expect(root.at('/srv/a')).toMatchObject({ uid: 2000, gid: 27, mode: 0o4750 });
    const stranger = specification({ files: [{ path: '/srv/a', content: 'a', owner: 'bob' }] });
    expect(() => applySpecification(base(), stranger)).toThrow('/srv/a belongs to the user bob');
  });
});

describe('services', () => {
  const withUnits = (units: Readonly<Record<string, string>>): RootTree => {
    const root = tree();
    root.putLink('/lib', 'usr/lib');
    for (const [name, text] of Object.entries(units))
      root.putFile(`/usr/lib/systemd/system/${name}`, Buffer.from(text));
    return root;
  };
  const linkAt = (root: RootTree, path: string) => root.at(`/etc/systemd/system/${path}`);

  test('are enabled by their own words', () => {
    const root = withUnits({
      'ssh.service':
        '[Unit]\nWantedBy=not.this\n[Install]\nWantedBy=multi-user.target\nAlias=sshd.service\nAlso=ssh.socket\n',
      'ssh.socket': '[Install]\nRequiredBy=sockets.target\n',
      'getty@.service': '[Install]\nWantedBy=getty.target\n',
    });
    enableServices(root, ['ssh', 'getty@tty1']);
    const target = '/usr/lib/systemd/system/ssh.service';
    expect(linkAt(root, 'multi-user.target.wants/ssh.service')).toMatchObject({ kind: 'link', target });
    expect(linkAt(root, 'sshd.service')).toMatchObject({ target });
    expect(linkAt(root, 'sockets.target.requires/ssh.socket')).toBeDefined();
    expect(linkAt(root, 'getty.target.wants/getty@tty1.service')).toMatchObject({
      target: '/usr/lib/systemd/system/getty@.service',
    });
  });

  test('are refused where there is none, or nothing to enable, or a unit names a way out', () => {
    const root = withUnits({
      'static.service': '[Service]\n',
      'bad.service': '[Install]\nWantedBy=../../../../etc/cron.d\n',
    });
    expect(() => enableServices(root, ['none'])).toThrow('none.service is in no package');
    expect(() => enableServices(root, ['static'])).toThrow('no [Install] section');
    expect(() => enableServices(root, ['bad'])).toThrow('which is no unit');
  });
});

describe('a kernel', () => {
  const withKernel = (...versions: readonly string[]): RootTree => {
    const root = tree();
    for (const version of versions) {
      root.putFile(`/boot/vmlinuz-${version}`, Buffer.from(version));
      root.putFile(`/lib/modules/${version}/kernel/a.ko`, Buffer.from('a'));
    }
    return root;
  };

  test('is laid into an image, with its modules where they are wanted', () => {
    const [bare, whole] = [tree(), tree()];
    takeKernel(withKernel('6.1'), bare, { modules: false });
    takeKernel(withKernel('6.1'), whole, { modules: true });
    expect(findKernel(bare)).toMatchObject({ version: '6.1', initrd: undefined });
    expect(bare.find('/lib/modules')).toBeUndefined();
    expect(textAt(whole, '/lib/modules/6.1/kernel/a.ko')).toBe('a');
  });

  test('is one', () => {
    expect(findKernel(tree())).toBeUndefined();
    expect(() => findKernel(withKernel('6.1', '6.2'))).toThrow('There are 2 kernels');
    expect(() => takeKernel(tree(), tree(), { modules: false })).toThrow('brings none');
  });
});

test('an initramfs starts something', () => {
  const wish = specification({ kernel: 'linux-image-amd64', output: { kind: 'initramfs' } });
  expect(() => applySpecification(tree(), wish)).toThrow('Nothing would start');
  const root = tree();
  root.putFile('/usr/sbin/init', Buffer.from('x'), { mode: 0o755 });
  root.putLink('/sbin', 'usr/sbin');
  applySpecification(root, wish);
  expect(root.at('/init')).toMatchObject({ kind: 'link', target: '/sbin/init' });
});

test('what must be absent and what has a checksum is looked at, all of it', () => {
  const root = tree();
  root.makeFolder('/lib/tls');
  root.putFile('/a', Buffer.from('a'));
  const checksums = { '/a': '0'.repeat(64), '/b': '0'.repeat(64), '/lib': '0'.repeat(64) };
  expect(() => verifyRoot(root, { absent: ['/lib/tls', '/gone'], checksums })).toThrow(
    /\/lib\/tls must be absent and is there; \/a has the SHA-256 ca978112.*; \/b has a checksum and is not there; \/lib has a checksum and is no file/,
  );
  const right = { '/a': 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb' };
  expect(() => verifyRoot(root, { absent: ['/gone'], checksums: right })).not.toThrow();
});

test('what one build has and another has not is taken out', () => {
  const root = tree();
  for (const path of [
    '/etc/apt/sources.list',
    '/etc/apt/sources.list.d/0.list',
    '/etc/ssh/ssh_host_rsa_key',
    '/etc/munge/munge.key',
  ])
    root.putFile(path, Buffer.from('x'));
  root.putFile('/etc/shadow', Buffer.from('root:*:20786:0:99999:7:::\nx:!:20786::::::\n'));
  settleRoot(root, { unpacked: false });
  expect([...root.entries()].flatMap(([path, node]) => (node.kind === 'file' ? [path] : []))).toEqual([
    '/etc/hostname',
    '/etc/shadow',
  ]);
  expect(textAt(root, '/etc/shadow')).toBe(`root:*:${IMAGE_EPOCH_DAYS}:0:99999:7:::\nx:!:${IMAGE_EPOCH_DAYS}::::::\n`);
});

test('packages are listed by what dpkg and apt wrote', () => {
  const status =
    'Package: b\nStatus: install ok installed\nArchitecture: all\nVersion: 1:2-3\n\nPackage: a\nStatus: deinstall ok config-files\nArchitecture: all\nVersion: 1\n\nPackage: a\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1\nDescription: x\n Version: no\n';
  expect(packagesOfStatus(status)).toEqual([
    { name: 'a', version: '1', architecture: 'amd64' },
    { name: 'b', version: '1:2-3', architecture: 'all' },
  ]);
  expect(packagesOfArchives('partial\nb_1%3a2-3_amd64.deb\nlock\n')).toEqual([
    { name: 'b', version: '1:2-3', architecture: 'amd64' },
  ]);
});
