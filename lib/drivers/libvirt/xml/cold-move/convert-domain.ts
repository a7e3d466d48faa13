/**
 * A definition for Xen (HVM or PVH) from one for QEMU, and back. Pure. The new one is written from what is understood of the
 * old, not by editing it: what has no counterpart is left out and said, never carried over by accident.
 * https://libvirt.org/formatdomain.html
 */
import { attribute, child, children, escapeXml, textOf, type XmlElement } from '@/lib/drivers/libvirt/xml/parse-xml';
import { convertCommandLine } from './convert-command-line';
import { convertNetwork } from './convert-network';
import { listLeftOut } from './left-out';
import type { ColdSource, DiskFormat } from './read-source';

/** What the target offers, as its host was read. */
export interface ColdTarget {
  readonly name: string;
  /** The type of domain to define: `kvm` where the hardware helps, `qemu` where software translates. */
  readonly type: 'xen' | 'qemu' | 'kvm';
  readonly modes: readonly ('hvm' | 'pvh')[];
  /** Names of its virtual networks. */
  readonly networks: readonly string[];
}

/** Where each file of the source lies at the target, and in which format. */
export type PlacedFiles = ReadonlyMap<string, { readonly path: string; readonly format: DiskFormat }>;

export interface ConvertedDomain {
  readonly definition: string;
  /** Plain sentences, in the order of the definition. */
  readonly changes: readonly string[];
}

/** What the target keeps its disks in: Xen's own block back end reads raw files alone; QEMU's qcow2 grows as it is written. */
export const formatAt = (type: ColdTarget['type']): DiskFormat => (type === 'xen' ? 'raw' : 'qcow2');

/**
 * Which guest mode it gets, or why none. A Xen guest that boots a kernel directly needs no emulated machine; one that boots
 * its disk needs a BIOS, and so full virtualization.
 */
export function chooseMode(
  source: Pick<ColdSource, 'kernel'>,
  target: Pick<ColdTarget, 'name' | 'type' | 'modes'>,
): { readonly mode: 'hvm' | 'pvh' } | { readonly obstacle: string } {
  if (target.type !== 'xen') return { mode: 'hvm' };
  if (source.kernel !== undefined && target.modes.includes('pvh')) return { mode: 'pvh' };
  if (target.modes.includes('hvm')) return { mode: 'hvm' };
  return {
    obstacle:
      source.kernel === undefined
        ? `It boots from its disk, which needs a fully virtualised guest (HVM); ${target.name} offers none.`
        : `${target.name} offers neither PVH nor HVM guests.`,
  };
}

/** @param mode as {@link chooseMode} says. */
export function convertDomain(
  source: ColdSource,
  target: ColdTarget,
  mode: 'hvm' | 'pvh',
  files: PlacedFiles,
): ConvertedDomain {
  const { root } = source;
  const changes: string[] = [];
  const disks = new Map(source.disks.map((disk, index) => [disk.target, nameInGuest(target, index)]));
  const say = (sentence: string): void => void changes.push(sentence);
  const os = writeOs(source, target, mode, { files, disks, say });
  const before = attribute(root, 'type') ?? 'unknown';
  say(`Type of domain: ${before} becomes ${target.type}.`);
  const lines = [
    `<domain type='${target.type}'>`,
    ...kept(root, 'name'),
    ...kept(root, 'uuid'),
    ...kept(root, 'title'),
    ...kept(root, 'description'),
    ...keptMetadata(source.text),
    ...kept(root, 'memory', ['unit']),
    ...kept(root, 'currentMemory', ['unit']),
    ...kept(root, 'vcpu', ['current']),
    ...os,
    ...writeFeatures(mode),
    ...writeClock(root, target, say),
    ...kept(root, 'on_poweroff'),
    ...kept(root, 'on_reboot'),
    ...kept(root, 'on_crash'),
    '<devices>',
    ...source.disks.flatMap((disk, index) => writeDisk(source, index, { target, mode }, { files, say })),
    ...children(child(root, 'devices'), 'interface').flatMap((nic) => convertNetwork(nic, target, say)),
    ...writeConsole(source, { target, mode }, say),
    '</devices>',
    '</domain>',
  ];
  return { definition: `${lines.join('\n')}\n`, changes: [...changes, ...listLeftOut(root, target)] };
}

