/** JSON columns that the agent writes and everybody reads, parsed in one place. Values inside came from hypervisors. */
import { z } from 'zod';
import { HostCapabilitiesBody } from '@/lib/contracts/hosts';
import { EMPTY_METADATA, GUEST_MODES, RESTART_PRIORITIES, ROLES } from '@/lib/domain/domain';
import { GuestAddress } from '@/lib/domain/guest-address';
import { ARCHITECTURES, HARDWARE_VIRTUALIZATION } from '@/lib/domain/host';
import type { DomainDefinition, HostReading } from '@/lib/domain/readings';

/** The part of a `HostReading` that has no column of its own. */
export const HostFacts = z.object({
  hostname: z.string(),
  managementVersion: z.string().optional(),
  cpuVendor: z.string().optional(),
  cpuFlags: z.array(z.string()),
  cpuMHz: z.number().optional(),
  hardwareVirtualization: z.enum(HARDWARE_VIRTUALIZATION).catch('unknown'),
  fpswa: z.boolean().optional(),
  guestModes: z.array(z.enum(GUEST_MODES)),
  guestArchitectures: z.array(z.enum(ARCHITECTURES)).optional(),
  guestCpusMax: z.number().optional(),
  securityModels: z.array(z.string()).optional(),
  networkFilters: z.array(z.object({ name: z.string(), rules: z.array(z.string()) })).optional(),
  machineTypes: z.array(z.string()).optional(),
  migrationLinkBytesPerSecond: z.number().optional(),
  storage: z.array(
    z.object({
      name: z.string(),
      kind: z.string(),
      path: z.string().optional(),
      capacityBytes: z.number().optional(),
      freeBytes: z.number().optional(),
      shared: z.boolean(),
    }),
  ),
  networks: z.array(z.object({ name: z.string(), kind: z.string(), active: z.boolean() })),
});
export type HostFacts = z.infer<typeof HostFacts>;

export function hostFactsOf(reading: HostReading): HostFacts {
  // The schema names the fields that are kept, so parsing is the selection.
  return HostFacts.parse(reading);
}

/** `Host.facts`; undefined where the host was never read, or by another version whose facts say something else. */
export function parseHostFacts(column: unknown): HostFacts | undefined {
  const facts = HostFacts.safeParse(column);
  return facts.success ? facts.data : undefined;
}

/** `Host.capabilities`; undefined where the host was never read. */
export function parseCapabilities(column: unknown): z.infer<typeof HostCapabilitiesBody> | undefined {
  const capabilities = HostCapabilitiesBody.safeParse(column);
  return capabilities.success ? capabilities.data : undefined;
}

const StoredDefinition = z.object({
  architecture: z.enum(ARCHITECTURES).catch('unknown'),
  guestMode: z.enum(GUEST_MODES).catch('unknown'),
  osType: z.string(),
  machine: z.string().optional(),
  kernel: z.string().optional(),
  emulated: z.boolean(),
  cpuModel: z.string().optional(),
  cpuFlags: z.array(z.string()),
  disks: z.array(
    z.object({
      target: z.string(),
      kind: z.enum(['disk', 'cdrom', 'floppy', 'lun']),
      source: z.string().optional(),
      format: z.string().optional(),
      readOnly: z.boolean(),
      shared: z.boolean(),
      capacityBytes: z.number().optional(),
    }),
  ),
  nics: z.array(
    z.object({
      mac: z.string().optional(),
      kind: z.string(),
      source: z.string().optional(),
      model: z.string().optional(),
      filter: z.string().optional(),
    }),
  ),
  securityLabels: z.array(z.object({ model: z.string(), label: z.string().optional() })).optional(),
  passthrough: z.array(z.string()),
  hasSnapshots: z.boolean(),
  metadata: z
    .object({
      roles: z.array(z.enum(ROLES)),
      vo: z.string().optional(),
      tags: z.array(z.string()),
      homeHost: z.string().optional(),
      kernelVersion: z.string().optional(),
      needsFpswa: z.boolean(),
      antiAffinity: z.string().optional(),
      affinity: z.string().optional(),
      sshAddress: z.string().optional(),
      restartPriority: z.enum(RESTART_PRIORITIES).optional(),
    })
    .catch({ ...EMPTY_METADATA, roles: [], tags: [] }),
  hash: z.string(),
});

/** `Domain.guestAddresses`; empty where its guest told none. */
export const parseGuestAddresses = (column: unknown): readonly GuestAddress[] =>
  z.array(GuestAddress).catch([]).parse(column);

/** `Domain.definition`; undefined where it was never read. */
export function parseDefinition(column: unknown): DomainDefinition | undefined {
  const definition = StoredDefinition.safeParse(column);
  return definition.success ? definition.data : undefined;
}
