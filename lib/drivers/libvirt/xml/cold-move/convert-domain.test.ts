import { expect, test } from 'vitest';
import { readMetadata } from '@/lib/drivers/libvirt/xml/metadata';
import { parseDomain } from '@/lib/drivers/libvirt/xml/parse-domain';
import { child, parseXml, textOf } from '@/lib/drivers/libvirt/xml/parse-xml';
import { XEN_LAB } from '@/tools/lab/xen/xen-lab';
import { guestXml, RIG_GUESTS } from '@/tools/rig/domain-xml';
import { chooseMode, convertDomain, type ColdTarget } from './convert-domain';
import { readSource } from './read-source';

const XEN: ColdTarget = { name: 'xen-a', type: 'xen', modes: ['pvh'], networks: [] };
const QEMU: ColdTarget = { name: 'rig-1', type: 'qemu', modes: ['hvm'], networks: ['default'] };

/** A rig guest, as the rig defines it, with a disk. */
function rigGuest(): string {
  const guest = RIG_GUESTS[0];
  if (guest === undefined) throw new Error('the rig has no guests');
  const xml = guestXml({
    guest,
    index: 0,
    rigKey: 'test',
    homeHost: 'rig-1',
    images: { kernel: '/rig/vmlinuz', initramfs: '/rig/initramfs', key: 'test' },
    consoleLog: '/rig/console.log',
    segmentPort: 5000,
  });
  const disk = `<disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='/disks/ce-01.qcow2'/>
    <target dev='vda' bus='virtio'/></disk>`;
  return xml.replace('<devices>', `<devices>${disk}`).replace('net.ifnames=0', 'net.ifnames=0 root=/dev/vda1');
}

const xenGuest = (): string => {
  const guest = XEN_LAB.guests.find((one) => one.mode === 'pvh');
  if (guest === undefined) throw new Error('the lab has no PVH guest');
  return XEN_LAB.guestXml(guest, { key: 'test', homeHost: 'xen-a' });
};

const XEN_FILES = new Map([
  ['/disks/ce-01.qcow2', { path: '/var/lib/libvirt/images/ce-01-vda.raw', format: 'raw' as const }],
  ['/rig/vmlinuz', { path: '/var/lib/libvirt/images/ce-01-kernel', format: 'raw' as const }],
  ['/rig/initramfs', { path: '/var/lib/libvirt/images/ce-01-initrd', format: 'raw' as const }],
]);

test('a rig guest becomes a PVH guest of Xen: same identity, disks and consoles by their other names', () => {
  const source = readSource(rigGuest());
  expect(source.obstacles).toEqual([]);
  expect(source.disks).toEqual([{ target: 'vda', path: '/disks/ce-01.qcow2', format: 'qcow2', readOnly: false }]);
  expect(chooseMode(source, XEN)).toEqual({ mode: 'pvh' });
  const { definition, changes } = convertDomain(source, XEN, 'pvh', XEN_FILES);

  const before = parseXml(rigGuest(), 'domain');
  const after = parseXml(definition, 'domain');
  for (const same of ['name', 'uuid', 'title', 'memory', 'vcpu'])
    expect(textOf(after, same)).toBe(textOf(before, same));
  expect(readMetadata(after)).toEqual(readMetadata(before));
  const parsed = parseDomain(definition);
  expect(parsed).toMatchObject({ guestMode: 'pvh', machine: 'xenpvh', kernel: '/var/lib/libvirt/images/ce-01-kernel' });
  expect(parsed.disks).toMatchObject([
    { target: 'xvda', source: '/var/lib/libvirt/images/ce-01-vda.raw', format: 'raw' },
  ]);
  expect(parsed.nics).toEqual([]);
  const line = textOf(after, 'os', 'cmdline');
  expect(line).toContain('console=hvc0');
  expect(line).toContain('root=/dev/xvda1');
  expect(line).toContain('gridbox.heartbeat=hvc0,0.25,0.1');
  expect(line).toContain('gridbox.name=ce-01');
  expect(definition).not.toContain('ttyS0');
  expect(definition).not.toContain('qemu');

  expect(changes).toContain('Kernel command line: console=ttyS0 becomes console=hvc0.');
  expect(changes).toContain('Kernel command line: root=/dev/vda1 becomes root=/dev/xvda1.');
  expect(changes.join('\n')).toMatch(/Interface 52:54:00:\S+ is left out: one of type mcast cannot be carried over\./);
  expect(changes).toContain('Arguments given to QEMU by hand (qemu:commandline) are left out.');
});

