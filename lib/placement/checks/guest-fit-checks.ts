import type { PlacementDomain, PlacementHostReading } from '@/lib/domain/placement';
import type { Refusal } from '@/lib/domain/refusals';
import { compareVersions } from '../compare-versions';
import { NOTHING } from './check';

/** From here on there was no XenLinux for 2.4. */
const XEN_WITHOUT_24_KERNELS = '3.0';

/** A guest and the host that is to run it, whether it comes there by a move or is started there. */
export interface Fit {
  readonly domain: {
    readonly name: string;
    readonly guestMode: PlacementDomain['guestMode'];
    readonly kernel?: string | undefined;
    readonly metadata: Pick<PlacementDomain['metadata'], 'kernelVersion' | 'needsFpswa'>;
  };
  readonly target: {
    readonly name: string;
    /** Undefined where the host was never read; then nothing is said. */
    readonly reading?:
      | Pick<PlacementHostReading, 'hypervisor' | 'hypervisorVersion' | 'architecture' | 'fpswa' | 'guestModes'>
      | undefined;
  };
}

/** A check that needs neither a source nor a context: usable as a `Check` of a move as well. */
export interface FitCheck {
  readonly name: string;
  readonly find: (fit: Fit) => readonly Refusal[];
}

/** Does the hypervisor run this kind of guest at all? */
export const GUEST_MODE: FitCheck = {
  name: 'guest mode',
  find: ({ domain, target }) => {
    const offered = target.reading?.guestModes ?? [];
    return domain.guestMode === 'unknown' || offered.length === 0 || offered.includes(domain.guestMode)
      ? NOTHING
      : [{ code: 'guest-mode-unsupported', values: { host: target.name, mode: domain.guestMode, offered } }];
  },
};

/** Does this Xen still speak to this kernel? */
export const PARAVIRTUAL_KERNEL: FitCheck = {
  name: 'paravirtual kernel',
  find: ({ domain, target }) => {
    if (domain.guestMode !== 'pv' || target.reading?.hypervisor !== 'xen') return NOTHING;
    const kernel = kernelVersionOf(domain);
    if (kernel === undefined || !/^2\.4(\D|$)/.test(kernel)) return NOTHING;
    const { hypervisorVersion } = target.reading;
    const order = compareVersions(hypervisorVersion, XEN_WITHOUT_24_KERNELS, 2);
    return order === undefined || order < 0
      ? NOTHING
      : [{ code: 'paravirtual-kernel', values: { host: target.name, kernel, hypervisorVersion } }];
  },
};

/** Does the host hand the guest's floating-point faults on to the firmware? */
export const FPSWA: FitCheck = {
  name: 'FPSWA',
  find: ({ domain, target }) =>
    domain.metadata.needsFpswa && target.reading?.architecture === 'ia64' && target.reading.fpswa !== true
      ? [{ code: 'fpswa-missing', values: { domain: domain.name, host: target.name } }]
      : NOTHING,
};

/** As declared by its owner, else as its kernel's file name says, e.g. `/boot/vmlinuz-2.4.21-xenU`. */
function kernelVersionOf(domain: Fit['domain']): string | undefined {
  return domain.metadata.kernelVersion ?? /vmlinu[xz]-(\d[^/]*)$/.exec(domain.kernel ?? '')?.[1];
}
