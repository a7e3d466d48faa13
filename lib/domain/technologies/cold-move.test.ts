import { expect, it } from 'vitest';
import type { GuestMode } from '../domain';
import type { Hypervisor } from '../host';
import { coldMovePossible } from './cold-move';

it.each<[GuestMode, Hypervisor, Hypervisor, readonly GuestMode[], boolean]>([
  ['hvm', 'xen', 'qemu', ['hvm'], true],
  ['pvh', 'xen', 'kvm', ['hvm'], true],
  ['pv', 'xen', 'kvm', ['hvm'], false],
  ['hvm', 'kvm', 'xen', ['pv', 'hvm'], true],
  ['hvm', 'qemu', 'xen', ['pv', 'pvh'], true],
  ['hvm', 'qemu', 'xen', ['pv'], false],
  // Within one technology a domain migrates; there is nothing to convert.
  ['hvm', 'qemu', 'kvm', ['hvm'], false],
  ['hvm', 'xen', 'xen', ['hvm'], false],
  ['hvm', 'esx', 'qemu', ['hvm'], false],
])('a %s guest from %s to %s that offers %j: %s', (guestMode, from, hypervisor, guestModes, expected) => {
  expect(coldMovePossible({ guestMode, from, to: { hypervisor, guestModes } })).toBe(expected);
});
