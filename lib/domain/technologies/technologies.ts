/**
 * The technologies of the report and their successors: the columns of the capability matrix, and what "the same technology"
 * means for a move.
 */
import type { GuestMode } from '../domain';
import type { Architecture, Hypervisor } from '../host';

export const TECHNOLOGIES = [
  'xen-pv',
  'xen-pvh',
  'xen-hvm',
  'xen-ia64',
  'qemu-kvm',
  'vmware-esx',
  'vmware-gsx',
  'virtual-server',
  'hyper-v',
  'libvirt-test',
] as const;
export type Technology = (typeof TECHNOLOGIES)[number];

export interface TechnologyWords {
  readonly name: string;
  /** Head of a narrow column. */
  readonly shortName: string;
  /** What it is and how Gridbox reaches it, in a sentence or two. */
  readonly about: string;
  /** Guest modes this column stands for; a host's other modes are other columns' affair. */
  readonly modes: readonly GuestMode[];
}

export const TECHNOLOGY_WORDS: Record<Technology, TechnologyWords> = {
  'xen-pv': {
    name: 'Xen, paravirtual guests (PV)',
    shortName: 'Xen PV',
    about: 'The technology of the 2006 report. Guests run a kernel that knows Xen; no help of the CPU is needed.',
    modes: ['pv'],
  },
  'xen-pvh': {
    name: 'Xen, PVH guests',
    shortName: 'Xen PVH',
    about: 'A kernel that knows Xen, with memory and CPU kept apart by the hardware. Younger than the report.',
    modes: ['pvh'],
  },
  'xen-hvm': {
    name: 'Xen, fully virtualized guests (HVM)',
    shortName: 'Xen HVM',
    about: 'Unmodified guests with VT-x or AMD-V; their devices are emulated by QEMU in the control domain.',
    modes: ['hvm'],
  },
  'xen-ia64': {
    name: 'Xen on Itanium (Xen/ia64)',
    shortName: 'Xen/ia64',
    about: 'Xen on Montecito. Nothing emulates an Itanium, so hosts of it are simulated.',
    modes: ['pv', 'hvm'],
  },
  'qemu-kvm': {
    name: 'QEMU and KVM',
    shortName: 'QEMU/KVM',
    about: 'QEMU with Linux KVM, or emulating the CPU. Addresses begin with qemu.',
    modes: ['hvm'],
  },
  'vmware-esx': {
    name: 'VMware ESX and ESXi',
    shortName: 'ESX',
    about: 'Reached by libvirt’s own client over HTTPS. Addresses begin with esx, or with vpx for a vCenter.',
    modes: ['hvm'],
  },
  'vmware-gsx': {
    name: 'VMware GSX Server and Player',
    shortName: 'GSX/Player',
    about: 'VMware on top of Windows or Linux. Addresses begin with gsx, vmwareplayer or vmwarews.',
    modes: ['hvm'],
  },
  'virtual-server': {
    name: 'Microsoft Virtual Server 2005',
    shortName: 'Virtual Server',
    about: 'Discontinued; Hyper-V succeeded it. libvirt has no driver for it, so no host of it can be added.',
    modes: ['hvm'],
  },
  'hyper-v': {
    name: 'Microsoft Hyper-V',
    shortName: 'Hyper-V',
    about:
      'Successor of Virtual Server. Reached by libvirt’s own client where it was built in; addresses begin with hyperv.',
    modes: ['hvm'],
  },
  'libvirt-test': {
    name: 'libvirt’s test driver',
    shortName: 'Test driver',
    about: 'A practice hypervisor in the memory of whoever opens it. Nothing of it runs, so it counts as simulated.',
    modes: ['hvm', 'pv'],
  },
};

/**
 * Columns a host speaks for. A Xen host on x86 stands in one column per guest mode; which of them it offers its reading says.
 * Empty: a technology outside of the matrix.
 */
export function technologiesOf(host: {
  readonly hypervisor: Hypervisor;
  readonly architecture: Architecture;
}): readonly Technology[] {
  switch (host.hypervisor) {
    case 'xen':
      return host.architecture === 'ia64' ? ['xen-ia64'] : ['xen-pv', 'xen-pvh', 'xen-hvm'];
    case 'qemu':
    case 'kvm':
      return ['qemu-kvm'];
    case 'esx':
      return ['vmware-esx'];
    case 'gsx':
      return ['vmware-gsx'];
    case 'virtual-server':
      return ['virtual-server'];
    case 'hyperv':
      return ['hyper-v'];
    case 'test':
      return ['libvirt-test'];
    case 'vbox':
    case 'lxc':
    case 'other':
      return [];
  }
}

/** QEMU with and without KVM is one technology and one migration protocol; a KVM guest still needs KVM. */
export const familyOf = (hypervisor: Hypervisor): Hypervisor => (hypervisor === 'kvm' ? 'qemu' : hypervisor);
