import type { GuestMode } from '../domain';
import type { Hypervisor } from '../host';
import { familyOf } from './technologies';

/** Guests that boot on the other technology once their disks are converted; a paravirtual kernel boots under Xen alone. */
const XEN_MODES: readonly GuestMode[] = ['hvm', 'pvh'];

/**
 * Could this domain be moved cold between two technologies: shut down, its disks converted, defined anew? Xen HVM or PVH to
 * QEMU and back. Whether the disks can be reached, and whether the guest then boots, is not decided here.
 * @example coldMovePossible({ guestMode: 'hvm', from: 'xen', to: { hypervisor: 'kvm', guestModes: ['hvm'] } }) // true
 */
export function coldMovePossible(move: {
  readonly guestMode: GuestMode;
  readonly from: Hypervisor;
  readonly to: { readonly hypervisor: Hypervisor; readonly guestModes: readonly GuestMode[] };
}): boolean {
  const from = familyOf(move.from);
  const to = familyOf(move.to.hypervisor);
  if (from === 'xen' && to === 'qemu') return XEN_MODES.includes(move.guestMode) && move.to.guestModes.includes('hvm');
  if (from === 'qemu' && to === 'xen')
    return move.guestMode === 'hvm' && move.to.guestModes.some((mode) => XEN_MODES.includes(mode));
  return false;
}
