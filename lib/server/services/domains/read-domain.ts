import { z } from 'zod';
import type { DomainDetail } from '@/lib/contracts/domains';
import { DOMAIN_STATES } from '@/lib/domain/domain';
import { hasScope } from '@/lib/domain/access';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { domainSummary } from './domain-rows';
import { readDomainRow } from './read-domain-row';

/** The definition as the inventory keeps it: JSON of the driver port's `DomainDefinition`. Fields of another version are not known. */
const Definition = z
  .object({
    osType: z.string().optional(),
    machine: z.string().optional(),
    kernel: z.string().optional(),
    emulated: z.boolean().optional(),
    cpuModel: z.string().optional(),
    cpuFlags: z.array(z.string()).default([]),
    disks: z
      .array(
        z.object({
          target: z.string(),
          kind: z.string(),
          source: z.string().optional(),
          format: z.string().optional(),
          readOnly: z.boolean().default(false),
          shared: z.boolean().default(false),
          capacityBytes: z.number().optional(),
        }),
      )
      .default([]),
    nics: z
      .array(
        z.object({
          mac: z.string().optional(),
          kind: z.string(),
          source: z.string().optional(),
          model: z.string().optional(),
        }),
      )
      .default([]),
    passthrough: z.array(z.string()).default([]),
    hasSnapshots: z.boolean().default(false),
  })
  .catch({ cpuFlags: [], disks: [], nics: [], passthrough: [], hasSnapshots: false });

/**
 * One domain with its facts and what each host says of it.
 * @throws AppError `not-found`, also for a domain of another VO.
 */
export async function readDomain(options: {
  readonly context: ServiceContext;
  readonly id: string;
}): Promise<z.input<typeof DomainDetail>> {
  const { context, id } = options;
  const { actor, db } = context;
  requireScope(actor, 'domains:read');
  const row = await readDomainRow(db, actor, id);
  const [rest, sightings] = await Promise.all([
    db.domain.findUniqueOrThrow({
      where: { id },
      select: {
        osType: true,
        definition: true,
        kernelVersion: true,
        persistent: true,
        maxVcpus: true,
        needsFpswa: true,
        antiAffinity: true,
        version: true,
      },
    }),
    db.domainSighting.findMany({
      where: { domainId: id },
      include: { host: { select: { name: true } } },
      orderBy: { seenAt: 'desc' },
    }),
  ]);
  const definition = Definition.parse(rest.definition ?? {});
  return {
    ...domainSummary(row, actor),
    osType: rest.osType ?? definition.osType ?? null,
    machine: definition.machine ?? null,
    kernel: definition.kernel ?? null,
    kernelVersion: rest.kernelVersion,
    emulated: definition.emulated ?? null,
    cpuModel: definition.cpuModel ?? null,
    cpuFlags: definition.cpuFlags,
    persistent: rest.persistent,
    maxVcpus: rest.maxVcpus,
    needsFpswa: rest.needsFpswa,
    antiAffinity: rest.antiAffinity,
    disks: definition.disks.map((disk) => ({
      ...disk,
      // Paths on the host are the testbed's business.
      source: hasScope(actor, 'hosts:read') ? (disk.source ?? null) : null,
      format: disk.format ?? null,
      capacityBytes: disk.capacityBytes ?? null,
    })),
    nics: definition.nics.map((nic) => ({
      mac: nic.mac ?? null,
      kind: nic.kind,
      source: nic.source ?? null,
      model: nic.model ?? null,
    })),
    passthrough: definition.passthrough,
    hasSnapshots: definition.hasSnapshots,
    sightings: sightings.map((sighting) => ({
      hostId: sighting.hostId,
      hostName: sighting.host.name,
      state: z.enum(DOMAIN_STATES).parse(sighting.state),
      seenAt: sighting.seenAt.toISOString(),
    })),
    version: rest.version,
  };
}
