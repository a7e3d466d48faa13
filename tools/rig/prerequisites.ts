/** What the rig needs of the machine, and the Debian package that brings each. */
import { existsSync } from 'node:fs';
import { isInPath } from '@/tools/shared/is-in-path';
import { BENCHMARK_PROGRAMS } from './benchmark-programs';
import { fetchedKernelDir } from './fetch-kernel';
import { findGuestKernel } from './kernel-modules';

export interface MissingPart {
  readonly what: string;
  readonly debianPackage: string;
}

/** Empty when the rig can be raised. */
export function missingForRig(): MissingPart[] {
  const missing: MissingPart[] = [];
  const program = (name: string, debianPackage: string) => {
    if (!isInPath(name)) missing.push({ what: name, debianPackage });
  };
  program('qemu-system-x86_64', 'qemu-system-x86');
  program('libvirtd', 'libvirt-daemon');
  program('virsh', 'libvirt-clients');
  // Disks are converted by it when a domain moves cold to another technology.
  program('qemu-img', 'qemu-utils');
  program('setpriv', 'util-linux');
  if (!existsSync('/usr/lib/x86_64-linux-gnu/libvirt/connection-driver/libvirt_driver_qemu.so')) {
    missing.push({ what: "libvirt's QEMU driver", debianPackage: 'libvirt-daemon-driver-qemu' });
  }
  if (!existsSync('/usr/sbin/qemu-ga')) missing.push({ what: 'qemu-ga', debianPackage: 'qemu-guest-agent' });
  if (!existsSync('/usr/bin/busybox')) missing.push({ what: 'busybox', debianPackage: 'busybox-static' });
  for (const { name, path, debianPackage } of BENCHMARK_PROGRAMS) {
    if (!existsSync(path)) missing.push({ what: name, debianPackage });
  }
  if (findGuestKernel(fetchedKernelDir()) === undefined)
    missing.push({ what: 'a cloud kernel', debianPackage: 'linux-image-cloud-amd64' });
  return missing;
}