type Say = (sentence: string) => void;

/** Where the new definition goes. */
interface Mould {
  readonly target: ColdTarget;
  readonly mode: 'hvm' | 'pvh';
}

const letter = (index: number): string => String.fromCodePoint('a'.charCodeAt(0) + index);

/** How the guest's own kernel names a disk. They keep their order: the boot loader counts on it. */
const nameInGuest = (target: ColdTarget, index: number): string =>
  `${target.type === 'xen' ? 'xvd' : 'vd'}${letter(index)}`;

/** An IDE machine has four. */
const IDE_DISKS = 4;

/**
 * A fully virtualised guest of Xen begins without Xen's drivers: its BIOS reads an emulated disk and cannot see one named
 * `xvda`. Its kernel then takes the same disk over as xvda (docs/misc/hvm-emulated-unplug.pandoc of Xen).
 */
function placeDisk({ target, mode }: Mould, index: number): { readonly name: string; readonly bus: string } {
  if (target.type !== 'xen') return { name: nameInGuest(target, index), bus: 'virtio' };
  return mode === 'hvm' && index < IDE_DISKS
    ? { name: `hd${letter(index)}`, bus: 'ide' }
    : { name: nameInGuest(target, index), bus: 'xen' };
}

function writeOs(
  source: ColdSource,
  target: ColdTarget,
  mode: 'hvm' | 'pvh',
  to: { readonly files: PlacedFiles; readonly disks: ReadonlyMap<string, string>; readonly say: Say },
): string[] {
  const os = child(source.root, 'os');
  const arch = attribute(child(os, 'type'), 'arch') ?? 'x86_64';
  const machine = attribute(child(os, 'type'), 'machine');
  const type = MACHINES[target.type === 'xen' ? mode : 'qemu'];
  to.say(
    `Machine: ${[textOf(os, 'type'), machine].filter((part) => part !== undefined).join(' ')} becomes ${type.os} ${type.machine}.`,
  );
  const lines = ['<os>', `<type arch='${escapeXml(arch)}' machine='${type.machine}'>${type.os}</type>`];
  for (const [element, path] of [
    ['kernel', source.kernel],
    ['initrd', source.initrd],
  ] as const) {
    if (path === undefined) continue;
    const placed = to.files.get(path)?.path ?? path;
    to.say(`${element === 'kernel' ? 'Kernel' : 'Initial root file system'}: ${path} is copied to ${placed}.`);
    lines.push(`<${element}>${escapeXml(placed)}</${element}>`);
  }
  const line = textOf(os, 'cmdline');
  if (line !== undefined) {
    const converted = convertCommandLine(line, { to: target.type === 'xen' ? 'xen' : 'qemu', disks: to.disks });
    converted.changes.forEach(to.say);
    if (converted.line !== '') lines.push(`<cmdline>${escapeXml(converted.line)}</cmdline>`);
  }
  if (source.kernel === undefined) {
    lines.push(`<boot dev='hd'/>`);
    to.say(
      'Names of disks and consoles inside the guest (fstab, boot loader) are not changed; a guest that names its disks by UUID or label boots as it is.',
    );
  }
  if (textOf(os, 'loader') !== undefined)
    to.say(`Loader ${textOf(os, 'loader') ?? ''} is left out; ${target.name} uses its own.`);
  return [...lines, '</os>'];
}

const MACHINES = {
  hvm: { os: 'hvm', machine: 'xenfv' },
  pvh: { os: 'xenpvh', machine: 'xenpvh' },
  qemu: { os: 'hvm', machine: 'pc' },
} as const;

/** A PVH guest has no machine whose features could be chosen. */
const writeFeatures = (mode: 'hvm' | 'pvh'): string[] =>
  mode === 'pvh' ? [] : ['<features><acpi/><apic/></features>'];

