import { assert, constantFrom, integer, option, property, record } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { domainId } from '@/lib/domain/ids';
import type { LibraryImage } from '@/lib/domain/library-image';
import type { DomainWish } from '@/lib/domain/wanted-domain';
import { diskBytes, diskFolder, type LikeFacts, modeAt, rename, settleWish } from './settle-wish';

const ASKED: DomainWish = {
  name: 'ce-05',
  memoryKiB: 131_072,
  boot: { from: 'kernel', kernel: '/k' },
  disks: [],
  start: true,
};
const LIKE_ID = domainId('0c7a39b2-1de1-4a6e-9d3e-3a9f2f6f0001');
const LIKE: LikeFacts = {
  name: 'ce-01',
  state: 'off',
  vcpus: 2,
  memoryKiB: 262_144,
  maxMemoryKiB: 524_288,
  definition: {
    architecture: 'x86_64',
    guestMode: 'hvm',
    kernel: '/boot/vmlinuz',
    initrd: '/boot/initramfs',
    commandLine: 'quiet gridbox.name=ce-01',
    disks: [
      { target: 'vda', kind: 'disk', source: '/images/ce-01.qcow2', format: 'qcow2', readOnly: false, shared: false },
    ],
    nics: [
      { kind: 'mcast', source: '239.7.7.7:5000', mac: '52:54:00:00:00:01' },
      { kind: 'user', mac: '52:54:00:00:00:02' },
    ],
    metadata: { roles: ['CE'], vo: 'atlas', tags: ['rig'], homeHost: 'rig-1', needsFpswa: false, affinity: 'storage' },
  },
};
const problems = (asked: Partial<DomainWish>, like?: LikeFacts): string[] =>
  settleWish({ ...ASKED, ...asked }, like).problems?.map(({ field }) => field) ?? [];

test('a wish of its own is taken as it is', () => {
  expect(settleWish({ ...ASKED, roles: ['WN'], vo: 'cms', networks: ['br0'] }, undefined).wish).toMatchObject({
    memoryKiB: 131_072,
    maxMemoryKiB: 131_072,
    vcpus: 1,
    boot: ASKED.boot,
    nics: [{ kind: 'named', source: 'br0' }],
    metadata: { roles: ['WN'], vo: 'cms', tags: [] },
  });
});

test('what cannot be is told at its place', () => {
  expect(problems({ memoryKiB: undefined, boot: undefined })).toEqual(['memoryKiB', 'boot']);
  expect(problems({ maxMemoryKiB: 1024 })).toEqual(['maxMemoryKiB']);
  expect(problems({ boot: { from: 'disk' } })).toEqual(['disks']);
  expect(problems({ boot: { from: 'like' } })).toEqual(['boot']);
  expect(problems({ copyDisks: true })).toEqual(['copyDisks']);
});

describe('like another domain', () => {
  const like = (change: Partial<DomainWish> = {}, facts: LikeFacts = LIKE) =>
    settleWish({ name: 'ce-05', like: LIKE_ID, disks: [], start: true, ...change }, facts);

  test('it has its size, words, kernel and segment, under its own name and at no home', () => {
    const { wish } = like();
    expect(wish).toMatchObject({
      vcpus: 2,
      memoryKiB: 262_144,
      maxMemoryKiB: 524_288,
      guestMode: 'hvm',
      boot: { from: 'kernel', initramfs: '/boot/initramfs', commandLine: 'quiet gridbox.name=ce-05' },
      disks: [],
      nics: [{ kind: 'mcast', source: '239.7.7.7:5000' }],
      metadata: { vo: 'atlas', affinity: 'storage' },
    });
    expect(wish?.metadata.homeHost).toBeUndefined();
  });

  test('what is said stands in for what it has; null for nothing', () => {
    expect(
      like({ vo: null, tags: [], memoryKiB: 65_536, boot: { from: 'like', commandLine: 'x' }, networks: [] }).wish,
    ).toMatchObject({ memoryKiB: 65_536, maxMemoryKiB: 65_536, nics: [], boot: { commandLine: 'x' } });
    expect(like({ vo: null }).wish?.metadata.vo).toBeUndefined();
  });

  test('its disks are copied only while it is off', () => {
    expect(like({ copyDisks: true }).wish?.disks).toEqual([
      { from: 'copy', path: '/images/ce-01.qcow2', format: 'qcow2' },
    ]);
    expect(like({ copyDisks: true }, { ...LIKE, state: 'running' }).problems?.[0]?.message).toBe(
      'ce-01 is running; its disks are copied only while it is off',
    );
    expect(like({ copyDisks: true }, { ...LIKE, state: 'saved' }).problems).toHaveLength(1);
  });

  test('one that boots from its disk needs a disk', () => {
    const { kernel: _kernel, ...definition } = LIKE.definition;
    const diskBooted = { ...LIKE, definition };
    expect(like({}, diskBooted).problems?.[0]?.field).toBe('disks');
    expect(like({ copyDisks: true }, diskBooted).wish?.boot).toEqual({ from: 'disk' });
  });
});

