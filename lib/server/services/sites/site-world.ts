import { z } from 'zod';
import { domainId, hostId } from '@/lib/domain/ids';
import type { Tx } from '@/lib/server/db/client';
import { parseCapabilities } from '@/lib/server/db/facts';
import { sqlOfTx } from '@/lib/server/db/sql';
import { loadRebalance } from '@/lib/server/inventory/placement-input';
import { listNamedSecrets } from './secrets/named-secrets';
import { awayIn, keptSpan } from '@/lib/leases/places';
import { loadAway } from '@/lib/server/services/maintenances/load-away';
import type { HostAway, MadeOf, SiteWorld } from '@/lib/site/plan/site-world';

/** `MadeOf` as its column keeps it: JSON drops what is undefined. */
const Made = z.object({
  image: z.string(),
  diskBytes: z.number().optional(),
  pool: z.string().optional(),
  storage: z.enum(['local', 'shared']),
  network: z.string().optional(),
  cpuModel: z.string().optional(),
  address: z.string().optional(),
});

/** What a site is planned against, from the inventory. */
export async function loadSiteWorld(db: Tx, siteId: string, now: Date): Promise<SiteWorld> {
  const [{ hosts, domains }, addresses, nodes, networks, secrets] = await Promise.all([
    loadRebalance(sqlOfTx(db)),
    db.host.findMany({ select: { id: true, uri: true, capabilities: true } }),
    db.siteNode.findMany({ where: { siteId }, orderBy: [{ createdAt: 'asc' }, { instance: 'asc' }] }),
    db.siteNetwork.findMany({ where: { siteId }, orderBy: { createdAt: 'asc' } }),
    listNamedSecrets({ sql: sqlOfTx(db), siteId }),
  ]);
  const known = new Map(addresses.map((row) => [row.id, row]));
  return {
    now,
    hosts: hosts.map((host) => ({
      host,
      uri: known.get(host.id)?.uri ?? '',
      noNetworks: parseCapabilities(known.get(host.id)?.capabilities)?.noNetworks,
    })),
    domains,
    nodes: nodes.map(({ instance, domainId: id, made }) => ({ instance, domainId: domainId(id), of: madeOf(made) })),
    networks: networks.map(({ name, hostId: id, madeAt }) => ({ name, hostId: hostId(id), made: madeAt !== null })),
    secrets,
    away: await awayInLease(db, siteId, now),
  };
}

/** A site that nobody was lent has no end, and so no time in which hosts would be away. */
async function awayInLease(db: Tx, siteId: string, now: Date): Promise<readonly HostAway[]> {
  const lease = await db.lease.findUnique({
    where: { siteId },
    select: { approvedStartsAt: true, approvedEndsAt: true },
  });
  if (lease === null || lease.approvedStartsAt === null || lease.approvedEndsAt === null) return [];
  // The span that it was judged by.
  const span = keptSpan({ fromMs: lease.approvedStartsAt.getTime(), untilMs: lease.approvedEndsAt.getTime() });
  return awayIn(await loadAway(db, now), span);
}

function madeOf(column: unknown): MadeOf {
  const { diskBytes, pool, network, cpuModel, address, ...rest } = Made.parse(column);
  return { ...rest, diskBytes, pool, network, cpuModel, address };
}
