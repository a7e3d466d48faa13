/** Domain XML → DomainDefinition. Pure. https://libvirt.org/formatdomain.html */
import { createHash } from 'node:crypto';
import type { DiskFacts, GuestMode, NicFacts } from '@/lib/domain/domain';
import type { DomainDefinition } from '@/lib/domain/readings';
import { mapArchitecture } from '@/lib/drivers/libvirt/xml/architecture';
import { readMetadata } from '@/lib/drivers/libvirt/xml/metadata';
import { attribute, child, children, parseXml, textOf, type XmlElement } from '@/lib/drivers/libvirt/xml/parse-xml';

/** Length of the hash that stands for a definition, in hex digits: enough that two definitions of one domain never meet. */
const HASH_DIGITS = 32;

export const hashDefinition = (xml: string): string =>
  createHash('sha256').update(xml).digest('hex').slice(0, HASH_DIGITS);

/** @throws XmlFailure where the text is not a domain. */
export function parseDomain(xml: string, snapshots = 0): DomainDefinition {
  const domain = parseXml(xml, 'domain');
  const type = attribute(domain, 'type') ?? 'unknown';
  const os = child(domain, 'os');
  const osType = textOf(os, 'type') ?? 'unknown';
  const devices = child(domain, 'devices');
  return {
    architecture: mapArchitecture(attribute(child(os, 'type'), 'arch')),
    guestMode: guestModeOf(type, osType),
    osType,
    machine: attribute(child(os, 'type'), 'machine'),
    kernel: textOf(os, 'kernel'),
    initrd: textOf(os, 'initrd'),
    commandLine: textOf(os, 'cmdline'),
    // QEMU without KVM translates the guest's instructions in software.
    emulated: type === 'qemu',
    cpuModel: textOf(domain, 'cpu', 'model'),
    cpuFlags: children(child(domain, 'cpu'), 'feature').flatMap((feature) => {
      const policy = attribute(feature, 'policy') ?? 'require';
      const name = attribute(feature, 'name');
      return name !== undefined && (policy === 'require' || policy === 'force') ? [name] : [];
    }),
    disks: children(devices, 'disk').map(readDisk),
    nics: children(devices, 'interface').map(readNic),
    securityLabels: readLabels(domain),
    passthrough: [
      ...children(devices, 'hostdev').map(describeHostDevice),
      ...children(devices, 'interface')
        .filter((nic) => attribute(nic, 'type') === 'hostdev')
        .map(describeHostDevice),
    ],
    hasSnapshots: snapshots > 0,
    metadata: readMetadata(domain),
    hash: hashDefinition(`${snapshots} ${xml}`),
  };
}

/** What the host's counters of a running domain are kept by: the names the host gave its interfaces, and whether it has disks. */
export function readDevices(xml: string): { readonly nics: readonly string[]; readonly disks: boolean } {
  const devices = child(parseXml(xml, 'domain'), 'devices');
  return {
    nics: children(devices, 'interface').flatMap((nic) => attribute(child(nic, 'target'), 'dev') ?? []),
    disks: children(devices, 'disk').length > 0,
  };
}

/** Does the definition offer a guest agent channel? */
export function hasAgentChannel(xml: string): boolean {
  const channels = children(child(parseXml(xml, 'domain'), 'devices'), 'channel');
  return channels.some((channel) => attribute(child(channel, 'target'), 'name') === 'org.qemu.guest_agent.0');
}

/**
 * Does a Xen domain have a console that can be opened, to which its guest may write its heartbeat among its other text? Xen's
 * own, or the first serial port of a fully virtualised guest: libvirt opens the first that is defined.
 */
export function hasConsole(xml: string): boolean {
  const consoles = children(child(parseXml(xml, 'domain'), 'devices'), 'console');
  return attribute(consoles[0], 'type') === 'pty';
}

/** Does the definition have a second serial port, on which a guest may send its heartbeat? */
export function hasHeartbeatPort(xml: string): boolean {
  const HEARTBEAT_PORT = 1;
  const ports = children(child(parseXml(xml, 'domain'), 'devices'), 'serial');
  return ports.some((serial, index) => Number(attribute(child(serial, 'target'), 'port') ?? index) === HEARTBEAT_PORT);
}

