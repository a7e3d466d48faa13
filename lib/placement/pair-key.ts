import type { PlacementHost } from '@/lib/domain/placement';

/**
 * Migrations of one driver pair have the same fixed costs, so predictions learn per pair: driver, hypervisor and
 * architecture at both ends.
 * @example pairKey(rig1, rig2) // 'libvirt/qemu/x86_64→libvirt/qemu/x86_64'
 */
export function pairKey(source: PlacementHost, target: PlacementHost): string {
  return `${endKey(source)}→${endKey(target)}`;
}

const endKey = (host: PlacementHost): string =>
  `${host.driver}/${host.reading?.hypervisor ?? 'unknown'}/${host.reading?.architecture ?? 'unknown'}`;