test('a PVH guest of Xen becomes a QEMU guest with a heartbeat port, an agent channel and no word of Xen', () => {
  const source = readSource(xenGuest());
  expect(source.obstacles).toEqual([]);
  expect(chooseMode(source, QEMU)).toEqual({ mode: 'hvm' });
  const { definition, changes } = convertDomain(source, QEMU, 'hvm', new Map());
  const after = parseXml(definition, 'domain');
  expect(textOf(after, 'os', 'cmdline')).toMatch(/^console=ttyS0 /);
  expect(textOf(after, 'os', 'cmdline')).not.toContain('gridbox.heartbeat');
  expect(child(after, 'devices')?.['serial']).toHaveLength(2);
  expect(definition).toContain('org.qemu.guest_agent.0');
  expect(definition).not.toContain('hvc0');
  expect(parseDomain(definition)).toMatchObject({ guestMode: 'hvm', emulated: true });
  expect(changes).toContainEqual(
    expect.stringMatching(/^Kernel command line: gridbox\.heartbeat=hvc0,[\d.,]+ is left out\.$/),
  );
});

test('there and back again the command line is what it was, and the disk has its first name', () => {
  const there = convertDomain(readSource(rigGuest()), XEN, 'pvh', XEN_FILES).definition;
  const back = convertDomain(readSource(there), QEMU, 'hvm', new Map()).definition;
  const line = (xml: string) => textOf(parseXml(xml, 'domain'), 'os', 'cmdline');
  expect(line(back)).toBe(line(rigGuest()));
  expect(parseDomain(back).disks).toMatchObject([{ target: 'vda', format: 'qcow2' }]);
});

/** As `virsh dumpxml` gives a fully virtualised guest of Xen that boots its disk. */
const XEN_HVM = `<domain type='xen'>
  <name>web&amp;mail</name><uuid>3f0c1a52-7d5e-4c9b-8f63-aaaabbbbcccc</uuid>
  <memory unit='KiB'>1048576</memory><currentMemory unit='KiB'>524288</currentMemory>
  <vcpu placement='static' current='1'>4</vcpu>
  <cputune><shares>512</shares></cputune>
  <os><type arch='x86_64' machine='xenfv'>hvm</type><loader type='rom'>/usr/lib/xen-4.17/boot/hvmloader</loader><boot dev='hd'/></os>
  <features><acpi/><apic/><pae/><viridian/></features>
  <clock offset='variable' adjustment='0' basis='utc'><timer name='hpet' present='no'/></clock>
  <on_poweroff>destroy</on_poweroff><on_reboot>restart</on_reboot><on_crash>preserve</on_crash>
  <devices>
    <emulator>/usr/lib/xen-4.17/bin/qemu-system-i386</emulator>
    <disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='/img/a b.qcow2'/><target dev='hda' bus='ide'/></disk>
    <disk type='file' device='disk'><driver name='phy'/><source file='/img/data.img'/><target dev='xvdb' bus='xen'/><readonly/></disk>
    <disk type='file' device='cdrom'><source file='/iso/d.iso'/><target dev='hdc' bus='ide'/><readonly/></disk>
    <interface type='network'><mac address='00:16:3e:00:00:01'/><source network='default'/><model type='netfront'/></interface>
    <interface type='bridge'><mac address='00:16:3e:00:00:02'/><source bridge='xenbr0'/><script path='vif-bridge'/></interface>
    <graphics type='vnc' port='-1'/><video><model type='vga'/></video>
  </devices>
</domain>`;

test('a fully virtualised Xen guest that boots its disk becomes a QEMU guest; what has no counterpart is listed', () => {
  const source = readSource(XEN_HVM);
  expect(source.obstacles).toEqual([]);
  const { definition, changes } = convertDomain(source, QEMU, 'hvm', new Map());
  const parsed = parseDomain(definition);
  expect(textOf(parseXml(definition, 'domain'), 'name')).toBe('web&mail');
  expect(parsed.disks.map(({ target, source: path, readOnly }) => ({ target, path, readOnly }))).toEqual([
    { target: 'vda', path: '/img/a b.qcow2', readOnly: false },
    { target: 'vdb', path: '/img/data.img', readOnly: true },
  ]);
  expect(parsed.nics).toMatchObject([
    { mac: '00:16:3e:00:00:01', kind: 'network', source: 'default', model: 'virtio' },
    { mac: '00:16:3e:00:00:02', kind: 'bridge', source: 'xenbr0', model: 'virtio' },
  ]);
  expect(definition).toContain(`current='1'>4</vcpu>`);
  const said = changes.join('\n');
  expect(said).toContain('Drive cdrom hdc is left out, with its medium /iso/d.iso.');
  expect(said).toContain('Features pae, viridian are left out.');
  expect(said).toContain('Settings without a counterpart are left out: cputune.');
  expect(said).toContain('Devices without a counterpart are left out: graphics, video.');
  expect(said).toContain('Clock: the offset variable becomes utc.');
  expect(said).toContain('rig-1 must have the bridge xenbr0');
  expect(said).toContain('fstab');
});

