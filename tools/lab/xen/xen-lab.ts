/**
 * Xen hosts: Debian's hypervisor and a dom0 under it. The processor is an AMD one because QEMU emulates AMD's
 * virtualization with nested paging, and so PVH guests run and move; no help of this machine's processor is used.
 */
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { writeImagePool } from '@/tools/shared/image-pool';
import { labGuests } from '../gateway/lab-gateway';
import { guestHead } from '../guest-xml';
import {
  hostsFile,
  INIT_BEGINNING,
  INIT_NETWORK,
  initEnding,
  KEEP_LIBVIRTD,
  libvirtdConf,
  UNHARDENED,
} from '../host-init';
import type { LabGuest, LabKind } from '../lab-kind';

const NETWORK = 77;
/** Where the hosts keep disks: each its own, under one path, as a pool of libvirt's that is there from the start. */
const IMAGES = '/var/lib/libvirt/images';
/** The bridge that joins the hosts, as a network of libvirt's: what guests of sites are attached to. */
const BRIDGE_NETWORK = `<network><name>lab</name><forward mode='bridge'/><bridge name='lab0'/></network>
`;
/** Of the machine's memory; dom0 itself uses some 40 MiB of it, the device model of an HVM guest 150 more. */
const DOM0_MIB = 512;
const XEN = '/usr/lib/xen-4.17/bin';

/**
 * Not `max`: with SMAP on, QEMU 7.2 reads the stack of a return to user mode with the wrong rights and dom0 dies. Not
 * RDTSCP: QEMU reports its interception for it where there is none, and PVH kernels die.
 */
const PROCESSOR = 'Opteron_G3,-misalignsse,+svm,+npt,-rdtscp';

export const XEN_LAB: LabKind = {
  name: 'xen',
  title: 'Xen lab',
  definedIn: new URL(import.meta.url),
  buildPrograms: { mmdebstrap: 'mmdebstrap', mke2fs: 'e2fsprogs', xz: 'xz-utils', lz4: 'lz4', depmod: 'kmod' },
  variant: 'essential',
  packages: [
    'xen-utils-4.17',
    'xenstore-utils',
    'libvirt-daemon',
    'libvirt-daemon-driver-xen',
    // The device model of HVM guests, with the BIOS they boot from and the one of their network card.
    'qemu-system-xen',
    'seabios',
    'ipxe-qemu',
    'libvirt-clients',
    'iproute2',
    'mount',
    'busybox-static',
    'kmod',
    'procps',
    'socat',
  ],
  // Not the cloud kernel: it cannot be a dom0.
  kernelPackage: 'linux-image-amd64',
  unpackedPackages: ['xen-hypervisor-4.17-amd64'],
  bootModules: ['virtio_pci', 'virtio_blk', 'crc32c_generic', 'ext4'],
  modules: [
    'virtio_net',
    'xen_evtchn',
    'xen_gntdev',
    'xen_gntalloc',
    'xen_privcmd',
    'xenfs',
    'xen_blkback',
    'xen_netback',
    'bridge',
    'loop',
    'tun',
  ],
  // Sparse. Domains of Debian have their disks here, of which each writes some 500 MiB.
  diskMiB: 12_000,
  init: `${INIT_BEGINNING}
mkdir -p /run/xen /run/xenstored /var/log/xen /var/lib/xen
modprobe -a virtio_net bridge xen-evtchn xen-gntdev xen-gntalloc xen-privcmd xenfs
mount -t xenfs xenfs /proc/xen
${INIT_NETWORK}
${XEN}/xenstored --pid-file /run/xenstored.pid
${XEN}/xen-init-dom0
${XEN}/xenconsoled --log=all --timestamp=none --log-dir=/var/log/xen --pid-file=/run/xenconsoled.pid
${KEEP_LIBVIRTD}modprobe -a xen-blkback xen-netback loop
${initEnding('xen:///system')}`,
  tune: tuneDom0,
  guestExtras: async () => ({ modules: ['xen_netfront', 'xen_blkfront'], agent: false }),
  makeBootFiles: async (unpacked, target) => {
    const packed = readdirSync(join(unpacked, 'boot')).find((name) => /^xen-.*-amd64\.gz$/.test(name));
    if (packed === undefined) throw new Error('the hypervisor package has no hypervisor');
    const LARGEST_BYTES = 64 * 1024 * 1024;
    // QEMU boots the plain ELF file; it does not unpack.
    writeFileSync(
      join(target, 'xen.elf'),
      execFileSync('gzip', ['-dc', join(unpacked, 'boot', packed)], { maxBuffer: LARGEST_BYTES }),
    );
  },
  memoryMiB: 1280,
  guestNetwork: labGuests(NETWORK),
  machineArguments: (files, host) => [
    '-cpu',
    PROCESSOR,
    '-smp',
    '1',
    '-kernel',
    join(files, 'xen.elf'),
    '-append',
    `console=com1 com1=115200,8n1 dom0_mem=${DOM0_MIB}M,max:${DOM0_MIB}M dom0_max_vcpus=1 loglvl=info guest_loglvl=info noreboot`,
    '-initrd',
    `${join(files, 'vmlinux')} console=hvc0 ${UNHARDENED} nokaslr loglevel=4 net.ifnames=0 lab.name=${host.name} lab.address=${host.labAddress} lab.number=${host.index + 1},${join(files, 'initrd')}`,
  ],
  uri: (port) => `xen+tcp://127.0.0.1:${port}/system`,
  guests: [
    { name: 'ce-x1', host: 0, mode: 'pvh', roles: ['CE'], vo: 'alice', memoryMiB: 128 },
    { name: 'wn-x1', host: 0, mode: 'pv', roles: ['WN'], vo: 'alice', memoryMiB: 128 },
    // A PVH guest boots longest of all, on whatever processor its host has: two of one host would take turns.
    { name: 'se-x1', host: 1, mode: 'pvh', roles: ['SE'], vo: 'alice', memoryMiB: 128 },
    { name: 'wn-x2', host: 1, mode: 'pv', roles: ['WN'], vo: 'lhcb', memoryMiB: 128 },
  ],
  // Its device model takes a tenth of the emulated processor without doing anything.
  spareGuests: [{ name: 'wn-x3', host: 1, mode: 'hvm', roles: ['WN'], vo: 'lhcb', memoryMiB: 128 }],
  diskPath: (guest) => `/var/lib/xen/images/${guest}.img`,
  guestXml,
  heartbeatLog: (guest) => `/var/log/xen/guest-${guest}.log`,
};

