/** Disk images of simulated hosts: a place and a size, and nothing in them. */
import { posix } from 'node:path';
import { isActive } from '@/lib/domain/domain';
import { DriverError } from '@/lib/drivers/errors';
import type { HostFile, NewImage } from '@/lib/drivers/port';
import type { DiskFileRecord, HostRecord } from './records';
import { findHost, noteHost, refuse, type HostState, type World } from './world';

/** What a qcow2 image takes that holds nothing. */
const EMPTY_IMAGE_BYTES = 196_616;

/** The image at `path` as this host sees it: its own, one on storage that it shares, or one that a domain here names as its disk. */
export function statDisk(world: World, hostName: string, path: string): HostFile | undefined {
  const found = findImage(world, hostName, path);
  if (found !== undefined) {
    const { record } = found;
    return {
      path,
      bytes: record.bytes,
      capacityBytes: record.capacityBytes,
      guessedFormat: record.format,
      backingPath: record.basePath,
    };
  }
  for (const domain of findHost(world, hostName).domains.values()) {
    const disk = domain.definition.disks.find((one) => one.source === path);
    // Disks of the seed were never made by anybody, and yet are there.
    if (disk !== undefined && !isRemoved(findHost(world, hostName), path))
      return { path, bytes: disk.capacityBytes ?? 0, capacityBytes: disk.capacityBytes, guessedFormat: disk.format };
  }
  return undefined;
}

export function makeDisk(world: World, hostName: string, image: NewImage): string {
  const path = posix.join(image.folder, image.name);
  const { record } = findHost(world, hostName);
  refuseWhereThere(world, hostName, path);
  if (image.base !== undefined && statDisk(world, hostName, image.base.path) === undefined)
    throw new DriverError('not-found', `${hostName} has no file ${image.base.path} to put a layer on.`);
  const bytes = image.format === 'raw' ? image.capacityBytes : EMPTY_IMAGE_BYTES;
  addImage(world, record, {
    path,
    bytes,
    capacityBytes: image.capacityBytes,
    format: image.format,
    basePath: image.base?.path,
  });
  return path;
}

export function copyDisk(world: World, hostName: string, from: string, to: { folder: string; name: string }): HostFile {
  const path = posix.join(to.folder, to.name);
  const source = statDisk(world, hostName, from);
  if (source === undefined) throw new DriverError('not-found', `${hostName} has no file ${from}.`);
  refuseWhereThere(world, hostName, path);
  const { record } = findHost(world, hostName);
  addImage(world, record, {
    path,
    bytes: source.bytes,
    capacityBytes: source.capacityBytes ?? source.bytes,
    format: source.guessedFormat,
    basePath: source.backingPath,
  });
  return { ...source, path };
}

/** Takes so many bytes; what they were is not kept. */
export function uploadDisk(
  world: World,
  hostName: string,
  to: { folder: string; name: string; capacityBytes?: number | undefined },
  bytes: number,
): string {
  const path = posix.join(to.folder, to.name);
  refuseWhereThere(world, hostName, path);
  const whole = Math.max(bytes, to.capacityBytes ?? 0);
  addImage(world, findHost(world, hostName).record, { path, bytes: whole, capacityBytes: whole });
  return path;
}

/** False where it was not there. Of one that a running domain has open the name goes, as on any Unix. */
export function removeDisk(world: World, hostName: string, path: string): boolean {
  if (statDisk(world, hostName, path) === undefined) return false;
  const found = findImage(world, hostName, path);
  if (found === undefined) {
    const { record } = findHost(world, hostName);
    record.removedDisks = [...(record.removedDisks ?? []), path];
    noteHost(world, hostName, 'disks');
    return true;
  }
  found.host.record.disks = (found.host.record.disks ?? []).filter((one) => one.path !== path);
  noteHost(world, found.host.record.name, 'disks');
  return true;
}

/** What the pools of a host have free: what their seed says, less what was made since. */
export const storageNow = (record: HostRecord): HostRecord['storage'] =>
  record.storage.map((pool) => ({
    ...pool,
    freeBytes: Math.max(
      0,
      (record.disks ?? []).reduce(
        (free, disk) => (posix.dirname(disk.path) === pool.path ? free - disk.bytes : free),
        pool.freeBytes,
      ),
    ),
  }));

export const freeBytesAt = (world: World, hostName: string, folder: string): number | undefined =>
  storageNow(findHost(world, hostName).record).find((pool) => pool.path === folder)?.freeBytes;

function addImage(world: World, record: HostRecord, image: DiskFileRecord): void {
  const pool = storageNow(record).find((one) => one.path === posix.dirname(image.path));
  if (pool !== undefined && pool.freeBytes < image.bytes)
    refuse('SIM_NO_SPACE', `${record.name} has no room for ${image.path} in ${pool.name}.`);
  record.disks = [...(record.disks ?? []), image];
  record.removedDisks = record.removedDisks?.filter((path) => path !== image.path);
  noteHost(world, record.name, 'disks');
}

function refuseWhereThere(world: World, hostName: string, path: string): void {
  if (statDisk(world, hostName, path) !== undefined) refuse('SIM_EXISTS', `${hostName} has a file ${path} already.`);
}

function findImage(
  world: World,
  hostName: string,
  path: string,
): { host: HostState; record: DiskFileRecord } | undefined {
  const folder = posix.dirname(path);
  const seesShared = isShared(findHost(world, hostName), folder);
  for (const host of world.hosts.values()) {
    if (host.record.name !== hostName && !(seesShared && isShared(host, folder))) continue;
    const record = host.record.disks?.find((one) => one.path === path);
    if (record !== undefined) return { host, record };
  }
  return undefined;
}

const isShared = ({ record }: HostState, folder: string): boolean =>
  record.storage.some((pool) => pool.shared && (folder === pool.path || folder.startsWith(`${pool.path}/`)));
const isRemoved = ({ record, domains }: HostState, path: string): boolean =>
  record.removedDisks?.includes(path) === true &&
  // What runs holds its disk open.
  ![...domains.values()].some(
    (domain) => isActive(domain.state) && domain.definition.disks.some((one) => one.source === path),
  );
