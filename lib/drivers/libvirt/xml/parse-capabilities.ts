/** Host capabilities XML → the facts of a HostReading. Pure. https://libvirt.org/formatcaps.html */
import type { GuestMode } from '@/lib/domain/domain';
import type { Architecture, HardwareVirtualization, Hypervisor } from '@/lib/domain/host';
import { mapArchitecture } from '@/lib/drivers/libvirt/xml/architecture';
import { guestModeOf } from '@/lib/drivers/libvirt/xml/parse-domain';
import { attribute, child, children, parseXml, textOf } from '@/lib/drivers/libvirt/xml/parse-xml';

export interface Capabilities {
  readonly architecture: Architecture;
  readonly cpuModel: string | undefined;
  readonly cpuVendor: string | undefined;
  /** Features named in the text; those that the model implies come from {@link parseCpuFeatures}. */
  readonly cpuFlags: readonly string[];
  /** Domain types that a guest may have here, e.g. `qemu`, `kvm`, `xen`. */
  readonly domainTypes: readonly string[];
  readonly guestModes: readonly GuestMode[];
  /** Architectures of its guests that we have a name for. */
  readonly guestArchitectures: readonly Architecture[];
  /** Most CPUs that any of its machine types takes; undefined where none is named. */
  readonly guestCpusMax: number | undefined;
  /** Security models that are on; undefined where the text names none at all. */
  readonly securityModels: readonly string[] | undefined;
  /** The host says that it can migrate live. */
  readonly liveMigration: boolean;
}

/** @throws XmlFailure */
export function parseCapabilities(xml: string): Capabilities {
  const capabilities = parseXml(xml, 'capabilities');
  const host = child(capabilities, 'host');
  const cpu = child(host, 'cpu');
  const guests = children(capabilities, 'guest');
  const types = guests.flatMap((guest) =>
    children(child(guest, 'arch'), 'domain').flatMap((domain) => attribute(domain, 'type') ?? []),
  );
  const modes = guests.flatMap((guest) => {
    const osType = textOf(guest, 'os_type') ?? 'unknown';
    return children(child(guest, 'arch'), 'domain').map((domain) =>
      guestModeOf(attribute(domain, 'type') ?? 'unknown', osType),
    );
  });
  const architectures = guests.map((guest) => mapArchitecture(attribute(child(guest, 'arch'), 'name')));
  const cpus = guests.flatMap((guest) =>
    children(child(guest, 'arch'), 'machine').flatMap((machine) => {
      const most = Number(attribute(machine, 'maxCpus'));
      return Number.isInteger(most) && most > 0 ? [most] : [];
    }),
  );
  const models = children(host, 'secmodel').flatMap((model) => textOf(model, 'model') ?? []);
  return {
    architecture: mapArchitecture(textOf(cpu, 'arch')),
    cpuModel: textOf(cpu, 'model'),
    cpuVendor: textOf(cpu, 'vendor'),
    cpuFlags: children(cpu, 'feature').flatMap((feature) => attribute(feature, 'name') ?? []),
    domainTypes: [...new Set(types)],
    guestModes: [...new Set(modes)],
    guestArchitectures: [...new Set(architectures)].filter((each) => each !== 'unknown'),
    guestCpusMax: cpus.length === 0 ? undefined : Math.max(...cpus),
    // `none` is how libvirt writes that its security driver is switched off.
    securityModels: models.length === 0 ? undefined : models.filter((model) => model !== 'none'),
    liveMigration: child(host, 'migration_features', 'live') !== undefined,
  };
}

/** The `<cpu>` element of the host, as `virConnectBaselineCPU` takes it. */
export function hostCpuXml(xml: string): string | undefined {
  return /<host>[\s\S]*?(<cpu>[\s\S]*?<\/cpu>)/.exec(xml)?.[1];
}

/** Every feature of an expanded CPU description. */
export function parseCpuFeatures(xml: string): string[] {
  return children(parseXml(xml, 'cpu'), 'feature').flatMap((feature) => attribute(feature, 'name') ?? []);
}

/**
 * @param type what `virConnectGetType` says: `QEMU`, `Xen`, `ESX`, `TEST`, …
 * A QEMU host is called kvm only where it offers kvm guests; that a guest then boots is not proven by this. GSX is served
 * by the driver of ESX, which has made sure at opening that the address tells the product.
 */
export function hypervisorOf(type: string, domainTypes: readonly string[], uri: string): Hypervisor {
  const known: Readonly<Record<string, Hypervisor>> = {
    xen: 'xen',
    esx: 'esx',
    vpx: 'esx',
    hyperv: 'hyperv',
    vbox: 'vbox',
    lxc: 'lxc',
    test: 'test',
  };
  const lower = type.toLowerCase();
  if (lower === 'esx' && uri.startsWith('gsx:')) return 'gsx';
  if (lower === 'qemu') return domainTypes.includes('kvm') ? 'kvm' : 'qemu';
  return known[lower] ?? 'other';
}

/** Hypervisors that run on the metal; all others sit on a general operating system. */
const ON_METAL: readonly Hypervisor[] = ['xen', 'esx', 'hyperv'];
export const isHosted = (hypervisor: Hypervisor): boolean => !ON_METAL.includes(hypervisor);

/**
 * Xen keeps `vmx` and `svm` from its control domain, and libvirt puts back what a CPU model of that name has: which guests
 * Xen offers tells whether it is there. SSE4a has only ever been AMD's (and Hygon's), and so tells which of the two it is.
 */
export function hardwareVirtualizationOf(
  architecture: Architecture,
  flags: readonly string[],
  offered: { readonly hypervisor: Hypervisor; readonly guestModes: readonly GuestMode[] },
): HardwareVirtualization {
  const x86 = architecture === 'x86_64' || architecture === 'i686';
  if (offered.hypervisor === 'xen' && !offered.guestModes.some((mode) => mode === 'hvm' || mode === 'pvh'))
    return 'none';
  if (offered.hypervisor === 'xen' && architecture === 'ia64') return 'vti';
  if (flags.includes('vmx')) return 'vt-x';
  if (flags.includes('svm')) return 'svm';
  if (flags.includes('vti')) return 'vti';
  if (offered.hypervisor === 'xen') return flags.includes('sse4a') ? 'svm' : 'unknown';
  return x86 && flags.length > 0 ? 'none' : 'unknown';
}
