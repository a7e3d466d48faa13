import { describe, expect, test } from 'vitest';
import { ImageSpecification } from '@/lib/contracts/image-specification';
import { IMAGE_EPOCH_DAYS, IMAGE_EPOCH_SECONDS } from '@/lib/images/epoch';
import { addUsers } from './add-users';
import { applySpecification } from './apply-specification';
import { enableServices } from './enable-services';
import { packagesOfArchives, packagesOfStatus } from './list-packages';
import { keepOnly } from './keep-only';
import { RootTree } from './root-tree';
import { settleRoot } from './settle-root';
import { findKernel, takeKernel } from './take-kernel';
import { verifyRoot } from './verify-root';

const tree = (): RootTree => new RootTree(IMAGE_EPOCH_SECONDS);
const textAt = (root: RootTree, path: string): string | undefined => root.readText(path);
const specification = (more: object): ImageSpecification =>
  ImageSpecification.parse({
    name: 'x',
    description: 'x',
    distribution: 'debian',
    suite: 'bookworm',
    output: { kind: 'ext4' },
    ...more,
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

  test('is laid into an image with the modules that are named, and what these need', () => {
    const from = withKernel('6.1');
    const built = (needs: string): Buffer => Buffer.from(`ELF\0license=GPL\0depends=${needs}\0vermagic=6.1\0`);
    from.putFile('/lib/modules/6.1/kernel/net/virtio_net.ko', built('virtio,net-failover'));
    from.putFile('/lib/modules/6.1/kernel/net/net_failover.ko', built(''));
    from.putFile('/lib/modules/6.1/kernel/virtio.ko', built('virtio_ring'));
    from.putFile('/lib/modules/6.1/modules.builtin', Buffer.from('kernel/virtio_ring.ko\n'));
    const into = tree();
    takeKernel(from, into, { modules: ['virtio-net', 'virtio_ring'] });
    expect(textAt(into, '/lib/modules/6.1/modules.dep')).toBe(
      [
        'kernel/net/net_failover.ko:',
        'kernel/net/virtio_net.ko: kernel/virtio.ko kernel/net/net_failover.ko',
        'kernel/virtio.ko:',
        '',
      ].join('\n'),
    );
    expect(into.names('/lib/modules/6.1/kernel/net')).toEqual(['net_failover.ko', 'virtio_net.ko']);
    expect(into.exists('/lib/modules/6.1/kernel/a.ko')).toBe(false);
    expect(() => takeKernel(from, tree(), { modules: ['warp'] })).toThrow('The kernel has no module warp.');
    from.putFile('/lib/modules/6.1/kernel/warp.ko.xz', Buffer.from('x'));
    expect(() => takeKernel(from, tree(), { modules: ['warp'] })).toThrow('are compressed');
  });

  test('has its modules in an order in which each finds what it needs, however its file names them', () => {
    const from = withKernel('6.1');
    const built = (needs: string): Buffer => Buffer.from(`ELF\0depends=${needs}\0`);
    // As Debian's: which of the two is named first differs from one build of the kernel to the next.
    from.putFile('/lib/modules/6.1/pci.ko', built('ring,virtio'));
    from.putFile('/lib/modules/6.1/virtio.ko', built('ring'));
    from.putFile('/lib/modules/6.1/ring.ko', built(''));
    const into = tree();
    takeKernel(from, into, { modules: ['pci'] });
    expect(textAt(into, '/lib/modules/6.1/modules.dep')).toContain('pci.ko: virtio.ko ring.ko\n');
  });

  test('is one', () => {
    expect(findKernel(tree())).toBeUndefined();
    expect(() => findKernel(withKernel('6.1', '6.2'))).toThrow('There are 2 kernels');
    expect(() => takeKernel(tree(), tree(), { modules: false })).toThrow('brings none');
  });
});

describe('what is kept of packages', () => {
  const packed = (): RootTree => {
    const root = tree();
    root.putLink('/lib', 'usr/lib');
    root.putFile('/usr/lib/python3/ssl.py', Buffer.from('ssl'));
    root.putFile('/usr/lib/python3/test/test.py', Buffer.from('test'));
    root.putFile('/usr/lib/libssl.so.3.0', Buffer.from('so'));
    root.putLink('/usr/lib/libssl.so.3', 'libssl.so.3.0');
    root.putFile('/usr/share/doc/x', Buffer.from('doc'));
    return root;
  };
  const paths = (root: RootTree): string[] => [...root.entries()].map(([path]) => path);

  test('is what is named, with links on the way and where they lead to, and nothing else', () => {
    const root = packed();
    keepOnly(root, ['/lib/libssl.so.3', '/usr/lib/python3/ssl.py']);
    expect(paths(root)).toEqual([
      '/',
      '/lib',
      '/usr',
      '/usr/lib',
      '/usr/lib/libssl.so.3',
      '/usr/lib/libssl.so.3.0',
      '/usr/lib/python3',
      '/usr/lib/python3/ssl.py',
    ]);
    const folder = packed();
    keepOnly(folder, ['/usr/lib/python3']);
    expect(textAt(folder, '/usr/lib/python3/test/test.py')).toBe('test');
    expect(folder.exists('/usr/share')).toBe(false);
  });

  test('has to be there', () => {
    expect(() => keepOnly(packed(), ['/usr/bin/python3'])).toThrow(
      '/usr/bin/python3 is to be kept, and no package has it.',
    );
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
