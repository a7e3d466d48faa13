/** A guest that tells of itself by its programs, against the manifest of the image it was made of. */
import { describe, expect, test } from 'vitest';
import { ImageManifest } from '@/lib/contracts/image-manifest';
import { ImageSpecification } from '@/lib/contracts/image-specification';
import { compareGuest, DIFFERENCES_MAX, type GuestSetting, questionsOf } from './compare-guest';
import { type Answer, type Argv, collectFacts } from './guest-facts';
import { remedyPrograms } from './remedy-programs';

const MOTD = 'a'.repeat(64);
const specification = ImageSpecification.parse({
  name: 'worker',
  description: 'For tests.',
  distribution: 'debian',
  suite: 'bookworm',
  packages: ['openssh-server'],
  files: [
    { path: '/etc/motd', content: 'hello; $(id)\n' },
    { path: '/etc/blob', base64: '/w==' },
  ],
  services: ['ssh', 'late.timer'],
  absent: ['/lib/tls', '/etc/nologin'],
  output: { kind: 'ext4' },
});
const manifest = (change: Partial<ImageManifest> = {}): ImageManifest =>
  ImageManifest.parse({
    format: 'gridbox-image/v1',
    digest: 'b'.repeat(128),
    artefacts: [{ name: 'disk.ext4', bytes: 1, sha512: 'c'.repeat(128) }],
    specification,
    specificationHash: MOTD,
    packages: [
      { name: 'openssh-server', version: '1:9.2p1-2', architecture: 'amd64' },
      { name: 'libc6', version: '2.36-9', architecture: 'amd64' },
    ],
    packagesHash: MOTD,
    kernel: '6.1.0-18-amd64',
    files: [
      { path: '/etc/motd', sha256: MOTD, mode: '0644', uid: 0, gid: 0 },
      { path: '/etc/blob', sha256: MOTD, mode: '0644', uid: 0, gid: 0 },
    ],
    fileCount: 2,
    layers: [],
    mode: 'root',
    tools: {},
    ...change,
  });
const XEN_32: GuestSetting = { hypervisor: 'xen', guestMode: 'pv', architecture: 'i686', unsupported: () => undefined };
const KVM: GuestSetting = { ...XEN_32, hypervisor: 'kvm', guestMode: 'hvm', architecture: 'x86_64' };

/** What its programs say, by their names; one that is not here the guest does not have. */
type Guest = Readonly<Record<string, string | Partial<Answer>>>;
const GOOD: Guest = {
  uname: '6.1.0-18-amd64 x86_64\n',
  stat: '755 0 0 /\n644 0 0 /etc/motd\n644 0 0 /etc/blob\n',
  sha256sum: `${MOTD}  /etc/motd\n${MOTD}  /etc/blob\n`,
  'dpkg-query':
    'installed\topenssh-server\t1:9.2p1-2\tamd64\ninstalled\tlibc6\t2.36-9\tamd64\nconfig-files\told\t1\tall\n',
  systemctl:
    'Id=ssh.service\nLoadState=loaded\nActiveState=active\nUnitFileState=enabled\n\nId=late.timer\nLoadState=loaded\nActiveState=active\nUnitFileState=enabled\n',
};
async function compare(guest: Guest, of: ImageManifest | undefined = manifest(), setting = KVM) {
  const asked: Argv[] = [];
  const ask = (argv: Argv): Promise<Answer> => {
    asked.push(argv);
    const said = guest[argv[0]];
    const none = { exitCode: 127, stdout: '', truncated: false };
    if (said === undefined) return Promise.resolve(none);
    return Promise.resolve({
      exitCode: 0,
      stdout: '',
      truncated: false,
      ...(typeof said === 'string' ? { stdout: said } : said),
    });
  };
  const facts = await collectFacts(ask, questionsOf(of));
  return { ...compareGuest(facts, of, setting), asked };
}