test('a guest that boots its disk needs full virtualization at Xen; where there is none it is refused with that reason', () => {
  const source = readSource(XEN_HVM);
  expect(chooseMode(source, XEN)).toEqual({
    obstacle: 'It boots from its disk, which needs a fully virtualised guest (HVM); xen-a offers none.',
  });
  expect(chooseMode(source, { ...XEN, modes: ['pvh', 'hvm'] })).toEqual({ mode: 'hvm' });
});

test('at Xen its BIOS finds the disk on IDE, and its serial port stays its console', () => {
  const at = convertDomain(readSource(XEN_HVM), XEN, 'hvm', new Map());
  expect(at.definition).toContain(`<target dev='hda' bus='ide'/>`);
  expect(at.definition).toContain(`<target dev='hdb' bus='ide'/>`);
  expect(at.definition).toContain(`<console type='pty'><target type='serial' port='0'/></console>`);
  expect(at.definition).not.toContain(`type='xen' port=`);
  expect(at.changes.join('\n')).toContain('sees hda as xvda');
});

test('a guest of full virtualization that boots a kernel speaks on the console of Xen alone', () => {
  const { definition } = convertDomain(readSource(rigGuest()), XEN, 'hvm', new Map());
  expect(definition).toContain(`<console type='pty'><target type='xen' port='0'/></console>`);
  expect(definition).not.toContain('<serial');
  expect(definition).toContain('root=/dev/xvda');
});

test.each([
  [
    'a network disk',
    `<disk type='network' device='disk'><source protocol='rbd' name='p/i'/><target dev='vda'/></disk>`,
    /vda is of type network/,
  ],
  [
    'a block device',
    `<disk type='block' device='disk'><source dev='/dev/sda'/><target dev='vda'/></disk>`,
    /vda is of type block/,
  ],
  [
    'a device named as a file',
    `<disk type='file' device='disk'><source file='/dev/sda'/><target dev='vda'/></disk>`,
    /lies below \/dev/,
  ],
  [
    'a path that climbs',
    `<disk type='file' device='disk'><source file='/a/../dev/sda'/><target dev='vda'/></disk>`,
    /not an absolute path/,
  ],
  [
    'another format',
    `<disk type='file' device='disk'><driver type='vmdk'/><source file='/a'/><target dev='vda'/></disk>`,
    /format vmdk/,
  ],
  [
    'a shared disk',
    `<disk type='file' device='disk'><source file='/a'/><target dev='vda'/><shareable/></disk>`,
    /shared with other domains/,
  ],
  [
    'a layer',
    `<disk type='file' device='disk'><driver type='qcow2'/><source file='/a'/><backingStore type='file'><source file='/b'/></backingStore><target dev='vda'/></disk>`,
    /layer on another image/,
  ],
  ['a host device', `<hostdev mode='subsystem' type='pci'/>`, /passed through \(hostdev\)/],
  ['a TPM', `<tpm model='tpm-crb'/>`, /TPM/],
  [
    'an interface that is a device',
    `<interface type='hostdev'><mac address='52:54:00:00:00:01'/></interface>`,
    /52:54:00:00:00:01 is a device of the host/,
  ],
])('%s is refused by name before anything starts', (_what, device, words) => {
  const source = readSource(
    `<domain type='kvm'><name>a</name><os><type>hvm</type></os><devices>${device}</devices></domain>`,
  );
  expect(source.obstacles).toHaveLength(1);
  expect(source.obstacles[0]).toMatch(words);
});

test('UEFI firmware is refused, the BIOS is not', () => {
  const boots = (os: string) => readSource(`<domain type='kvm'><name>a</name><os>${os}</os></domain>`).obstacles;
  expect(boots(`<type>hvm</type><loader type='pflash'>/usr/share/OVMF/OVMF_CODE.fd</loader>`)).toHaveLength(1);
  expect(boots(`<type>hvm</type><nvram>/a.fd</nvram>`)).toHaveLength(1);
  expect(boots(`<type>hvm</type><loader>/usr/share/seabios/bios-256k.bin</loader>`)).toEqual([]);
});

test('text from the definition stays data', () => {
  const nasty = readSource(
    `<domain type='kvm'><name>a&lt;b&gt;</name><os><type>hvm</type><kernel>/k'&quot;&lt;</kernel></os><devices>
     <disk type='file'><source file="/x'/&gt;&lt;evil"/><target dev='vda'/></disk></devices></domain>`,
  );
  const { definition } = convertDomain(nasty, XEN, 'pvh', new Map());
  const after = parseXml(definition, 'domain');
  expect(textOf(after, 'name')).toBe('a<b>');
  expect(textOf(after, 'os', 'kernel')).toBe(`/k'"<`);
  expect(parseDomain(definition).disks[0]?.source).toBe(`/x'/><evil`);
});
