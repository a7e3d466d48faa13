/**
 * KVM hosts: QEMU emulates AMD's virtualization with nested paging well enough for Debian's own `kvm-amd`. Guests that
 * work hard move between them with their memory intact, which guests under plain emulation do not.
 */
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { writeImagePool } from '@/tools/shared/image-pool';
import { mustRun } from '@/tools/shared/run-command';
import { guestHead } from '../guest-xml';
import { hostsFile, INIT_BEGINNING, INIT_NETWORK, initEnding, KEEP_LIBVIRTD, libvirtdConf } from '../host-init';
import type { LabGuest, LabKind } from '../lab-kind';

const NETWORK = 78;
/** Where the hosts keep disks: each its own, under one path, as a pool of libvirt's that is there from the start. */
const IMAGES = '/var/lib/libvirt/images';
/** The boot writes the host's own number behind it: hosts with one UUID would be one host to libvirt. */
const HOST_UUID_BEGINNING = '6b766d6c-6162-4000-8000-00000000000';

export const KVM_LAB: LabKind = {
  name: 'kvm',
  title: 'KVM lab',
  definedIn: new URL(import.meta.url),
  buildPrograms: {
    mmdebstrap: 'mmdebstrap',
    mke2fs: 'e2fsprogs',
    xz: 'xz-utils',
    lz4: 'lz4',
    depmod: 'kmod',
    gcc: 'gcc',
  },
  variant: 'minbase',
  packages: [
    'libvirt-daemon',
    'libvirt-daemon-driver-qemu',
    'libvirt-clients',
    'qemu-system-x86',
    'qemu-utils',
    'iproute2',
    'mount',
    'busybox-static',
    'kmod',
    'procps',
    'socat',
  ],
  kernelPackage: 'linux-image-cloud-amd64',
  unpackedPackages: [],
  bootModules: ['virtio_pci', 'virtio_blk', 'crc32c_generic', 'ext4'],
  modules: ['virtio_net', 'bridge', 'tun', 'kvm_amd', 'loop', 'nbd'],
  diskMiB: 1000,
  init: `${INIT_BEGINNING}
mkdir -p /var/log/libvirt ${IMAGES}
sed -i "s/@NUMBER@/$number/" /etc/libvirt/libvirtd.conf
modprobe -a virtio_net bridge tun kvm-amd
[ -e /dev/kvm ] || say "no /dev/kvm"
${INIT_NETWORK}
${KEEP_LIBVIRTD}${initEnding('qemu:///system')}`,
  tune: tuneHost,
  guestExtras: async () => ({ programs: { busy: await compileBusy() } }),
  makeBootFiles: async () => undefined,
  memoryMiB: 1024,
  machineArguments: (files, host) => [
    '-cpu',
    'max',
    '-smp',
    '1',
    '-kernel',
    join(files, 'vmlinux'),
    '-initrd',
    join(files, 'initrd'),
    '-append',
    `console=ttyS0 mitigations=off no_timer_check nokaslr loglevel=4 net.ifnames=0 panic=-1 lab.name=${host.name} lab.address=${host.labAddress} lab.number=${host.index + 1}`,
  ],
  uri: (port) => `qemu+tcp://127.0.0.1:${port}/system`,
  guests: [
    { name: 'ce-k1', host: 0, mode: 'hvm', roles: ['CE'], vo: 'alice', memoryMiB: 128, busyMiB: 16 },
    { name: 'wn-k1', host: 0, mode: 'hvm', roles: ['WN'], vo: 'lhcb', memoryMiB: 160, busyMiB: 64 },
    { name: 'se-k1', host: 1, mode: 'hvm', roles: ['SE'], vo: 'alice', memoryMiB: 128, localDiskMiB: 32 },
  ],
  spareGuests: [],
  diskPath: (guest) => `${IMAGES}/${guest}.img`,
  guestXml,
  heartbeatLog: (guest) => `/var/log/libvirt/${guest}.heartbeat`,
};