/**
 * @example guestModeOf('xen', 'linux') // 'pv'
 * @example guestModeOf('kvm', 'hvm') // 'hvm'
 */
export function guestModeOf(type: string, osType: string): GuestMode {
  if (osType === 'exe' || type === 'lxc' || type === 'openvz' || type === 'vz') return 'container';
  if (osType === 'xenpvh') return 'pvh';
  if (osType === 'linux' || osType === 'xen') return 'pv';
  if (osType === 'hvm') return 'hvm';
  return 'unknown';
}

const DISK_KINDS: Readonly<Record<string, DiskFacts['kind']>> = {
  disk: 'disk',
  cdrom: 'cdrom',
  floppy: 'floppy',
  lun: 'lun',
};

/** One of type `none` confines nothing. */
function readLabels(domain: XmlElement): DomainDefinition['securityLabels'] {
  const labels = children(domain, 'seclabel').flatMap((element) => {
    const model = attribute(element, 'model');
    if (model === undefined || attribute(element, 'type') === 'none') return [];
    return [{ model, label: textOf(element, 'label') }];
  });
  return labels.length === 0 ? undefined : labels;
}

function readDisk(disk: XmlElement): DiskFacts {
  const source = child(disk, 'source');
  const type = attribute(disk, 'type');
  const network = type === 'network';
  return {
    target: attribute(child(disk, 'target'), 'dev') ?? 'unknown',
    kind: DISK_KINDS[attribute(disk, 'device') ?? 'disk'] ?? 'disk',
    source: sourceOf(source, type),
    format: attribute(child(disk, 'driver'), 'type'),
    readOnly: child(disk, 'readonly') !== undefined,
    shared: network || child(disk, 'shareable') !== undefined,
  };
}

/**
 * <source file='/a.img'/> → /a.img   <source protocol='rbd' name='pool/img'/> → rbd:pool/img
 * <source pool='default' volume='v'/> → default/v
 */
function sourceOf(source: XmlElement | undefined, type: string | undefined): string | undefined {
  if (source === undefined) return undefined;
  const plain = attribute(source, 'file') ?? attribute(source, 'dev') ?? attribute(source, 'dir');
  if (plain !== undefined) return plain;
  if (type === 'volume') return `${attribute(source, 'pool') ?? '?'}/${attribute(source, 'volume') ?? '?'}`;
  const protocol = attribute(source, 'protocol');
  if (protocol === undefined) return undefined;
  const host = attribute(child(source, 'host'), 'name');
  return `${protocol}:${host === undefined ? '' : `//${host}/`}${attribute(source, 'name') ?? ''}`;
}

function readNic(nic: XmlElement): NicFacts {
  const source = child(nic, 'source');
  const address = attribute(source, 'address');
  const port = attribute(source, 'port');
  return {
    mac: attribute(child(nic, 'mac'), 'address'),
    kind: attribute(nic, 'type') ?? 'unknown',
    source:
      attribute(source, 'bridge') ??
      attribute(source, 'network') ??
      attribute(source, 'dev') ??
      attribute(source, 'path') ??
      (address === undefined ? undefined : `${address}${port === undefined ? '' : `:${port}`}`),
    model: attribute(child(nic, 'model'), 'type'),
    filter: attribute(child(nic, 'filterref'), 'filter'),
  };
}

/** @example "pci 0000:06:12.5" */
function describeHostDevice(device: XmlElement): string {
  const type = attribute(device, 'type') ?? 'host device';
  const address = child(device, 'source', 'address');
  if (address === undefined) return type;
  const part = (name: string, digits: number): string =>
    (attribute(address, name) ?? '0x0').replace(/^0x/, '').padStart(digits, '0');
  if (attribute(address, 'slot') !== undefined)
    return `pci ${part('domain', 4)}:${part('bus', 2)}:${part('slot', 2)}.${part('function', 1)}`;
  return `${type} ${attribute(address, 'bus') ?? '?'}:${attribute(address, 'device') ?? attribute(address, 'uuid') ?? '?'}`;
}
