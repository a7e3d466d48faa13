import { z } from 'zod';
import { HostCapabilitiesBody, type HostDetail } from '@/lib/contracts/hosts';
import { GUEST_MODES } from '@/lib/domain/domain';
import { HARDWARE_VIRTUALIZATION } from '@/lib/domain/host';
import { notFound, requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { HOST_COLUMNS, HOST_FROM, hostCounts, HostRow, hostSummary, withoutCredentials } from './host-rows';

/** The part of the driver port's `HostReading` that the inventory keeps as JSON; what another version wrote otherwise is not known. */
const Facts = z.object({
  hostname: z.string().nullish().catch(null),
  managementVersion: z.string().nullish().catch(null),
  cpuVendor: z.string().nullish().catch(null),
  cpuFlags: z.array(z.string()).catch([]),
  cpuMHz: z.number().nullish().catch(null),
  hardwareVirtualization: z.enum(HARDWARE_VIRTUALIZATION).nullish().catch(null),
  fpswa: z.boolean().nullish().catch(null),
  guestModes: z.array(z.enum(GUEST_MODES)).catch([]),
  storage: z
    .array(
      z.object({
        name: z.string(),
        kind: z.string(),
        path: z.string().nullish(),
        capacityBytes: z.number().nullish(),
        freeBytes: z.number().nullish(),
        shared: z.boolean(),
      }),
    )
    .catch([]),
  networks: z.array(z.object({ name: z.string(), kind: z.string(), active: z.boolean() })).catch([]),
});

/**
 * One host with all its facts.
 * @throws AppError `forbidden` without `hosts:read`, `not-found`.
 */
export async function readHost(options: {
  readonly context: ServiceContext;
  readonly id: string;
}): Promise<z.input<typeof HostDetail>> {
  const { context, id } = options;
  const { actor, db } = context;
  requireScope(actor, 'hosts:read');
  const [rows, rest] = await Promise.all([
    db.$queryRaw<
      unknown[]
    >`with ${hostCounts(actor)} select ${HOST_COLUMNS} from ${HOST_FROM} where h.id = ${id}::uuid`,
    db.host.findUnique({
      where: { id },
      select: {
        facts: true,
        capabilities: true,
        migrationUri: true,
        credentialsEncrypted: true,
        createdAt: true,
        version: true,
      },
    }),
  ]);
  if (rows[0] === undefined || rest === null) throw notFound('host');
  const facts = Facts.parse(rest.facts ?? {});
  return {
    ...hostSummary(HostRow.parse(rows[0]), actor),
    hostname: facts.hostname ?? null,
    managementVersion: facts.managementVersion ?? null,
    cpuVendor: facts.cpuVendor ?? null,
    cpuFlags: facts.cpuFlags,
    cpuMHz: facts.cpuMHz ?? null,
    hardwareVirtualization: facts.hardwareVirtualization ?? null,
    fpswa: facts.fpswa ?? null,
    guestModes: facts.guestModes,
    storage: facts.storage.map((pool) => ({
      ...pool,
      path: pool.path ?? null,
      capacityBytes: pool.capacityBytes ?? null,
      freeBytes: pool.freeBytes ?? null,
    })),
    networks: facts.networks,
    capabilities: HostCapabilitiesBody.nullable().catch(null).parse(rest.capabilities),
    migrationUri: rest.migrationUri === null ? null : withoutCredentials(rest.migrationUri),
    // That there are some, never which.
    hasCredentials: rest.credentialsEncrypted !== null,
    createdAt: rest.createdAt.toISOString(),
    version: rest.version,
  };
}
