import { expect, test } from 'vitest';
import { checkColdMove } from './check-cold-move';
import { makeContext, makeDomain, makeHost, READING } from './placement-fixtures';

const xen = makeHost('xen-1', { driver: 'libvirt' });
const qemu = makeHost('kvm-1', {
  driver: 'libvirt',
  reading: { ...READING, hypervisor: 'kvm', hypervisorVersion: '7.2.22', guestModes: ['hvm'] },
});
const codes = (...args: Parameters<typeof checkColdMove>) => checkColdMove(...args).refusals.map(({ code }) => code);

test('a domain that is off, with disks of its host alone and a Xen machine, may go cold where it cannot migrate', () => {
  const domain = makeDomain({
    guestMode: 'hvm',
    state: 'off',
    machine: 'xenfv',
    disks: [{ target: 'xvda', kind: 'disk', source: '/local.img', readOnly: false, shared: false }],
  });
  expect(checkColdMove(domain, xen, qemu, makeContext())).toEqual({ refusals: [], sameTechnology: false });
});

test('a paravirtual guest may not: its kernel boots under Xen alone', () => {
  expect(codes(makeDomain({ guestMode: 'pv' }), xen, qemu, makeContext())).toEqual(['hypervisor-mismatch']);
});

test('what stands against every move stands against this one', () => {
  const domain = makeDomain({ guestMode: 'hvm' });
  expect(codes(domain, xen, { ...qemu, maintenance: true }, makeContext())).toContain('host-in-maintenance');
  expect(codes(domain, xen, { ...qemu, status: 'unreachable' }, makeContext())).toContain('host-down');
  expect(codes({ ...domain, hasSnapshots: true }, xen, qemu, makeContext())).toContain('has-snapshots');
  expect(codes({ ...domain, claimedBy: ['a', 'b'] }, xen, qemu, makeContext())).toContain('split-brain');
});

test('between two hosts of one technology it is migrated, not converted', () => {
  const other = makeHost('xen-2', { driver: 'libvirt' });
  expect(checkColdMove(makeDomain(), xen, other, makeContext())).toEqual({ refusals: [], sameTechnology: true });
});
