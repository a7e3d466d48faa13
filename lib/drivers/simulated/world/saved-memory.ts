/**
 * Saving a guest's memory to a disk of its host, and restoring it. While that goes on the domain stands paused, its reason
 * says why, and it is busy for every other verb but force off: so libvirt's hypervisors do it.
 */
import { allow, planChange, requireFreeMemory, setState } from './lifecycle';
import { resetGuestClock, stopGuestClock } from './guest-clock';
import type { DomainRecord } from './records';
import { noteDomain, refuse, type World } from './world';

/** Memory a host writes to its disk, or reads back, in a second, in KiB. */
const DISK_KIB_PER_SECOND = 128 * 1024;
/** What has never been touched is not written. */
const transferMs = ({ memoryKiB, habits }: DomainRecord): number =>
  ((memoryKiB * habits.usedShare) / DISK_KIB_PER_SECOND) * 1000;

export function beginSave(world: World, host: string, id: string): void {
  const domain = allow(world, host, id, 'save');
  if (!domain.persistent)
    refuse('SIM_TRANSIENT', `${domain.name} has no stored definition; nothing would be left to restore it to.`);
  stopGuestClock(domain, world.nowMs);
  setState(world, host, domain, 'paused', 'save');
  planChange(world, host, domain, 'saved', world.nowMs + transferMs(domain));
  noteDomain(world, host, id, 'suspended');
}

export function beginRestore(world: World, host: string, id: string): void {
  const domain = allow(world, host, id, 'restore');
  requireFreeMemory(world, host, domain);
  setState(world, host, domain, 'paused', 'starting up');
  planChange(world, host, domain, 'running', world.nowMs + transferMs(domain));
  noteDomain(world, host, id, 'started');
}

export function discardSavedMemory(world: World, host: string, id: string): void {
  const domain = allow(world, host, id, 'discard-saved');
  resetGuestClock(domain);
  setState(world, host, domain, 'off', 'saved memory discarded');
}
