import { assert, property, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { domainId } from '@/lib/domain/ids';
import type { WantedDomain } from '@/lib/domain/wanted-domain';
import { DriverError } from '@/lib/drivers/errors';
import { parseDomain } from './parse-domain';
import { parseXml, textOf } from './parse-xml';
import { diskTarget, renderDomain, type RenderHost } from './render-domain';

const QEMU: RenderHost = { hypervisor: 'qemu', hypervisorVersion: '7.2.22', architecture: 'x86_64', hostname: 'rig-1' };
const KVM: RenderHost = { ...QEMU, hypervisor: 'kvm' };
const XEN: RenderHost = { ...QEMU, hypervisor: 'xen', hypervisorVersion: '4.17.3', hostname: 'dempsey-02' };
const WANTED: WantedDomain = {
  id: domainId('0c7a39b2-1de1-4a6e-9d3e-3a9f2f6f0001'),
  name: 'ce-05',
  metadata: { roles: ['CE'], vo: 'atlas', tags: [], needsFpswa: false },
  memoryKiB: 131_072,
  maxMemoryKiB: 262_144,
  vcpus: 2,
  architecture: 'x86_64',
  guestMode: 'hvm',
  boot: { from: 'kernel', kernel: '/k', initramfs: '/i', commandLine: 'console=ttyS0' },
  disks: [{ path: '/images/ce-05-vda.qcow2', format: 'qcow2' }],
  nics: [{ kind: 'bridge', source: 'br0' }],
};
const refused = (wanted: WantedDomain, host: RenderHost): string => {
  try {
    renderDomain(wanted, host);
  } catch (error) {
    if (DriverError.is(error, 'refused')) return error.message;
    throw error;
  }
  return 'not refused';
};

test('what is wanted is what the definition says', () => {
  expect(parseDomain(renderDomain(WANTED, KVM))).toMatchObject({
    architecture: 'x86_64',
    guestMode: 'hvm',
    emulated: false,
    kernel: '/k',
    initrd: '/i',
    commandLine: 'console=ttyS0',
    disks: [{ target: 'vda', source: '/images/ce-05-vda.qcow2', format: 'qcow2' }],
    nics: [{ kind: 'bridge', source: 'br0', model: 'virtio' }],
    metadata: WANTED.metadata,
  });
  expect(parseDomain(renderDomain({ ...WANTED, boot: { from: 'disk' } }, QEMU))).toMatchObject({
    emulated: true,
    kernel: undefined,
  });
});

describe('under Xen', () => {
  const raw = { ...WANTED, disks: [{ path: '/images/a', format: 'raw' as const }] };
  test.each([
    ['pv', 'xvda'],
    ['pvh', 'xvda'],
    ['hvm', 'hda'],
  ] as const)('a %s guest has its first disk as %s', (guestMode, target) => {
    expect(parseDomain(renderDomain({ ...raw, guestMode }, XEN))).toMatchObject({ guestMode, disks: [{ target }] });
  });

  test('a disk of another format than raw is refused, and so is a segment among guests', () => {
    expect(refused({ ...WANTED, guestMode: 'pvh' }, XEN)).toMatch(/ce-05-vda.qcow2 is qcow2; the disks that Xen/);
    expect(refused({ ...raw, nics: [{ kind: 'mcast', source: '239.0.0.1:5000' }] }, XEN)).toMatch(/not for Xen/);
  });
});

test('paravirtual guests and other hypervisors are refused by name', () => {
  expect(refused({ ...WANTED, guestMode: 'pv' }, KVM)).toBe('pv guests run under Xen, and rig-1 has none.');
  expect(refused(WANTED, { ...QEMU, hypervisor: 'esx' })).toMatch(/rig-1 runs esx; Gridbox makes domains under/);
});

test('memory is uneven under software emulation before QEMU 9 and nowhere else', () => {
  expect(renderDomain(WANTED, QEMU)).toContain(`<qemu:arg value='262152k'/>`);
  expect(renderDomain(WANTED, { ...QEMU, hypervisorVersion: '9.1.0' })).not.toContain('qemu:arg');
  expect(renderDomain(WANTED, KVM)).not.toContain('qemu:arg');
});

test('any text arrives as it was, or is refused', () => {
  const text = string({ unit: 'binary', minLength: 1, maxLength: 40 }).filter((word) => word.trim() !== '');
  assert(
    property(text, text, text, (commandLine, path, tag) => {
      const wanted: WantedDomain = {
        ...WANTED,
        note: tag,
        metadata: { ...WANTED.metadata, tags: [tag] },
        boot: { from: 'kernel', kernel: '/k', commandLine },
        disks: [{ path, format: 'raw' }],
      };
      let xml: string;
      try {
        xml = renderDomain(wanted, KVM);
      } catch (error) {
        expect(DriverError.is(error, 'refused')).toBe(true);
        return;
      }
      // An element of libvirt's holds nothing of ours but what was put there.
      expect(textOf(parseXml(xml, 'domain'), 'name')).toBe('ce-05');
      const read = parseDomain(xml);
      expect(read.disks).toHaveLength(1);
      expect(read.metadata.tags).toHaveLength(1);
      expect(read.kernel).toBe('/k');
    }),
    { numRuns: 300 },
  );
});

test('a place has a name for every disk', () => {
  expect([diskTarget('xen', 0), diskTarget('kvm', 2)]).toEqual(['xvda', 'vdc']);
});