/** Below /guest in every dom0, under the same names: a domain that moves finds them again. */
export const XEN_GUEST_KERNEL = '/guest/vmlinux';
export const XEN_GUEST_INITRD = '/guest/initrd';
/** As Debian packs it: the device model of an HVM guest loads nothing else. */
const PACKED_KERNEL = '/guest/vmlinuz';

/**
 * The heartbeat goes to the console: libvirt opens no other of a Xen domain. Four times a second, for each beat costs a
 * guest in an emulated machine some milliseconds of the one processor that all share; how long a move stops the guest is
 * told by the clock in a beat, not by how often it comes.
 *
 * Self-tests of ciphers and of kernel probes are left out: two of the twelve seconds that a PVH guest takes to its first beat.
 */
export const XEN_COMMAND_LINE = `console=hvc0 loglevel=3 panic=-1 ${UNHARDENED} net.ifnames=0 cryptomgr.notests initcall_blacklist=init_kprobe_trace gridbox.heartbeat=hvc0,0.25,0.1`;

const TYPES: Record<LabGuest['mode'], string> = {
  pv: `<type arch='x86_64' machine='xenpv'>linux</type>`,
  pvh: `<type arch='x86_64' machine='xenpvh'>xenpvh</type>`,
  hvm: `<type arch='x86_64' machine='xenfv'>hvm</type>`,
};

function guestXml(guest: LabGuest, lab: { readonly key: string; readonly homeHost: string }): string {
  return `<domain type='xen'>
  ${guestHead(guest, lab)}
  <vcpu placement='static'>1</vcpu>
  <os>
    ${TYPES[guest.mode]}
    <kernel>${guest.mode === 'hvm' ? PACKED_KERNEL : XEN_GUEST_KERNEL}</kernel>
    <initrd>${XEN_GUEST_INITRD}</initrd>
    <cmdline>${XEN_COMMAND_LINE} gridbox.name=${guest.name}</cmdline>
  </os>
  ${guest.mode === 'hvm' ? '<features><acpi/><apic/></features>' : ''}
  <on_poweroff>destroy</on_poweroff>
  <on_reboot>restart</on_reboot>
  <on_crash>destroy</on_crash>
  <devices>
    <console type='pty'><target type='xen' port='0'/></console>
  </devices>
</domain>
`;
}

function tuneDom0(root: string): void {
  writeFileSync(join(root, 'etc/libvirt/libvirtd.conf'), libvirtdConf());
  writeFileSync(join(root, 'etc/hosts'), hostsFile('xen', NETWORK));
  mkdirSync(join(root, IMAGES), { recursive: true });
  writeImagePool(join(root, 'etc/libvirt/storage'), IMAGES);
  const networks = join(root, 'etc/libvirt/qemu/networks');
  mkdirSync(join(networks, 'autostart'), { recursive: true });
  writeFileSync(join(networks, 'lab.xml'), BRIDGE_NETWORK);
  rmSync(join(networks, 'autostart/lab.xml'), { force: true });
  symlinkSync('../lab.xml', join(networks, 'autostart/lab.xml'));
  const libvirt = join(root, 'usr/lib/x86_64-linux-gnu/libvirt');
  mkdirSync(join(libvirt, 'unused'), { recursive: true });
  // They only lengthen the start of the daemon: a Xen host needs none of them.
  for (const name of ['qemu', 'nodedev', 'nwfilter', 'interface']) {
    const file = join(libvirt, 'connection-driver', `libvirt_driver_${name}.so`);
    if (existsSync(file)) renameSync(file, join(libvirt, 'unused', `${name}.so`));
  }
  // Xen hides SEP on AMD processors, every model of libvirt's asks for it, and without a model its Xen driver does not start.
  const models = join(root, 'usr/share/libvirt/cpu_map');
  for (const name of readdirSync(models).filter((each) => /^x86_(?!features|vendors)/.test(each))) {
    const file = join(models, name);
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^.*<feature name='sep'\/>.*\n/gm, ''));
  }
}
