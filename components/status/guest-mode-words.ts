import type { GuestMode } from '@/lib/domain/domain';

/** How a hypervisor runs a guest, in words. */
export const GUEST_MODE_WORDS: Record<GuestMode, string> = {
  pv: 'paravirtual',
  pvh: 'PVH',
  hvm: 'fully virtualized',
  container: 'container',
  unknown: 'not known',
};
