import { isActive } from '@/lib/domain/domain';
import type { DomainRecord } from './records';
import type { HostState } from './world';

/** Memory a guest holds now: a balloon is somewhere between where it was and where it goes. */
export function memoryNowKiB(domain: DomainRecord, nowMs: number): number {
  const { balloon, memoryKiB } = domain;
  if (balloon === undefined || nowMs >= balloon.endsAtMs) return memoryKiB;
  const share = (nowMs - balloon.startedAtMs) / Math.max(1, balloon.endsAtMs - balloon.startedAtMs);
  return Math.round(balloon.fromKiB + (memoryKiB - balloon.fromKiB) * Math.max(0, share));
}

/** Memory a new guest could take now. A shrinking guest's memory is not free before it has been given back. */
export function memoryFreeKiB(host: HostState): number {
  let free = host.record.memoryTotalKiB - host.record.memoryReservedKiB;
  for (const domain of host.domains.values()) {
    if (isActive(domain.state)) free -= Math.max(domain.memoryKiB, domain.balloon?.fromKiB ?? 0);
  }
  return Math.max(0, free);
}