describe('from the library', () => {
  const file = (name: string) => ({ name, bytes: 10, sha512: 'a'.repeat(128) });
  const image = (change: Partial<LibraryImage> = {}): LibraryImage => ({
    id: 'i',
    name: 'debian-grid',
    version: 12,
    vo: undefined,
    digest: 'd'.repeat(128),
    architecture: 'x86_64',
    removed: false,
    kernel: file('vmlinuz'),
    initramfs: undefined,
    disk: { ...file('disk.qcow2'), format: 'qcow2' },
    ...change,
  });
  const settle = (asked: Partial<DomainWish>, change: Partial<LibraryImage> = {}) =>
    settleWish({ ...ASKED, boot: undefined, ...asked }, undefined, new Map([['i', image(change)]]));
  const disk = { from: 'library', imageId: 'i' } as const;

  test('a disk of an image brings its kernel and its architecture', () => {
    expect(settle({ disks: [disk] }).wish).toMatchObject({
      boot: { from: 'library', image: { name: 'debian-grid' } },
      architecture: 'x86_64',
    });
    expect(diskBytes(settle({ disks: [disk] }).wish?.disks ?? [])).toBe(10);
  });

  test.each<[Partial<DomainWish>, Partial<LibraryImage>, string]>([
    [{ disks: [disk] }, { vo: 'cms' }, 'disks.0.imageId'],
    [{ disks: [disk] }, { removed: true }, 'disks.0.imageId'],
    [{ disks: [disk] }, { disk: undefined }, 'disks.0.imageId'],
    [{ disks: [disk] }, { kernel: undefined }, 'boot'],
    [{ disks: [disk], boot: { from: 'disk' } }, {}, 'boot'],
    [{ boot: disk }, { kernel: undefined }, 'boot.imageId'],
    [{ boot: { from: 'library', imageId: 'other' } }, {}, 'boot.imageId'],
    [{ boot: disk, architecture: 'aarch64' }, {}, 'architecture'],
    [{ boot: { from: 'kernel', kernel: '/k' }, networks: ['mcast:1.2.3.4:5'] }, {}, 'networks.0'],
  ])('%j of an image with %j cannot be', (asked, change, field) => {
    expect(settle(asked, change).problems?.map((problem) => problem.field)).toContain(field);
  });

  test('an image of a VO is for its domains, and a segment is told from a network', () => {
    const { wish } = settle({ disks: [disk], vo: 'cms', networks: ['xenbr0', 'mcast:230.88.0.1:5558'] }, { vo: 'cms' });
    expect(wish?.nics).toEqual([
      { kind: 'named', source: 'xenbr0' },
      { kind: 'mcast', source: '230.88.0.1:5558' },
    ]);
  });
});

test('a name is replaced where it is a word, and nowhere else', () => {
  expect(rename('n=ce-01,ce-012 ce-01.grid xce-01', 'ce-01', 'ce-05')).toBe('n=ce-05,ce-012 ce-05.grid xce-01');
});

test('a settled wish holds together whatever was asked', () => {
  const memory = option(integer({ min: 16_384, max: 1_048_576 }), { nil: undefined });
  assert(
    property(
      record({ memoryKiB: memory, maxMemoryKiB: memory, like: constantFrom(LIKE, undefined) }),
      ({ like, ...sizes }) => {
        const { wish } = settleWish({ ...ASKED, ...sizes }, like);
        if (wish === undefined) return;
        expect(wish.maxMemoryKiB).toBeGreaterThanOrEqual(wish.memoryKiB);
        expect(wish.memoryKiB).toBe(sizes.memoryKiB ?? LIKE.memoryKiB);
      },
    ),
  );
});

test('the guest mode follows from the host and the boot', () => {
  const kernel = { guestMode: undefined, boot: { from: 'kernel', kernel: '/k' } } as const;
  expect(modeAt(kernel, { hypervisor: 'xen', guestModes: ['pv', 'pvh', 'hvm'] })).toBe('pvh');
  expect(modeAt(kernel, { hypervisor: 'xen', guestModes: ['pv'] })).toBe('pv');
  expect(modeAt({ ...kernel, boot: { from: 'disk' } }, { hypervisor: 'xen', guestModes: ['pv', 'hvm'] })).toBe('hvm');
  expect(modeAt(kernel, { hypervisor: 'kvm', guestModes: ['hvm'] })).toBe('hvm');
});

test('disks go to the folder that is named, or to the pool of plain files with the most room', () => {
  const pools = [
    { name: 'a', kind: 'dir', path: '/a', freeBytes: 1 },
    { name: 'b', kind: 'netfs', path: '/b', freeBytes: 2 },
    { name: 'lvm', kind: 'logical', path: '/dev/vg', freeBytes: 9 },
  ];
  expect(diskFolder(undefined, pools)).toBe('/b');
  expect(diskFolder('/c', pools)).toBe('/c');
  expect(diskFolder(undefined, [])).toBeUndefined();
  expect(
    diskBytes([
      { from: 'new', sizeGiB: 2 },
      { from: 'layer', path: '/x', format: 'raw' },
    ]),
  ).toBe(2 * 1024 ** 3);
});
