import type { z } from 'zod';
import type { Lease, LeasePage, ListLeasesQuery } from '@/lib/contracts/leases';
import type { Actor } from '@/lib/domain/access';
import type { LeaseWorld } from '@/lib/leases/feasibility';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { Tx } from '@/lib/server/db/client';
import type { ServiceContext } from '@/lib/server/service-context';
import { environmentBodyOf, LEASE_PARTS, leaseBody, type LeaseRow, presentTerms, visibleLeases } from './lease-rows';
import { loadLeaseWorlds } from './lease-world';
import { feasibilityBody, judgeLease } from './judge-lease';

/** The newest first. @throws AppError `forbidden` */
export async function listLeases(options: {
  readonly context: ServiceContext;
  readonly query: ListLeasesQuery;
}): Promise<z.input<typeof LeasePage>> {
  const { context, query } = options;
  requireScope(context.actor, 'leases:read');
  const { db, actor } = context;
  const where = {
    AND: [
      visibleLeases(actor),
      query.state === undefined ? {} : { state: { in: query.state } },
      query.environment === undefined ? {} : { environment: { name: query.environment } },
    ],
  };
  const [total, rows] = await Promise.all([
    db.lease.count({ where }),
    db.lease.findMany({
      where,
      include: LEASE_PARTS,
      orderBy: { number: 'desc' },
      skip: (query.page - 1) * query.pageSize,
      take: query.pageSize,
    }),
  ]);
  const now = context.now();
  const isOpen = (row: LeaseRow): boolean => row.state === 'asked' || row.state === 'asked-back';
  // The testbed is read once for all of a page, and only where something waits.
  const worldOf = rows.some(isOpen) ? await loadLeaseWorlds(db, now) : undefined;
  const items: z.input<typeof Lease>[] = [];
  for (const row of rows)
    items.push({
      ...leaseBody(row),
      fit: worldOf === undefined || !isOpen(row) ? null : await fitOf(db, row, { now, actor, world: worldOf(row.vo) }),
    });
  return { items, total, page: query.page, pageSize: query.pageSize };
}

async function fitOf(
  db: Tx,
  row: LeaseRow,
  { now, actor, world }: { readonly now: Date; readonly actor: Actor; readonly world: LeaseWorld },
): Promise<z.input<typeof Lease>['fit']> {
  const terms = presentTerms(row, now);
  const judged = await judgeLease(db, { body: environmentBodyOf(row), vo: row.vo, terms, now, world });
  const { fits, words } = feasibilityBody(judged, { terms, now, actor });
  return { fits, words };
}
