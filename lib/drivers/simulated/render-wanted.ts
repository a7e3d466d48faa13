import type { HostReading } from '@/lib/domain/readings';
import { macOf, type WantedDomain } from '@/lib/domain/wanted-domain';
import { DriverError } from '@/lib/drivers/errors';
import { XmlFailure } from '@/lib/drivers/libvirt/xml/parse-xml';
import { renderDefinition } from './render-definition';
import { makeDomain, ordinaryHabits } from './world/define';
import type { DefinitionRecord } from './world/records';

/**
 * The definition of a domain that is to be made, as the simulated hypervisor would write it once it has it.
 * @throws DriverError `refused` for text that a definition cannot carry.
 */
export function renderWanted(wanted: WantedDomain, host: HostReading): string {
  const { id, name, vcpus, memoryKiB, maxMemoryKiB } = wanted;
  const record = makeDomain({
    id,
    name,
    vcpus,
    maxVcpus: vcpus,
    memoryKiB,
    maxMemoryKiB,
    definition: definitionOf(wanted, host),
    habits: ordinaryHabits(id, memoryKiB),
    nowMs: 0,
    revision: 1,
  });
  try {
    return renderDefinition(record, host.hypervisor, 0);
  } catch (error) {
    if (!(error instanceof XmlFailure)) throw error;
    throw new DriverError('refused', error.message, { cause: error });
  }
}

const OS_TYPES = { pv: 'linux', pvh: 'xenpvh', hvm: 'hvm' } as const;

function definitionOf(wanted: WantedDomain, host: HostReading): DefinitionRecord {
  const { boot, metadata } = wanted;
  const xen = host.hypervisor === 'xen';
  return {
    architecture: wanted.architecture,
    guestMode: wanted.guestMode,
    osType: OS_TYPES[wanted.guestMode],
    ...(boot.from === 'kernel' ? { kernel: boot.kernel, initrd: boot.initramfs, commandLine: boot.commandLine } : {}),
    emulated: host.hypervisor === 'qemu',
    cpuFlags: [],
    disks: wanted.disks.map(({ path, format, readOnly }, index) => ({
      target: `${xen ? 'xvd' : 'vd'}${String.fromCodePoint('a'.charCodeAt(0) + index)}`,
      kind: 'disk' as const,
      source: path,
      format,
      readOnly: readOnly === true,
      // On storage that several hosts see; so its domain moves without it.
      shared: host.storage.some((pool) => pool.shared && pool.path !== undefined && path.startsWith(`${pool.path}/`)),
    })),
    nics: wanted.nics.map((nic, index) => ({
      mac: macOf(wanted.id, index, xen ? 'xen' : 'qemu'),
      // A bridge of the host is reported among its networks.
      kind: host.networks.some((one) => one.name === nic.source && one.kind === 'bridge') ? 'bridge' : nic.kind,
      source: nic.source,
      model: xen ? undefined : 'virtio',
    })),
    passthrough: [],
    hasSnapshots: false,
    metadata: { ...metadata, roles: [...metadata.roles], tags: [...metadata.tags] },
  };
}
