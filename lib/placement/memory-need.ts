import { isActive } from '@/lib/domain/domain';
import type { PlacementDomain, PlacementHost } from '@/lib/domain/placement';

const PAGE_KIB = 4;
const PAGES_PER_VCPU = 256;
const PAGES_PER_MIB = 2;

/**
 * Memory a hypervisor takes beside the guest's own, in KiB: libxl's rule for shadow or HAP memory, 1 MiB per vCPU and
 * two pages per MiB of guest memory (`libxl__get_required_paging_memory`, tools/libs/light/libxl_utils.c). QEMU's own
 * process memory is of the same order.
 */
function memoryOverheadKiB(vcpus: number, memoryKiB: number): number {
  return PAGE_KIB * (PAGES_PER_VCPU * vcpus + PAGES_PER_MIB * Math.ceil(memoryKiB / 1024));
}

/** What a host must have free to take the domain, in KiB. */
export function memoryNeedKiB(domain: { readonly vcpus: number; readonly memoryKiB: number }): number {
  return domain.memoryKiB + memoryOverheadKiB(domain.vcpus, domain.memoryKiB);
}

/** Free memory of a host less what is promised to migrations on their way; undefined where the driver does not say. */
export function memoryAvailableKiB(host: PlacementHost): number | undefined {
  const free = host.reading?.memoryFreeKiB;
  return free === undefined ? undefined : Math.max(0, free - (host.memoryPromisedKiB ?? 0));
}

/** Memory of a host that is in use or promised, what its hypervisor keeps among it; undefined where the driver does not say. */
export function memoryUsedKiB(host: PlacementHost): number | undefined {
  const available = memoryAvailableKiB(host);
  return available === undefined || host.reading === undefined ? undefined : host.reading.memoryTotalKiB - available;
}

/**
 * What a host has for domains, in KiB: what its own hold and what is free; the rest its hypervisor keeps. Undefined where the
 * driver does not say what is free.
 */
export function capacityKiB(host: PlacementHost, there: readonly PlacementDomain[]): number | undefined {
  const free = memoryAvailableKiB(host);
  if (free === undefined) return undefined;
  return there.reduce((sum, domain) => sum + (isActive(domain.state) ? memoryNeedKiB(domain) : 0), free);
}
