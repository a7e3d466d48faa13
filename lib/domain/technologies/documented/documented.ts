import type { Technology } from '../technologies';
import type { DocumentedColumn } from './cell';
import { LIBVIRT_TEST } from './libvirt-test';
import { HYPER_V, VIRTUAL_SERVER } from './microsoft';
import { QEMU_KVM } from './qemu-kvm';
import { VMWARE_ESX, VMWARE_GSX } from './vmware';
import { XEN_HVM, XEN_PV, XEN_PVH } from './xen';
import { XEN_IA64 } from './xen-ia64';

/**
 * What documents say of every technology. What moves, keeps or opens is told as it can be had through libvirt, which is how
 * Gridbox reaches a host; the note says where the product itself can do more.
 */
export const DOCUMENTED: Readonly<Record<Technology, DocumentedColumn>> = {
  'xen-pv': XEN_PV,
  'xen-pvh': XEN_PVH,
  'xen-hvm': XEN_HVM,
  'xen-ia64': XEN_IA64,
  'qemu-kvm': QEMU_KVM,
  'vmware-esx': VMWARE_ESX,
  'vmware-gsx': VMWARE_GSX,
  'virtual-server': VIRTUAL_SERVER,
  'hyper-v': HYPER_V,
  'libvirt-test': LIBVIRT_TEST,
};
