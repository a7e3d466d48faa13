/**
 * Libvirt's XML of a domain that is to be made. Pure. Only what is understood is written; everything else is the host's own
 * choice. https://libvirt.org/formatdomain.html
 */
import type { Hypervisor } from '@/lib/domain/host';
import type { HostReading } from '@/lib/domain/readings';
import { macOf, type WantedDomain } from '@/lib/domain/wanted-domain';
import { DriverError } from '@/lib/drivers/errors';
import { METADATA_NAMESPACE, METADATA_KEY, writeMetadataXml } from '@/lib/drivers/libvirt/xml/metadata';
import { escapeXml, XmlFailure } from '@/lib/drivers/libvirt/xml/parse-xml';

/** What of the host decides how a definition is written. */
export type RenderHost = Pick<HostReading, 'hypervisor' | 'hypervisorVersion' | 'architecture' | 'hostname'>;

type DomainType = 'xen' | 'kvm' | 'qemu' | 'test';
const TYPES: Partial<Record<Hypervisor, DomainType>> = { xen: 'xen', kvm: 'kvm', qemu: 'qemu', test: 'test' };

/** @throws DriverError `refused` for a host of another kind, a guest mode that its kind does not have, or text that XML cannot carry. */
export function renderDomain(wanted: WantedDomain, host: RenderHost): string {
  const type = TYPES[host.hypervisor];
  if (type === undefined)
    throw new DriverError(
      'refused',
      `${host.hostname} runs ${host.hypervisor}; Gridbox makes domains under Xen, KVM and QEMU.`,
    );
  if (type !== 'xen' && wanted.guestMode !== 'hvm')
    throw new DriverError('refused', `${wanted.guestMode} guests run under Xen, and ${host.hostname} has none.`);
  try {
    return `${linesOf(wanted, type, host).join('\n')}\n`;
  } catch (error) {
    if (!(error instanceof XmlFailure)) throw error;
    throw new DriverError('refused', error.message, { cause: error });
  }
}

function linesOf(wanted: WantedDomain, type: DomainType, host: RenderHost): string[] {
  const uneven = unevenMemory(wanted, type, host);
  return [
    `<domain type='${type}'${uneven.length === 0 ? '' : ` xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'`}>`,
    element('name', wanted.name),
    element('uuid', wanted.id),
    ...(wanted.note === undefined ? [] : [element('description', wanted.note)]),
    '<metadata>',
    writeMetadataXml(wanted.metadata)
      .replaceAll(/<(\/?)/g, `<$1${METADATA_KEY}:`)
      .replace(`<${METADATA_KEY}:domain>`, `<${METADATA_KEY}:domain xmlns:${METADATA_KEY}='${METADATA_NAMESPACE}'>`),
    '</metadata>',
    `<memory unit='KiB'>${wanted.maxMemoryKiB}</memory>`,
    `<currentMemory unit='KiB'>${wanted.memoryKiB}</currentMemory>`,
    `<vcpu>${wanted.vcpus}</vcpu>`,
    ...osLines(wanted, type),
    // A PVH guest has no machine whose features could be chosen, and a paravirtual one none at all.
    ...(wanted.guestMode === 'hvm' && isPc(wanted) ? ['<features><acpi/><apic/></features>'] : []),
    `<clock offset='utc'/>`,
    '<on_poweroff>destroy</on_poweroff>',
    '<on_reboot>restart</on_reboot>',
    '<on_crash>destroy</on_crash>',
    '<devices>',
    ...wanted.disks.flatMap((disk, index) => diskLines(disk, index, { wanted, type })),
    ...wanted.nics.flatMap((nic, index) => nicLines(nic, index, { wanted, type })),
    ...consoleLines(wanted, type),
    '</devices>',
    ...uneven,
    '</domain>',
  ];
}

const element = (name: string, text: string): string => `<${name}>${escapeXml(text)}</${name}>`;
const isPc = ({ architecture }: WantedDomain): boolean => architecture === 'x86_64' || architecture === 'i686';

/** What boots the guest: `os` type and machine, then the kernel or the first disk. */
function osLines(wanted: WantedDomain, type: DomainType): string[] {
  const { boot } = wanted;
  const [os, machine] = machineOf(wanted, type);
  return [
    '<os>',
    `<type arch='${escapeXml(wanted.architecture)}'${machine === undefined ? '' : ` machine='${machine}'`}>${os}</type>`,
    ...(boot.from === 'disk'
      ? // Under Xen a paravirtual guest's boot loader comes with the definition: its host looks into the disk by itself.
        wanted.guestMode === 'hvm'
        ? [`<boot dev='hd'/>`]
        : []
      : [
          element('kernel', boot.kernel),
          ...(boot.initramfs === undefined ? [] : [element('initrd', boot.initramfs)]),
          ...(boot.commandLine === undefined ? [] : [element('cmdline', boot.commandLine)]),
        ]),
    '</os>',
  ];
}

function machineOf({ guestMode, architecture }: WantedDomain, type: DomainType): [os: string, machine?: string] {
  if (type === 'xen') {
    if (guestMode === 'pvh') return ['xenpvh', 'xenpvh'];
    return guestMode === 'pv' ? ['linux', 'xenpv'] : ['hvm', 'xenfv'];
  }
  if (type === 'test') return ['hvm'];
  if (architecture === 'x86_64' || architecture === 'i686') return ['hvm', 'pc'];
  // Machines of QEMU without a bus of their own for a PC's devices have this one.
  return architecture === 'aarch64' ? ['hvm', 'virt'] : ['hvm'];
}

