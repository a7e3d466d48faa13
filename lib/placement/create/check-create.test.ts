import { assert, integer, property } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { domainId } from '@/lib/domain/ids';
import { describeRefusal } from '@/lib/domain/refusals';
import { chooseTarget } from '../choose-target';
import { memoryNeedKiB } from '../memory-need';
import { makeHost, NOW, READING } from '../placement-fixtures';
import { checkAllForCreate, checkCreate } from './check-create';
import type { SettledWish } from './settle-wish';

const ID = domainId('0c7a39b2-1de1-4a6e-9d3e-3a9f2f6f0001');
const CONTEXT = { now: NOW };
const WISH: SettledWish = {
  name: 'ce-05',
  note: undefined,
  metadata: { roles: ['CE'], tags: [], needsFpswa: false },
  memoryKiB: 1024 * 1024,
  maxMemoryKiB: 1024 * 1024,
  vcpus: 1,
  architecture: undefined,
  guestMode: undefined,
  boot: { from: 'kernel', kernel: '/boot/vmlinuz-5.10' },
  disks: [],
  folder: undefined,
  nics: [{ kind: 'named', source: 'xenbr0' }],
  start: true,
};
/** Every reason has its sentence and its remedy. */
const codes = (wish: Partial<SettledWish>, host = makeHost('one')): string[] =>
  checkCreate({ ...WISH, ...wish }, ID, host, CONTEXT).map((refusal) => {
    const { sentence, remedy } = describeRefusal(refusal);
    expect(sentence).toMatch(/^\S.*\.$/);
    expect(remedy).toMatch(/^\p{Lu}.*\.$/u);
    return refusal.code;
  });

test('a host that has what it takes says nothing against it', () => {
  expect(codes({})).toEqual([]);
});

test('what a host lacks is told, each by its reason', () => {
  expect(codes({ nics: [{ kind: 'named', source: 'br9' }] })).toEqual(['network-missing']);
  expect(codes({ architecture: 'ia64' })).toEqual(['architecture-mismatch']);
  expect(codes({ guestMode: 'pvh' })).toEqual(['guest-mode-unsupported']);
  expect(codes({}, makeHost('two', { maintenance: true }))).toEqual(['host-in-maintenance']);
  expect(codes({}, makeHost('two', { status: 'unreachable' }))).toContain('host-down');
  expect(codes({}, makeHost('two', { reading: undefined }))).toEqual(['host-not-read']);
  expect(codes({}, makeHost('two', { benchmark: 'lmbench' }))).toEqual(['benchmark-running']);
});

describe('memory', () => {
  test('is short by what is needed and not there, promises counted', () => {
    const need = memoryNeedKiB(WISH);
    assert(
      property(integer({ min: 0, max: 4 * need }), integer({ min: 0, max: need }), (free, promised) => {
        const host = makeHost('one', { memoryPromisedKiB: promised, reading: { ...READING, memoryFreeKiB: free } });
        expect(codes({}, host).includes('memory-short')).toBe(Math.max(0, free - promised) < need);
      }),
    );
  });

  test('is no matter to a domain that stays off', () => {
    expect(codes({ start: false }, makeHost('one', { reading: { ...READING, memoryFreeKiB: 0 } }))).toEqual([]);
  });
});

describe('disks', () => {
  const storage = [{ name: 'images', path: '/images', kind: 'dir', shared: false, freeBytes: 5 * 1024 ** 3 }];
  const kvm = makeHost('kvm', { reading: { ...READING, hypervisor: 'kvm', storage } });
  const xen = makeHost('xen', { reading: { ...READING, storage } });

  test('need a pool or a folder, and room in it', () => {
    expect(codes({ disks: [{ from: 'new', sizeGiB: 4 }] }, kvm)).toEqual([]);
    expect(
      codes(
        {
          disks: [
            { from: 'new', sizeGiB: 3 },
            { from: 'new', sizeGiB: 3 },
          ],
        },
        kvm,
      ),
    ).toEqual(['disk-place-short']);
    const none = makeHost('none', { reading: { ...READING, storage: [] } });
    expect(codes({ disks: [{ from: 'new', sizeGiB: 1 }] }, none)).toEqual(['disk-pool-missing']);
    expect(codes({ disks: [{ from: 'new', sizeGiB: 1 }], folder: '/srv' }, none)).toEqual([]);
  });

  test('are no layers under Xen', () => {
    const layer = { from: 'layer', path: '/images/base', format: 'raw' } as const;
    expect(codes({ disks: [layer] }, kvm)).toEqual([]);
    expect(codes({ disks: [layer] }, xen)).toEqual(['layer-unsupported']);
  });
});

describe('from the library', () => {
  const storage = [{ name: 'images', path: '/images', kind: 'dir', shared: false, freeBytes: 5 * 1024 ** 3 }];
  const kvm = makeHost('kvm', { reading: { ...READING, hypervisor: 'kvm', storage } });
  const xen = makeHost('xen', { reading: { ...READING, storage } });
  const image = (format: 'raw' | 'qcow2', bytes = 10) => ({
    id: 'i',
    name: 'grid',
    version: 1,
    vo: undefined,
    digest: '',
    architecture: 'x86_64' as const,
    removed: false,
    kernel: undefined,
    initramfs: undefined,
    disk: { name: 'disk', bytes, sha512: '', format },
  });

  test('a qcow2 image is one for Xen as well, and one that is larger than the pool for nobody', () => {
    const wish = (format: 'raw' | 'qcow2', bytes?: number) => ({
      disks: [{ from: 'library' as const, image: image(format, bytes) }],
    });
    expect(codes(wish('qcow2'), kvm)).toEqual([]);
    for (const format of ['qcow2', 'raw'] as const) expect(codes(wish(format), xen)).toEqual([]);
    expect(codes(wish('raw', 6 * 1024 ** 3), kvm)).toEqual(['disk-place-short']);
  });

  test('a kernel of it needs a pool or a folder, as a disk does', () => {
    const none = makeHost('none', { reading: { ...READING, storage: [] } });
    const boot = { from: 'library' as const, image: image('raw') };
    expect(codes({ boot }, none)).toEqual(['disk-pool-missing']);
    expect(codes({ boot, folder: '/srv' }, none)).toEqual([]);
  });

  test('a segment among guests is QEMU’s', () => {
    const nics = [{ kind: 'mcast' as const, source: '230.88.0.1:5558' }];
    expect(codes({ nics }, kvm)).toEqual([]);
    expect(codes({ nics }, xen)).toEqual(['segment-unsupported']);
  });
});

test('a technology for which no definitions are written is refused, unless it is simulated', () => {
  const reading = { ...READING, hypervisor: 'esx' as const };
  expect(codes({}, makeHost('esx', { driver: 'libvirt', reading }))).toEqual(['creation-unsupported']);
  expect(codes({}, makeHost('esx', { driver: 'simulated', reading }))).toEqual([]);
});

test('the host with the most room is chosen, and why is told', () => {
  const small = makeHost('small', { reading: { ...READING, memoryFreeKiB: 1024 * 1200 } });
  const candidates = checkAllForCreate(
    WISH,
    ID,
    [small, makeHost('large'), makeHost('off', { maintenance: true })],
    CONTEXT,
  );
  const choice = chooseTarget(candidates);
  expect(choice.kind === 'chosen' ? choice.candidate.hostName : choice.reason).toBe('large');
  expect(candidates[0]?.memoryFreeAfterKiB).toBe(1024 * 1200 - memoryNeedKiB(WISH));
  expect(choice.counts.byVerdict.refused).toBe(1);
});
