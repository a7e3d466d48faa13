import { attribute, child, children, type XmlElement } from '@/lib/drivers/libvirt/xml/parse-xml';
import type { ColdTarget } from './convert-domain';
import { isRemovable } from './read-source';

/** Written anew by `convertDomain`, or refused before it. */
const WRITTEN = [
  'name',
  'uuid',
  'title',
  'description',
  'metadata',
  'memory',
  'currentMemory',
  'vcpu',
  'os',
  'clock',
  'on_poweroff',
  'on_reboot',
  'on_crash',
  'devices',
];
const WRITTEN_DEVICES = ['disk', 'interface', 'serial', 'console'];
/** libvirt adds them by itself wherever a domain is defined; nobody chose them. */
const ADDED_BY_LIBVIRT = ['resource', 'seclabel', 'emulator', 'controller', 'memballoon', 'input', 'audio', '#text'];
/** Features that every fully virtualised guest is given anyway. */
const PLAIN_FEATURES = ['acpi', 'apic'];

/** A sentence for everything of the old definition that the new one has no word for. */
export function listLeftOut(root: XmlElement, target: ColdTarget): string[] {
  const devices = child(root, 'devices');
  const features = namesOf(child(root, 'features')).filter((name) => !PLAIN_FEATURES.includes(name));
  const own = namesOf(root).filter(
    (name) => ![...WRITTEN, ...ADDED_BY_LIBVIRT, 'features', 'cpu'].includes(name) && !name.startsWith('qemu:'),
  );
  const others = namesOf(devices).filter(
    (name) => ![...WRITTEN_DEVICES, ...ADDED_BY_LIBVIRT, 'channel'].includes(name),
  );
  const channels = children(devices, 'channel')
    .map((channel) => attribute(child(channel, 'target'), 'name') ?? 'unnamed')
    .filter((name) => name !== 'org.qemu.guest_agent.0');
  return [
    ...children(devices, 'disk').filter(isRemovable).map(describeDrive),
    ...sentence(features, (names) => `Features ${names} are left out.`),
    ...(child(root, 'cpu') === undefined ? [] : [`The choice of CPU is left out; ${target.name} gives its default.`]),
    ...sentence(own, (names) => `Settings without a counterpart are left out: ${names}.`),
    ...(namesOf(root).some((name) => name.startsWith('qemu:'))
      ? ['Arguments given to QEMU by hand (qemu:commandline) are left out.']
      : []),
    ...sentence(others, (names) => `Devices without a counterpart are left out: ${names}.`),
    ...sentence(channels, (names) => `Channels are left out: ${names}.`),
    `Controllers, device addresses and the emulator are chosen by ${target.name}.`,
  ];
}

function describeDrive(disk: XmlElement): string {
  const source = child(disk, 'source');
  const medium = attribute(source, 'file') ?? attribute(source, 'dev');
  const name = `${attribute(disk, 'device') ?? 'drive'} ${attribute(child(disk, 'target'), 'dev') ?? ''}`.trim();
  return `Drive ${name} is left out${medium === undefined ? '' : `, with its medium ${medium}`}.`;
}

const namesOf = (element: XmlElement | undefined): string[] =>
  Object.keys(element ?? {}).filter((name) => !name.startsWith('@') && name !== '#text');

const sentence = (names: readonly string[], say: (names: string) => string): string[] =>
  names.length === 0 ? [] : [say(names.join(', '))];