interface Mould {
  readonly wanted: WantedDomain;
  readonly type: DomainType;
}

const letter = (index: number): string => String.fromCodePoint('a'.charCodeAt(0) + index);

/**
 * What the guest's kernel calls the disk at this place.
 * @example diskTarget('xen', 1) // 'xvdb'
 */
export const diskTarget = (type: Hypervisor, index: number): string =>
  `${type === 'xen' ? 'xvd' : 'vd'}${letter(index)}`;

/** An IDE machine has four. */
const IDE_DISKS = 4;

function diskLines(disk: WantedDomain['disks'][number], index: number, { wanted, type }: Mould): string[] {
  if (type === 'xen' && disk.format !== 'raw')
    throw new DriverError(
      'refused',
      `${disk.path} is ${disk.format}; the disks that Xen's own back end reads are raw files.`,
    );
  // Its BIOS cannot see a disk named `xvda`: its kernel takes the emulated one over under that name. An IDE disk that cannot be
  // written to QEMU does not have.
  const ide = type === 'xen' && wanted.guestMode === 'hvm' && index < IDE_DISKS && disk.readOnly !== true;
  const target = ide ? `hd${letter(index)}` : diskTarget(type === 'xen' ? 'xen' : 'qemu', index);
  const bus = type === 'xen' ? (ide ? 'ide' : 'xen') : 'virtio';
  return [
    `<disk type='file' device='disk'>`,
    type === 'xen' ? `<driver name='phy' type='raw'/>` : `<driver name='qemu' type='${disk.format}'/>`,
    `<source file='${escapeXml(disk.path)}'/>`,
    `<target dev='${target}' bus='${bus}'/>`,
    ...(disk.readOnly === true ? ['<readonly/>'] : []),
    '</disk>',
  ];
}

function nicLines(nic: WantedDomain['nics'][number], index: number, { wanted, type }: Mould): string[] {
  const mac = `<mac address='${macOf(wanted.id, index, type === 'xen' ? 'xen' : 'qemu')}'/>`;
  // Xen's own interface is what a guest gets that is asked for nothing else.
  const model = type === 'xen' ? [] : [`<model type='virtio'/>`, `<rom enabled='no'/>`];
  if (nic.kind !== 'mcast')
    return [
      `<interface type='${nic.kind}'>`,
      mac,
      `<source ${nic.kind}='${escapeXml(nic.source)}'/>`,
      ...model,
      '</interface>',
    ];
  if (type === 'xen') throw new DriverError('refused', 'Segments among the guests themselves (mcast) are not for Xen.');
  const colon = nic.source.lastIndexOf(':');
  const [address, port] = [nic.source.slice(0, colon), nic.source.slice(colon + 1)];
  return [
    `<interface type='mcast'>`,
    mac,
    `<source address='${escapeXml(address)}' port='${escapeXml(port)}'/>`,
    ...model,
    '</interface>',
  ];
}

/** By what the guest is heard and spoken to; see `docs/drivers.md`. */
function consoleLines({ guestMode }: WantedDomain, type: DomainType): string[] {
  if (type === 'test') return [];
  // libxl opens one console of a domain, and a serial port comes before its own.
  if (type === 'xen')
    return guestMode === 'hvm'
      ? [
          `<serial type='pty'><target port='0'/></serial>`,
          `<console type='pty'><target type='serial' port='0'/></console>`,
        ]
      : [`<console type='pty'><target type='xen' port='0'/></console>`];
  return [
    `<controller type='usb' model='none'/>`,
    `<serial type='pty'><target port='0'/></serial>`,
    `<serial type='pty'><target port='1'/></serial>`,
    `<console type='pty'><target type='serial' port='0'/></console>`,
    `<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>`,
    `<memballoon model='virtio'><stats period='5'/></memballoon>`,
  ];
}

/** The first QEMU whose software emulation collects the dirty pages of a whole MiB rightly (its commit 03bfc2188f). */
const EVEN_FROM_QEMU = 9;
/** What no multiple of 256 KiB is: such a block goes page by page. */
const UNEVEN_KIB = 8;

/**
 * Under software emulation by a QEMU before 9.0, 8 KiB more memory than the definition says: with a whole number of MiB such a
 * guest panics after a live migration that lasts (measured on the rig, `tools/rig/domain-xml.ts`). libvirt rounds to whole MiB,
 * hence by QEMU's own arguments.
 */
function unevenMemory(wanted: WantedDomain, type: DomainType, host: RenderHost): string[] {
  const major = Number(host.hypervisorVersion.split('.')[0]);
  if (type !== 'qemu' || !isPc(wanted) || !(major < EVEN_FROM_QEMU)) return [];
  const KIB_PER_MIB = 1024;
  const memoryKiB = Math.ceil(wanted.maxMemoryKiB / KIB_PER_MIB) * KIB_PER_MIB + UNEVEN_KIB;
  const args = [
    ['-m', `${memoryKiB}k`],
    ['-object', `memory-backend-ram,id=gridbox.ram,size=${memoryKiB * KIB_PER_MIB}`],
    ['-machine', 'memory-backend=gridbox.ram'],
  ];
  return ['<qemu:commandline>', ...args.flat().map((arg) => `<qemu:arg value='${arg}'/>`), '</qemu:commandline>'];
}