function writeClock(root: XmlElement, target: ColdTarget, say: Say): string[] {
  const clock = child(root, 'clock');
  if (clock === undefined) return [];
  const offset = attribute(clock, 'offset') ?? 'utc';
  const plain = offset === 'localtime' ? 'localtime' : 'utc';
  if (offset !== plain) say(`Clock: the offset ${offset} becomes utc.`);
  const timers = children(clock, 'timer').map((timer) => attribute(timer, 'name') ?? 'unnamed');
  if (timers.length > 0) say(`Clock: timers (${timers.join(', ')}) are left to ${target.name}.`);
  return [`<clock offset='${plain}'/>`];
}

function writeDisk(
  source: ColdSource,
  index: number,
  mould: Mould,
  to: { readonly files: PlacedFiles; readonly say: Say },
): string[] {
  const { target } = mould;
  const disk = source.disks[index];
  if (disk === undefined) return [];
  const placed = to.files.get(disk.path) ?? { path: disk.path, format: formatAt(target.type) };
  const { name, bus } = placeDisk(mould, index);
  const driver =
    target.type === 'xen' ? `<driver name='phy' type='raw'/>` : `<driver name='qemu' type='${placed.format}'/>`;
  to.say(
    `Disk ${disk.target} becomes ${name} on ${bus}: ${disk.path} (${disk.format}) is copied to ${placed.path} (${placed.format}).`,
  );
  if (bus === 'ide')
    to.say(`A guest with Xen's drivers, as Linux has them, sees ${name} as ${nameInGuest(target, index)}.`);
  return [
    `<disk type='file' device='disk'>`,
    driver,
    `<source file='${escapeXml(placed.path)}'/>`,
    `<target dev='${name}' bus='${bus}'/>`,
    ...(disk.readOnly ? ['<readonly/>'] : []),
    '</disk>',
  ];
}

function writeConsole(source: Pick<ColdSource, 'kernel'>, { target, mode }: Mould, say: Say): string[] {
  if (target.type === 'xen') {
    // libxl opens one console of a domain, and a serial port comes before its own: a guest whose command line we do not write
    // goes on speaking where it did.
    if (mode === 'hvm' && source.kernel === undefined) {
      say(
        'The first serial port (ttyS0) stays and is the console; others and the guest agent channel are left out. The guest is heard on that console alone.',
      );
      return [
        `<serial type='pty'><target port='0'/></serial>`,
        `<console type='pty'><target type='serial' port='0'/></console>`,
      ];
    }
    say(
      'Serial ports and the guest agent channel are replaced by the console of Xen (hvc0); the guest is heard there alone.',
    );
    return [`<console type='pty'><target type='xen' port='0'/></console>`];
  }
  say(
    'The console becomes the first serial port (ttyS0); a second one for the heartbeat and a channel for the guest agent are added.',
  );
  return [
    `<serial type='pty'><target port='0'/></serial>`,
    `<serial type='pty'><target port='1'/></serial>`,
    `<console type='pty'><target type='serial' port='0'/></console>`,
    `<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>`,
  ];
}

/** One element as it was, with the attributes named. */
function kept(root: XmlElement, name: string, attributes: readonly string[] = []): string[] {
  const element = child(root, name);
  const text = textOf(root, name);
  if (element === undefined || text === undefined) return [];
  const written = attributes.flatMap((each) => {
    const value = attribute(element, each);
    return value === undefined ? [] : [` ${each}='${escapeXml(value)}'`];
  });
  return [`<${name}${written.join('')}>${escapeXml(text)}</${name}>`];
}

/** Letter by letter: it is other programs' too, in namespaces that mean nothing to us. libvirt escapes markup in all other text. */
function keptMetadata(text: string): string[] {
  const [open, close] = ['<metadata>', '</metadata>'];
  const from = text.indexOf(open);
  const to = text.lastIndexOf(close);
  return from < 0 || to < from ? [] : [text.slice(from, to + close.length)];
}
