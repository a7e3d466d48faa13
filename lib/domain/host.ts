/** Vocabulary of hosts. Pure: runs in the browser, the web half and the agent alike. */

/** Machine classes of the testbed; `other` is every host that is neither of the report's two. */
export const HOST_CLASSES = ['dempsey', 'montecito', 'other'] as const;
export type HostClass = (typeof HOST_CLASSES)[number];
export const CLASS_LABELS: Record<HostClass, string> = { dempsey: 'Dempsey', montecito: 'Montecito', other: 'Other' };

/** A class as it stands in a sentence. @example classHosts('dempsey') // 'Dempsey hosts' */
export const classHosts = (hostClass: HostClass): string =>
  hostClass === 'other' ? `hosts of class ${CLASS_LABELS.other}` : `${CLASS_LABELS[hostClass]} hosts`;

export const ARCHITECTURES = ['x86_64', 'i686', 'ia64', 'aarch64', 'ppc64le', 's390x', 'unknown'] as const;
export type Architecture = (typeof ARCHITECTURES)[number];

/** Hypervisor technologies, by the name Gridbox shows. `test` is libvirt's own in-memory driver. */
export const HYPERVISORS = [
  'xen',
  'qemu',
  'kvm',
  'esx',
  'gsx',
  'hyperv',
  'virtual-server',
  'vbox',
  'lxc',
  'test',
  'other',
] as const;
export type Hypervisor = (typeof HYPERVISORS)[number];

/** How a technology is written on screen and in sentences. */
export const HYPERVISOR_NAMES: Record<Hypervisor, string> = {
  xen: 'Xen',
  qemu: 'QEMU',
  kvm: 'KVM',
  esx: 'VMware ESX',
  gsx: 'VMware GSX',
  hyperv: 'Hyper-V',
  'virtual-server': 'Virtual Server',
  vbox: 'VirtualBox',
  lxc: 'LXC',
  test: 'libvirt test driver',
  other: 'other',
};

/**
 * What the agent knows of a host now.
 * `connecting`: never answered yet; `up`: answered the last reading; `unreachable`: stopped answering, its values are stale;
 * `disabled`: an operator told the agent to leave it alone.
 */
export const HOST_STATUSES = ['connecting', 'up', 'unreachable', 'disabled'] as const;
export type HostStatus = (typeof HOST_STATUSES)[number];

export const DRIVERS = ['libvirt', 'simulated'] as const;
export type DriverName = (typeof DRIVERS)[number];

/**
 * Does nothing of it run? True of our simulated hosts and of libvirt's own mock, which lives in its client's memory.
 * @example isSimulated({ driver: 'libvirt', uri: 'test:///default' }) // true
 */
export const isSimulated = (host: { readonly driver: string; readonly uri: string }): boolean =>
  host.driver === 'simulated' || /^test[:+]/i.test(host.uri);

/** Hardware help for full virtualization. `vti` is Itanium's. */
export const HARDWARE_VIRTUALIZATION = ['vt-x', 'svm', 'vti', 'none', 'unknown'] as const;
export type HardwareVirtualization = (typeof HARDWARE_VIRTUALIZATION)[number];

/** Concurrent migrations a host takes part in unless its own limits say otherwise. */
export const DEFAULT_MIGRATIONS_IN = 2;
export const DEFAULT_MIGRATIONS_OUT = 2;