test('a guest that is as its image promised has no difference, and nothing was left out', async () => {
  const { differences, skipped, asked } = await compare(GOOD);
  expect([differences, skipped]).toEqual([[], []]);
  // Each word is an argument of its own.
  expect(asked.find(([program]) => program === 'dpkg-query')?.[2]).toBe(
    '-f=${db:Status-Status}\\t${Package}\\t${Version}\\t${Architecture}\\n',
  );
  expect(asked.find(([program]) => program === 'systemctl')?.slice(-3)).toEqual(['--', 'ssh.service', 'late.timer']);
});

describe('a difference is told, with what was promised and what is found', () => {
  test.each<[string, Guest, object]>([
    [
      'another kernel',
      { uname: '6.1.0-20-amd64 x86_64' },
      { check: 'kernel', promised: '6.1.0-18-amd64', found: '6.1.0-20-amd64' },
    ],
    [
      'a package of another version',
      { 'dpkg-query': 'installed\topenssh-server\t1:9.2p1-3\tamd64\ninstalled\tlibc6\t2.36-9\tamd64\n' },
      { check: 'package', subject: 'openssh-server', promised: '1:9.2p1-2', found: '1:9.2p1-3' },
    ],
    [
      'a package that is gone, its settings left',
      { 'dpkg-query': 'config-files\topenssh-server\t1:9.2p1-2\tamd64\ninstalled\tlibc6\t2.36-9\tamd64\n' },
      { check: 'package', subject: 'openssh-server', found: 'not installed' },
    ],
    [
      'one that nobody promised',
      { 'dpkg-query': `${GOOD['dpkg-query'] as string}installed\tnmap\t7.93\tamd64\n` },
      { check: 'package', subject: 'nmap', promised: 'not installed', found: '7.93' },
    ],
    [
      'a changed file',
      { sha256sum: `${'d'.repeat(64)}  /etc/motd\n${MOTD}  /etc/blob\n` },
      { check: 'file', subject: '/etc/motd', found: `644 0:0, SHA-256 ${'d'.repeat(64)}` },
    ],
    [
      'a file that anybody may write now',
      { stat: '755 0 0 /\n666 0 0 /etc/motd\n644 0 0 /etc/blob\n' },
      { check: 'file', subject: '/etc/motd', promised: `644 0:0, SHA-256 ${MOTD}`, found: `666 0:0, SHA-256 ${MOTD}` },
    ],
    [
      'a file that is gone',
      { stat: '755 0 0 /\n644 0 0 /etc/blob\n' },
      { check: 'file', subject: '/etc/motd', found: 'missing' },
    ],
    [
      'a path that came',
      { stat: `${GOOD['stat'] as string}644 0 0 /etc/nologin\n` },
      { check: 'absent', subject: '/etc/nologin', promised: 'absent', found: 'there' },
    ],
    [
      '/lib/tls restored',
      { stat: `${GOOD['stat'] as string}755 0 0 /lib/tls\n` },
      { check: 'lib-tls', subject: '/lib/tls', promised: 'absent', found: 'there' },
    ],
    [
      'a service that somebody disabled',
      { systemctl: (GOOD['systemctl'] as string).replace('UnitFileState=enabled\n\n', 'UnitFileState=disabled\n\n') },
      { check: 'service', subject: 'ssh', found: 'disabled and active' },
    ],
    [
      'a service that died',
      { systemctl: (GOOD['systemctl'] as string).replace('ActiveState=active', 'ActiveState=failed') },
      { check: 'service', subject: 'ssh', found: 'enabled and failed' },
    ],
  ])('%s', async (_what, change, difference) => {
    const { differences } = await compare({ ...GOOD, ...change });
    expect(differences).toEqual([expect.objectContaining(difference)]);
  });

  test('no more of them than somebody reads, and that is said', async () => {
    const many = Array.from({ length: 300 }, (_, index) => `installed\tp${index}\t1\tall\n`).join('');
    const { differences, skipped } = await compare({ ...GOOD, 'dpkg-query': many });
    expect(differences).toHaveLength(DIFFERENCES_MAX);
    expect(skipped).toEqual([{ check: 'package', why: '102 more differences are not kept: the first 200 are' }]);
  });
});

