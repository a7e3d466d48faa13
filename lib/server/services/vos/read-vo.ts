import type { z } from 'zod';
import type { VoWindow } from '@/lib/contracts/vos';
import { LEASE_STATES, isOver } from '@/lib/domain/lease';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { LEASE_PARTS, leaseBody } from '@/lib/server/services/leases/lease-rows';
import { quotaBody, takenNow } from '@/lib/server/services/vo-quotas/list-quotas';
import { freshnessOf, readNewest } from './lease-freshness';
import { readsVoAudit, requireVo } from './require-vo';
import { readVoDomains } from './vo-domains';

/** Leases that wait or keep a place, more of which no VO of a testbed has at once; the list of leases pages through all. */
const LEASES_SHOWN = 200;
const OPEN = LEASE_STATES.filter((state) => !isOver(state));

/**
 * The window of one VO. All of it is read by that VO, so that a person of several sees in each what is of that one.
 * @throws AppError `forbidden`, `not-found`
 */
export async function readVo(options: {
  readonly context: ServiceContext;
  readonly vo: string;
}): Promise<z.input<typeof VoWindow>> {
  const { context, vo } = options;
  const { actor, db } = context;
  requireScope(actor, 'leases:read');
  await requireVo(db, actor, vo);
  const now = context.now();
  const where = { vo, state: { in: OPEN } };
  const [leases, total, quota, taken, { items: domains, total: domainCount }] = await Promise.all([
    db.lease.findMany({ where, include: LEASE_PARTS, orderBy: { number: 'desc' }, take: LEASES_SHOWN }),
    db.lease.count({ where }),
    db.voQuota.findUnique({ where: { vo } }),
    takenNow(db, now),
    readVoDomains(db, vo),
  ]);
  const newest = await readNewest(db, leases, vo);
  return {
    vo,
    quota: quotaBody(vo, quota ?? undefined, taken.get(vo)),
    leases: leases.map((row) => ({ ...leaseBody(row), freshness: freshnessOf(row, newest) })),
    leasesLeftOut: total - leases.length,
    domains: [...domains],
    domainsLeftOut: domainCount - domains.length,
    audit: readsVoAudit(actor),
    lookedAt: now.toISOString(),
  };
}
