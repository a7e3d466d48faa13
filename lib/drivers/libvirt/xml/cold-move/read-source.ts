/** What a cold move must know of the definition it starts from, and what in it cannot go along. Pure. https://libvirt.org/formatdomain.html */
import { refusePath } from '@/lib/domain/cold-move';
import type { GuestMode } from '@/lib/domain/domain';
import { guestModeOf } from '@/lib/drivers/libvirt/xml/parse-domain';
import { attribute, child, children, parseXml, textOf, type XmlElement } from '@/lib/drivers/libvirt/xml/parse-xml';

/** Formats that are converted; every other is refused by name. */
export const DISK_FORMATS = ['raw', 'qcow2'] as const;
export type DiskFormat = (typeof DISK_FORMATS)[number];

export interface ColdDisk {
  /** As the guest's bus calls it, e.g. `vda`. */
  readonly target: string;
  readonly path: string;
  /** As the definition says; a definition that says nothing means raw to libvirt. Never probed. */
  readonly format: DiskFormat;
  readonly readOnly: boolean;
}

export interface ColdSource {
  readonly name: string;
  readonly guestMode: GuestMode;
  readonly root: XmlElement;
  readonly text: string;
  readonly disks: readonly ColdDisk[];
  readonly kernel: string | undefined;
  readonly initrd: string | undefined;
  /** Sentences: each by itself forbids the move. */
  readonly obstacles: readonly string[];
}

/** Devices whose state or whose far end does not travel with the disks. */
const IMMOVABLE: Readonly<Record<string, string>> = {
  hostdev: 'a device of the host is passed through',
  filesystem: 'a folder of the host is shared into the guest',
  tpm: 'its TPM keeps keys that cannot be carried over',
  shmem: 'it shares memory with other processes of the host',
  memory: 'it has memory devices of its own (DIMM or NVDIMM)',
};

/** @throws XmlFailure where the text is no domain. */
export function readSource(text: string): ColdSource {
  const root = parseXml(text, 'domain');
  const os = child(root, 'os');
  const devices = child(root, 'devices');
  const guestMode = guestModeOf(attribute(root, 'type') ?? 'unknown', textOf(os, 'type') ?? 'unknown');
  const kernel = textOf(os, 'kernel');
  const obstacles: string[] = [...findFirmware(os), ...findDevices(devices)];
  const disks: ColdDisk[] = [];
  for (const disk of children(devices, 'disk')) {
    if (isRemovable(disk)) continue;
    const read = readDisk(disk);
    if (typeof read === 'string') obstacles.push(read);
    else disks.push(read);
  }
  for (const path of [kernel, textOf(os, 'initrd')]) {
    const refusal = path === undefined ? undefined : refusePath(path);
    if (refusal !== undefined) obstacles.push(refusal);
  }
  if (children(root, 'launchSecurity').length > 0)
    obstacles.push('Its memory is encrypted by the processor of the host (launch security).');
  return {
    name: textOf(root, 'name') ?? '',
    guestMode,
    root,
    text,
    disks,
    kernel,
    initrd: textOf(os, 'initrd'),
    obstacles,
  };
}

export const isRemovable = (disk: XmlElement): boolean =>
  ['cdrom', 'floppy'].includes(attribute(disk, 'device') ?? 'disk');

function readDisk(disk: XmlElement): ColdDisk | string {
  const target = attribute(child(disk, 'target'), 'dev') ?? 'unknown';
  const type = attribute(disk, 'type') ?? 'unknown';
  const device = attribute(disk, 'device') ?? 'disk';
  if (device !== 'disk') return `Disk ${target} is a ${device}; only plain disks are converted.`;
  if (type !== 'file') return `Disk ${target} is of type ${type}; only disks in files are converted.`;
  const source = child(disk, 'source');
  const path = attribute(source, 'file');
  if (path === undefined) return `Disk ${target} names no file.`;
  const refusal = refusePath(path);
  if (refusal !== undefined) return refusal;
  const driver = child(disk, 'driver');
  const format = attribute(driver, 'type') ?? 'raw';
  if (!isDiskFormat(format)) return `Disk ${target} is in the format ${format}; only raw and qcow2 are converted.`;
  if (child(disk, 'shareable') !== undefined)
    return `Disk ${target} is shared with other domains, which may write to it while it is copied.`;
  if (child(disk, 'encryption') !== undefined || child(source, 'encryption') !== undefined)
    return `Disk ${target} is encrypted by the hypervisor.`;
  if (attribute(child(disk, 'backingStore'), 'type') !== undefined)
    return `Disk ${target} is a layer on another image; only whole images are converted.`;
  return { target, path, format, readOnly: child(disk, 'readonly') !== undefined };
}

const isDiskFormat = (format: string): format is DiskFormat => DISK_FORMATS.some((known) => known === format);

/** Firmware with a memory of its own decides what boots, and no file of it means the same under the other hypervisor. */
function findFirmware(os: XmlElement | undefined): string[] {
  const loader = textOf(os, 'loader');
  const efi =
    attribute(os, 'firmware') === 'efi' ||
    attribute(child(os, 'loader'), 'type') === 'pflash' ||
    child(os, 'nvram') !== undefined;
  // Xen's own loader of fully virtualised guests is its BIOS.
  const bios = loader === undefined || /(^|\/)(hvmloader|bios\.bin|bios-256k\.bin|seabios\.bin)$/.test(loader);
  return efi || !bios ? ['It boots by UEFI or firmware of its own; only BIOS and kernel boots are carried over.'] : [];
}

function findDevices(devices: XmlElement | undefined): string[] {
  const found = Object.entries(IMMOVABLE).flatMap(([name, why]) =>
    children(devices, name).length > 0 ? [`It cannot be moved: ${why} (${name}).`] : [],
  );
  const nics = children(devices, 'interface').filter((nic) =>
    ['hostdev', 'vdpa'].includes(attribute(nic, 'type') ?? ''),
  );
  for (const nic of nics) {
    found.push(`Interface ${attribute(child(nic, 'mac'), 'address') ?? ''} is a device of the host, passed through.`);
  }
  return found;
}