describe('what is asked of every guest', () => {
  const bare = { uname: '2.4.21-xenU i686\n', stat: '755 0 0 /\n755 0 0 /lib/tls\n' };
  test('/lib/tls must be away from 32-bit paravirtual guests of Xen, and from no others', async () => {
    const found = async (setting: GuestSetting, guest: Guest = bare) => {
      const said = (program: string): string => (typeof guest[program] === 'string' ? guest[program] : '');
      const facts = await collectFacts(
        (argv) => Promise.resolve({ exitCode: 0, truncated: false, stdout: said(argv[0]) }),
        questionsOf(undefined),
      );
      return compareGuest(facts, undefined, setting).differences.map(({ check }) => check);
    };
    expect(await found(XEN_32)).toEqual(['lib-tls']);
    expect(await found(XEN_32, { ...bare, stat: '755 0 0 /\n' })).toEqual([]);
    expect(await found({ ...XEN_32, guestMode: 'hvm' })).toEqual([]);
    expect(await found({ ...XEN_32, hypervisor: 'kvm' })).toEqual([]);
    expect(await found(XEN_32, { ...bare, uname: '2.6.18 x86_64' })).toEqual([]);
    expect(await found({ ...XEN_32, unsupported: (kernel) => `no ${kernel}` })).toEqual([
      'lib-tls',
      'unsupported-kernel',
    ]);
  });
});

test('what a guest cannot tell is not called a difference: it is said to be left out', async () => {
  const { differences, skipped } = await compare({ uname: GOOD['uname'] ?? '', stat: GOOD['stat'] ?? '' });
  expect(differences).toEqual([]);
  expect(skipped.map(({ check }) => check)).toEqual(['file', 'service', 'package']);
  // A stat that understands other arguments finds nothing, which is not that nothing is there.
  const odd = await compare({ ...GOOD, stat: { exitCode: 1, stdout: '' } });
  expect([odd.differences, odd.skipped.map(({ check }) => check)]).toEqual([[], ['lib-tls', 'absent', 'file']]);
  const half = await compare({
    ...GOOD,
    'dpkg-query': { stdout: 'installed\tlibc6\t2.36-9\tamd64\n', truncated: true },
  });
  expect([half.differences, half.skipped.map(({ check }) => check)]).toEqual([[], ['package']]);
  const mute = await compare({});
  expect(mute.skipped.map(({ check }) => check)).toEqual([
    'lib-tls',
    'unsupported-kernel',
    'kernel',
    'absent',
    'file',
    'service',
    'package',
  ]);
});

describe('a remedy', () => {
  const of = (check: Parameters<typeof remedyPrograms>[0]['check'], subject: string) =>
    remedyPrograms({ check, subject }, manifest(), '7');
  test('puts aside what must not be there, and lays a file as it was', () => {
    expect(of('lib-tls', '/lib/tls')?.map(({ argv }) => argv)).toEqual([
      ['mv', '--', '/lib/tls', '/lib/tls.disabled-7'],
      ['ldconfig'],
    ]);
    expect(of('absent', '/etc/nologin')?.[0]?.argv.at(-1)).toBe('/etc/nologin.aside-7');
    expect(of('file', '/etc/motd')).toEqual([
      { argv: ['tee', '--', '/etc/motd.gridbox-7'], input: 'hello; $(id)\n' },
      { argv: ['chown', '--', '0:0', '/etc/motd.gridbox-7'] },
      { argv: ['chmod', '--', '0644', '/etc/motd.gridbox-7'] },
      { argv: ['mv', '-f', '--', '/etc/motd.gridbox-7', '/etc/motd'] },
    ]);
    expect(of('service', 'ssh')?.map(({ argv }) => argv.join(' '))).toEqual([
      'systemctl enable -- ssh.service',
      'systemctl restart -- ssh.service',
    ]);
  });
  test('is not to be had for what no program in the guest mends', () => {
    expect([of('kernel', 'kernel'), of('package', 'libc6'), of('file', '/etc/blob'), of('file', '/etc/other')]).toEqual(
      [undefined, undefined, undefined, undefined],
    );
    expect(remedyPrograms({ check: 'file', subject: '/etc/motd' }, undefined, '7')).toBeUndefined();
  });
});
