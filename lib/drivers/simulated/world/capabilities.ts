import type { HostCapabilities } from '@/lib/domain/readings';
import type { HostRecord } from './records';

const NO_HOST_PROGRAMS = 'A simulated host runs nothing, so there is nothing to measure on it.';
export const NO_CONSOLE = 'A simulated domain runs no system, so there is no console to show.';

/**
 * What a simulated host can do, as the technology it models can through libvirt: a migration of Xen (libxl) cannot be
 * cancelled, capped or looked into; one of QEMU can.
 */
export function hostCapabilities(host: HostRecord): HostCapabilities {
  const qemu = host.hypervisor === 'kvm' || host.hypervisor === 'qemu';
  return {
    unsupported: host.liveMigration
      ? {}
      : {
          migrate: `${host.hypervisor === 'xen' ? 'Xen' : host.hypervisor} ${host.hypervisorVersion} on ${host.architecture} offers no migration.`,
        },
    events: true,
    bulkStatistics: true,
    nodeStatistics: true,
    snapshots: false,
    metadata: true,
    migration: {
      live: host.liveMigration,
      // The Xen of the time had shadow paging; it was later made an option.
      ...(host.hypervisor === 'xen' ? { liveParavirtual: host.liveMigration } : {}),
      cancel: qemu && host.liveMigration,
      progress: qemu && host.liveMigration,
      bandwidthCap: qemu,
      downtimeCap: qemu,
      autoConverge: qemu,
      postCopy: qemu,
      copyStorage: false,
    },
    noConsole: NO_CONSOLE,
    noHostPrograms: NO_HOST_PROGRAMS,
    guestChannels: ['heartbeat'],
  };
}