function guestXml(guest: LabGuest, lab: { readonly key: string; readonly homeHost: string }): string {
  const disk =
    guest.localDiskMiB === undefined
      ? ''
      : `<disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='${IMAGES}/${guest.name}.img'/><target dev='vda' bus='virtio'/></disk>`;
  const busy = guest.busyMiB === undefined ? '' : ` gridbox.busy=${guest.busyMiB}`;
  return `<domain type='kvm'>
  ${guestHead(guest, lab)}
  <vcpu placement='static'>1</vcpu>
  <os>
    <type arch='x86_64' machine='pc'>hvm</type>
    <kernel>/guest/vmlinux</kernel>
    <initrd>/guest/initrd</initrd>
    <cmdline>console=ttyS0 loglevel=3 panic=-1 mitigations=off net.ifnames=0 gridbox.name=${guest.name} gridbox.heartbeat=ttyS1,0.2${busy}</cmdline>
  </os>
  <features><acpi/><apic/></features>
  <cpu mode='host-passthrough'/>
  <on_poweroff>destroy</on_poweroff>
  <on_reboot>restart</on_reboot>
  <on_crash>destroy</on_crash>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
    <controller type='usb' model='none'/>
    <memballoon model='virtio'/>
    ${disk}
    <serial type='pty'><log file='/var/log/libvirt/${guest.name}.log' append='on'/><target port='0'/></serial>
    <serial type='pty'><log file='/var/log/libvirt/${guest.name}.heartbeat' append='on'/><target port='1'/></serial>
    <console type='pty'><target type='serial' port='0'/></console>
    <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>
  </devices>
</domain>
`;
}

function tuneHost(root: string): void {
  const append = (file: string, line: string): void => {
    const path = join(root, file);
    const text = readFileSync(path, 'utf8');
    const name = line.slice(0, line.indexOf(':') + 1);
    if (!text.split('\n').some((each) => each.startsWith(name))) writeFileSync(path, `${text}${line}\n`);
  };
  // libvirt's QEMU driver does not start without these, though nothing here runs as them.
  append('etc/passwd', 'libvirt-qemu:x:64055:64055::/var/lib/libvirt:/usr/sbin/nologin');
  append('etc/group', 'libvirt-qemu:x:64055:');
  append('etc/group', 'kvm:x:994:');
  writeFileSync(join(root, 'etc/libvirt/libvirtd.conf'), libvirtdConf(`${HOST_UUID_BEGINNING}@NUMBER@`));
  // No daemon for the guests' output, no cgroups, no namespaces: a small machine that runs as root throughout.
  writeFileSync(
    join(root, 'etc/libvirt/qemu.conf'),
    [
      'security_driver = "none"',
      'user = "root"',
      'group = "root"',
      'dynamic_ownership = 0',
      'remember_owner = 0',
      'cgroup_controllers = []',
      'namespaces = []',
      'stdio_handler = "file"',
      'migration_address = "0.0.0.0"',
      '',
    ].join('\n'),
  );
  writeImagePool(join(root, 'etc/libvirt/storage'), IMAGES);
  writeFileSync(join(root, 'etc/hosts'), hostsFile('kvm', NETWORK));
  // Every emulator and driver that is there is asked what it can do when the daemon starts.
  rmSync(join(root, 'usr/bin/qemu-system-i386'), { force: true });
  const drivers = join(root, 'usr/lib/x86_64-linux-gnu/libvirt/connection-driver');
  for (const name of readdirSync(drivers).filter((each) => /_(lxc|vbox|xen|libxl|nwfilter|interface)\.so$/.test(each)))
    rmSync(join(drivers, name));
}

/** Static, so that it runs in a guest without libraries. */
async function compileBusy(): Promise<Buffer> {
  const dir = mkdtempSync(join(tmpdir(), 'gridbox-busy-'));
  try {
    const program = join(dir, 'busy');
    await mustRun('gcc', [
      '-O2',
      '-static',
      '-s',
      '-Wl,--build-id=none',
      '-o',
      program,
      resolve('tools/lab/kvm/busy.c'),
    ]);
    return readFileSync(program);
  } finally {
    rmSync(dir, { recursive: true });
  }
}
