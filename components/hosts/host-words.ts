import { type HardwareVirtualization, type HostStatus, type Hypervisor, HYPERVISOR_NAMES } from '@/lib/domain/host';

export const STATUS_LABELS: Record<HostStatus, string> = {
  connecting: 'connecting',
  up: 'up',
  unreachable: 'unreachable',
  disabled: 'disabled',
};
export const HARDWARE_LABELS: Record<HardwareVirtualization, string> = {
  'vt-x': 'VT-x',
  svm: 'AMD-V',
  vti: 'VTi',
  none: 'none',
  unknown: 'not known',
};

/** @example hypervisorName({ hypervisor: 'xen', hypervisorVersion: '4.17' }) // 'Xen 4.17' */
export const hypervisorName = (host: {
  readonly hypervisor: Hypervisor | null;
  readonly hypervisorVersion: string | null;
}): string | null =>
  host.hypervisor === null
    ? null
    : [HYPERVISOR_NAMES[host.hypervisor], host.hypervisorVersion].filter((part) => part !== null).join(' ');

/** Addresses by technology, as hints in the form. The service has the last word on which are allowed. */
export const URI_EXAMPLES: readonly { readonly what: string; readonly uri: string }[] = [
  { what: 'QEMU/KVM over SSH', uri: 'qemu+ssh://root@dempsey-01/system' },
  { what: 'QEMU/KVM over TLS', uri: 'qemu+tls://dempsey-01/system' },
  { what: 'QEMU/KVM, local socket', uri: 'qemu+unix:///system?socket=/run/libvirt/libvirt-sock' },
  { what: 'Xen over SSH', uri: 'xen+ssh://root@dempsey-02/system' },
  { what: 'VMware ESX', uri: 'esx://root@esx-01/?no_verify=1' },
  { what: 'VMware GSX', uri: 'gsx://gsx-01/' },
  { what: 'Hyper-V', uri: 'hyperv://admin@hv-01/' },
  { what: 'LXC', uri: 'lxc:///system' },
  { what: 'libvirt test driver', uri: 'test:///default' },
];
