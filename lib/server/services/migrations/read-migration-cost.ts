import { z } from 'zod';
import { measuredOnOf, measuredOnWords, QEMU_WORDS } from '@/lib/benchmarks/measured-on';
import { type MadeMigration, migrationCost } from '@/lib/benchmarks/migration-cost';
import type { MigrationCost } from '@/lib/contracts/migration-cost';
import { GUEST_MODES } from '@/lib/domain/domain';
import { HYPERVISORS } from '@/lib/domain/host';
import { requireScope } from '@/lib/server/auth/require-scope';
import { Prisma } from '@/lib/server/db/generated/client';
import type { ServiceContext } from '@/lib/server/service-context';

/** A median has no more to say of more, and what was long ago was made by other hypervisors. */
const LOOKED_AT_MAX = 2_000;

const Foretold = z.object({ value: z.number(), low: z.number(), high: z.number() }).nullable().catch(null);
const Row = z.object({
  simulated: z.boolean(),
  live: z.boolean().nullable(),
  durationMs: z.number().nullable(),
  downtimeMs: z.number().nullable(),
  foretoldDurationMs: Foretold,
  foretoldDowntimeMs: Foretold,
  lostMs: z.number().nullable(),
  dirtyBytesPerSecond: z.number().nullable(),
  hypervisor: z.enum(HYPERVISORS).nullable(),
  guestMode: z.enum(GUEST_MODES).catch('unknown'),
});

/**
 * What the migrations that ended well cost, and how far off their predictions were. A host or domain that is gone leaves its
 * migrations with an unknown technology.
 */
export async function readMigrationCost({
  context,
}: {
  readonly context: ServiceContext;
}): Promise<z.input<typeof MigrationCost>> {
  const { actor, db } = context;
  requireScope(actor, 'migrations:read');
  const visible = actor.vos === undefined ? Prisma.sql`true` : Prisma.sql`m.vo = any(${[...actor.vos]})`;
  const found = await db.$queryRaw<unknown[]>`
    select m.simulated, (m.options ->> 'live')::boolean as live, m."durationMs", m."downtimeMeasuredMs" as "downtimeMs",
      m.prediction -> 'durationMs' as "foretoldDurationMs", m.prediction -> 'downtimeMs' as "foretoldDowntimeMs",
      (m.workload ->> 'lostMs')::float8 as "lostMs",
      (select max(s."dirtyBytesPerSecond") from "MigrationSample" s where s."operationId" = m."operationId") as "dirtyBytesPerSecond",
      h.hypervisor, coalesce(d."guestMode", 'unknown') as "guestMode"
    from "Migration" m join "Operation" o on o.id = m."operationId"
    left join "Host" h on h.id = m."sourceHostId" left join "Domain" d on d.id = m."domainId"
    where o.state = 'succeeded' and m.stage = 'done' and ${visible}
    order by m."createdAt" desc limit ${LOOKED_AT_MAX + 1}`;
  const rows = z.array(Row).parse(found);
  const looked = rows.slice(0, LOOKED_AT_MAX);
  const groups = migrationCost(looked.map(madeOf));
  return {
    groups: groups.map((group) => ({
      ...group,
      duration: group.duration ?? null,
      downtime: group.downtime ?? null,
      bands: group.bands.map((band) => ({
        ...band,
        fromMiB: band.fromMiB ?? null,
        toMiB: band.toMiB ?? null,
        durationMs: band.durationMs ?? null,
        downtimeMs: band.downtimeMs ?? null,
        lostMs: band.lostMs ?? null,
      })),
    })),
    looked: looked.length,
    cut: rows.length > LOOKED_AT_MAX,
  };
}

function madeOf(row: z.infer<typeof Row>): MadeMigration {
  return {
    technology: technologyWords(row),
    simulated: row.simulated,
    live: row.live !== false,
    dirtyBytesPerSecond: row.dirtyBytesPerSecond ?? undefined,
    durationMs: row.durationMs ?? undefined,
    downtimeMs: row.downtimeMs ?? undefined,
    foretoldDurationMs: row.foretoldDurationMs ?? undefined,
    foretoldDowntimeMs: row.foretoldDowntimeMs ?? undefined,
    lostMs: row.lostMs ?? undefined,
  };
}

function technologyWords({ hypervisor, guestMode }: z.infer<typeof Row>): string {
  if (hypervisor === 'kvm' || hypervisor === 'qemu') return QEMU_WORDS[hypervisor];
  if (hypervisor === null) return measuredOnWords('unknown');
  return measuredOnWords(measuredOnOf('domain', { hypervisor, guestMode }));
}
