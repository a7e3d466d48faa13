import { z } from 'zod';
import { domainId, hostId } from '@/lib/domain/ids';
import type { Tx } from '@/lib/server/db/client';
import { sqlOfTx } from '@/lib/server/db/sql';
import { loadRebalance } from '@/lib/server/inventory/placement-input';
import { listNamedSecrets } from './secrets/named-secrets';
import type { MadeOf, SiteWorld } from '@/lib/site/plan/site-world';

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
    db.host.findMany({ select: { id: true, uri: true } }),
    db.siteNode.findMany({ where: { siteId }, orderBy: [{ createdAt: 'asc' }, { instance: 'asc' }] }),
    db.siteNetwork.findMany({ where: { siteId }, orderBy: { createdAt: 'asc' } }),
    listNamedSecrets({ sql: sqlOfTx(db), siteId }),
  ]);
  const uris = new Map(addresses.map(({ id, uri }) => [id, uri]));
  return {
    now,
    hosts: hosts.map((host) => ({ host, uri: uris.get(host.id) ?? '' })),
    domains,
    nodes: nodes.map(({ instance, domainId: id, made }) => ({ instance, domainId: domainId(id), of: madeOf(made) })),
    networks: networks.map(({ name, hostId: id }) => ({ name, hostId: hostId(id) })),
    secrets,
  };
}

function madeOf(column: unknown): MadeOf {
  const { diskBytes, pool, network, cpuModel, address, ...rest } = Made.parse(column);
  return { ...rest, diskBytes, pool, network, cpuModel, address };
}
