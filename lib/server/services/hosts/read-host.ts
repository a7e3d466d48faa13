import type { z } from 'zod';
import { FenceSetting, type HostDetail } from '@/lib/contracts/hosts';
import { notFound, requireScope } from '@/lib/server/auth/require-scope';
import { parseCapabilities, parseHostFacts } from '@/lib/server/db/facts';
import type { ServiceContext } from '@/lib/server/service-context';
import { readFencedAt } from '@/lib/server/services/recovery/read-fenced-at';
import { HOST_COLUMNS, HOST_FROM, hostCounts, HostRow, hostSummary, withoutCredentials } from './host-rows';

/**
 * One host with all its facts.
 * @throws AppError `forbidden` without `hosts:read`, `not-found`.
 */
export async function readHost(options: {
  readonly context: ServiceContext;
  readonly id: string;
}): Promise<z.input<typeof HostDetail>> {
  requireScope(options.context.actor, 'hosts:read');
  return await unsafeReadHost(options);
}

/** The same without the check: for the answer to a write, which the caller of this has authorised by `hosts:write`. */
export async function unsafeReadHost(options: {
  readonly context: ServiceContext;
  readonly id: string;
}): Promise<z.input<typeof HostDetail>> {
  const { context, id } = options;
  const { actor, db } = context;
  const [rows, rest, fenced] = await Promise.all([
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
        fence: true,
        fencePasswordEncrypted: true,
        secondPath: true,
        createdAt: true,
        version: true,
      },
    }),
    readFencedAt(db, [id]),
  ]);
  if (rows[0] === undefined || rest === null) throw notFound('host');
  const facts = parseHostFacts(rest.facts);
  const fence = FenceSetting.parse(rest.fence);
  const machine =
    fence.method === 'domain'
      ? await db.domain.findUnique({ where: { id: fence.domainId }, select: { name: true } })
      : null;
  return {
    ...hostSummary(HostRow.parse(rows[0]), actor),
    hostname: facts?.hostname ?? null,
    managementVersion: facts?.managementVersion ?? null,
    cpuVendor: facts?.cpuVendor ?? null,
    cpuFlags: facts?.cpuFlags ?? [],
    cpuMHz: facts?.cpuMHz ?? null,
    hardwareVirtualization: facts?.hardwareVirtualization ?? null,
    fpswa: facts?.fpswa ?? null,
    guestModes: facts?.guestModes ?? [],
    storage: (facts?.storage ?? []).map((pool) => ({
      ...pool,
      path: pool.path ?? null,
      capacityBytes: pool.capacityBytes ?? null,
      freeBytes: pool.freeBytes ?? null,
    })),
    networks: facts?.networks ?? [],
    capabilities: parseCapabilities(rest.capabilities) ?? null,
    migrationUri: rest.migrationUri === null ? null : withoutCredentials(rest.migrationUri),
    // That there are some, never which.
    hasCredentials: rest.credentialsEncrypted !== null,
    fence,
    fenceDomainName: machine?.name ?? null,
    fencedAt: fenced.get(id)?.toISOString() ?? null,
    hasFencePassword: rest.fencePasswordEncrypted !== null,
    secondPath: rest.secondPath,
    createdAt: rest.createdAt.toISOString(),
    version: rest.version,
  };
}
