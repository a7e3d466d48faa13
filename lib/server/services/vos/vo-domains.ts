import { z } from 'zod';
import type { VoDomain } from '@/lib/contracts/vos';
import { DOMAIN_STATES } from '@/lib/domain/domain';
import { domainId, hostId } from '@/lib/domain/ids';
import { worstVerdict } from '@/lib/domain/probe';
import type { Tx } from '@/lib/server/db/client';
import { isProbed, statesOf, TARGET_PARTS, type TargetRow, verdictOf } from '@/lib/server/services/probes/target-rows';

/** More rows than these nobody reads at once; the list of domains pages through all. */
const DOMAINS_SHOWN = 500;

/** The domains of a VO by name, each with when it was last heard of: seen by its host, probed, compared with its image. */
export async function readVoDomains(
  db: Tx,
  vo: string,
): Promise<{ readonly items: readonly z.input<typeof VoDomain>[]; readonly total: number }> {
  const [total, rows] = await Promise.all([
    db.domain.count({ where: { vo } }),
    db.domain.findMany({
      where: { vo },
      orderBy: [{ name: 'asc' }, { id: 'asc' }],
      take: DOMAINS_SHOWN,
      select: {
        id: true,
        name: true,
        state: true,
        simulated: true,
        seenAt: true,
        missingSince: true,
        splitBrain: true,
        hostId: true,
        host: { select: { name: true, maintenance: true, status: true, seenAt: true } },
        probeTarget: { include: TARGET_PARTS },
        drift: { select: { checkedAt: true } },
        driftFindings: { where: { goneAt: null }, select: { found: true, acceptedAt: true, acceptedFound: true } },
      },
    }),
  ]);
  const nodes = await db.siteNode.findMany({
    where: { domainId: { in: rows.map(({ id }) => id) } },
    select: { domainId: true, site: { select: { lease: { select: { id: true, number: true, vo: true } } } } },
  });
  const leases = new Map(nodes.map(({ domainId: of, site }) => [of, site.lease]));
  return {
    total,
    items: rows.map((row) => {
      const lease = leases.get(row.id);
      return {
        id: domainId(row.id),
        name: row.name,
        state: z.enum(DOMAIN_STATES).parse(row.state),
        simulated: row.simulated,
        hostId: row.hostId === null ? null : hostId(row.hostId),
        hostName: row.host?.name ?? null,
        hostInMaintenance: row.host?.maintenance ?? false,
        seenAt: lastSeenAt(row).toISOString(),
        missingSince: row.missingSince?.toISOString() ?? null,
        stale: row.host?.status !== 'up',
        splitBrain: row.splitBrain,
        // A domain that another VO gave away may be of that one's lease still.
        lease: lease === undefined || lease === null || lease.vo !== vo ? null : { id: lease.id, number: lease.number },
        probes: row.probeTarget === null ? null : probesOf(row.probeTarget),
        drift:
          row.drift?.checkedAt === null || row.drift?.checkedAt === undefined
            ? null
            : {
                checkedAt: row.drift.checkedAt.toISOString(),
                open: row.driftFindings.filter(
                  ({ acceptedAt, acceptedFound, found }) => acceptedAt === null || acceptedFound !== found,
                ).length,
              },
      };
    }),
  };
}

/** A row is written when something of it changed: what its host was read with since, and found as it was, was seen then. */
function lastSeenAt({
  seenAt,
  missingSince,
  host,
}: {
  readonly seenAt: Date;
  readonly missingSince: Date | null;
  readonly host: { readonly seenAt: Date | null } | null;
}): Date {
  const read = host?.seenAt ?? null;
  return missingSince === null && read !== null && read > seenAt ? read : seenAt;
}

function probesOf(target: TargetRow): NonNullable<z.input<typeof VoDomain>['probes']> {
  const states = statesOf(target);
  const asked = states.flatMap(({ state }) => state.at ?? []);
  return {
    targetId: target.id,
    verdict: isProbed(target)
      ? worstVerdict(states.map(({ state }) => verdictOf(state.confirmed) ?? 'unknown'))
      : 'unknown',
    lastAt: asked.length === 0 ? null : new Date(Math.max(...asked.map((at) => at.getTime()))).toISOString(),
  };
}
