/**
 * What tells one kind of lab from another. A lab is a set of whole machines emulated by QEMU without any help of the
 * processor, joined by a switch of our own; in each runs a real hypervisor with a real libvirt daemon.
 */
import type { GuestExtras } from '@/tools/rig/build-images';
import type { GuestNetwork } from '@/tools/rig/gateway/gateway-plan';
import type { LabHost } from './lab-folder';

export type LabName = 'xen' | 'kvm';

export interface LabGuest {
  readonly name: string;
  /** Index of the host it is first defined on, from 0. */
  readonly host: number;
  readonly mode: 'pv' | 'pvh' | 'hvm';
  readonly roles: readonly string[];
  readonly vo: string;
  readonly memoryMiB: number;
  /** It rewrites so much of its memory without rest. */
  readonly busyMiB?: number;
  /** It has a disk of this size that only its own host sees. */
  readonly localDiskMiB?: number;
}

export interface LabKind {
  readonly name: LabName;
  readonly title: string;
  /** The file that describes it: changed, the machines are built anew. */
  readonly definedIn: URL;
  /** Programs of this machine that the build needs, and the Debian package of each. */
  readonly buildPrograms: Readonly<Record<string, string>>;
  /** Debian packages inside each machine. */
  readonly packages: readonly string[];
  /** How much of Debian they come on: `essential` is less than `minbase`. */
  readonly variant: 'essential' | 'minbase';
  /** Debian package behind which the machine's kernel is found. */
  readonly kernelPackage: string;
  /** Further packages that are unpacked for single files and not installed in the machine. */
  readonly unpackedPackages: readonly string[];
  /** Kernel modules that mount the disk, and those in the running machine. */
  readonly bootModules: readonly string[];
  readonly modules: readonly string[];
  /** Size of the machine's disk, sparse. */
  readonly diskMiB: number;
  /** The first program of the machine; prints `GRIDBOX-LAB ready` on its console when libvirt answers. */
  readonly init: string;
  /** Changes of the machine's root folder after the packages, idempotent. */
  tune(root: string): void;
  /** What its guests have beyond the guests of the rig. */
  guestExtras(): Promise<GuestExtras>;
  /** Files that QEMU boots, beyond kernel, initrd and disk. */
  makeBootFiles(unpacked: string, target: string): Promise<void>;
  readonly memoryMiB: number;
  /** Set where guests on its hosts' bridge can be reached from this machine. */
  readonly guestNetwork?: GuestNetwork;
  /** Arguments of QEMU that make the processor and boot the hypervisor; `files` is the folder of the build. */
  machineArguments(files: string, host: LabHost): string[];
  /** URI of the libvirt daemon behind the forwarded port. */
  uri(port: number): string;
  readonly guests: readonly LabGuest[];
  /** Defined and left off: running, each of them costs its host more than it is worth to whoever does not need it. */
  readonly spareGuests: readonly LabGuest[];
  /** Path of such a disk inside a host. */
  diskPath(guest: string): string;
  guestXml(guest: LabGuest, lab: { readonly key: string; readonly homeHost: string }): string;
  /** File inside a host where the guest's heartbeat lines are kept; they may stand between other lines. */
  heartbeatLog(guest: string): string;
}
