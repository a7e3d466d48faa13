/** The libvirt definition of a rig guest. */
import { createHash } from 'node:crypto';
import type { RigImages } from './build-images';

export interface RigGuest {
  readonly name: string;
  /** Index of the host it is first defined on, from 0. */
  readonly host: number;
  readonly roles: readonly string[];
  readonly vo: string;
  readonly memoryMiB: number;
}

/** A small grid site: a computing element, a storage element and two worker nodes. */
export const RIG_GUESTS: readonly RigGuest[] = [
  { name: 'ce-01', host: 0, roles: ['CE'], vo: 'atlas', memoryMiB: 128 },
  { name: 'se-01', host: 0, roles: ['SE'], vo: 'atlas', memoryMiB: 128 },
  { name: 'wn-01', host: 1, roles: ['WN'], vo: 'atlas', memoryMiB: 128 },
  { name: 'wn-02', host: 2, roles: ['WN'], vo: 'cms', memoryMiB: 128 },
];

/** Multicast group of every rig's segment; its port tells them apart. */
export const SEGMENT_GROUP = '239.77.7.7';

export const METADATA_NAMESPACE = 'https://gridbox.dev/xmlns/domain/1';

export interface GuestXmlOptions {
  readonly guest: RigGuest;
  readonly index: number;
  /** Identifies this rig among others on the machine; UUIDs, MACs and the network segment follow from it. */
  readonly rigKey: string;
  readonly homeHost: string;
  readonly images: RigImages;
  readonly consoleLog: string;
  /** UDP port of the guests' network segment (multicast, so the whole rig shares it). */
  readonly segmentPort: number;
}

/** Stable over restarts: the same guest of the same rig keeps its UUID. */
export function guestUuid(rigKey: string, name: string): string {
  const hex = createHash('sha256').update(`gridbox-rig ${rigKey} ${name}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export function guestAddress(index: number): string {
  const FIRST = 11;
  return `10.88.0.${FIRST + index}`;
}

export function guestXml(options: GuestXmlOptions): string {
  const { guest, images } = options;
  const mac = `52:54:00:${createHash('sha256')
    .update(`${options.rigKey} ${guest.name}`)
    .digest('hex')
    .slice(0, 6)
    .replace(/(..)(..)(..)/, '$1:$2:$3')}`;
  const commandLine = [
    'console=ttyS0 loglevel=4 panic=-1 net.ifnames=0 gridbox.hotplug',
    // The emulated CPU has no flaws to work around, and its clock needs no check.
    'mitigations=off no_timer_check',
    // What nothing in it uses is not tried at each boot: ciphers, and probes in the running kernel.
    'cryptomgr.notests initcall_blacklist=init_kprobe_trace',
    `gridbox.name=${guest.name} gridbox.address=${guestAddress(options.index)}`,
  ].join(' ');
  return `<domain type='qemu' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
  <name>${guest.name}</name>
  <uuid>${guestUuid(options.rigKey, guest.name)}</uuid>
  <title>Rig guest ${guest.name}</title>
  <metadata>
    <gridbox:domain xmlns:gridbox='${METADATA_NAMESPACE}'>
${guest.roles.map((role) => `      <gridbox:role>${role}</gridbox:role>`).join('\n')}
      <gridbox:vo>${guest.vo}</gridbox:vo>
      <gridbox:tag>rig</gridbox:tag>
      <gridbox:home>${options.homeHost}</gridbox:home>
    </gridbox:domain>
  </metadata>
  <memory unit='MiB'>${guest.memoryMiB}</memory>
  <vcpu placement='static' current='1'>2</vcpu>
  <os>
    <type arch='x86_64' machine='pc'>hvm</type>
    <kernel>${escapeXml(images.kernel)}</kernel>
    <initrd>${escapeXml(images.initramfs)}</initrd>
    <cmdline>${escapeXml(commandLine)}</cmdline>
  </os>
  <features><acpi/><apic/></features>
  <clock offset='utc'/>
  <on_poweroff>destroy</on_poweroff>
  <on_reboot>restart</on_reboot>
  <on_crash>destroy</on_crash>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
    <controller type='usb' model='none'/>
    <serial type='pty'>
      <log file='${escapeXml(options.consoleLog)}' append='on'/>
      <target port='0'/>
    </serial>
    <serial type='pty'><target port='1'/></serial>
    <console type='pty'><target type='serial' port='0'/></console>
    <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>
    <interface type='mcast'>
      <mac address='${mac}'/>
      <source address='${SEGMENT_GROUP}' port='${options.segmentPort}'/>
      <model type='virtio'/>
      <rom enabled='no'/>
    </interface>
    <memballoon model='virtio'><stats period='5'/></memballoon>
  </devices>
${unevenMemory(guest.memoryMiB)}
</domain>
`;
}

/**
 * Memory that is 8 KiB more than the definition says, so that QEMU's software emulation can migrate it unharmed.
 *
 * QEMU before 9.0 forgets, when it collects the dirty pages of a memory block in strides of 256 KiB, to tell the
 * emulated processor to report its writes again (its commit 03bfc2188f, "physmem: Fix migration dirty bitmap coherency
 * with TCG memory access"; not in Debian 12's 7.2.22): what the guest writes afterwards is never copied, and it panics at
 * the target. A block that is no multiple of 256 KiB goes page by page, where nothing is forgotten. Measured with moves of
 * 29 s: 6 of 6 guests of 128 MiB panicked, none of 6 of 128 MiB and 8 KiB. libvirt rounds to whole MiB, hence by hand.
 */
function unevenMemory(memoryMiB: number): string {
  const memoryKiB = memoryMiB * 1024 + 8;
  const args = [
    '-m',
    `${memoryKiB}k`,
    '-object',
    `memory-backend-ram,id=gridbox.ram,size=${memoryKiB * 1024}`,
    '-machine',
    'memory-backend=gridbox.ram',
  ];
  const lines = args.map((arg) => `    <qemu:arg value='${arg}'/>`);
  return ['  <qemu:commandline>', ...lines, '  </qemu:commandline>'].join('\n');
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll("'", '&apos;').replaceAll('"', '&quot;');
}
