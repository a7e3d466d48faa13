import type { z } from 'zod';
import type { GuestDriftPage, ListGuestDriftQuery } from '@/lib/contracts/guest-drift';
import { requireScope } from '@/lib/server/auth/require-scope';
import { sqlOfTx } from '@/lib/server/db/sql';
import { currentKey } from '@/lib/server/services/images/image-rows';
import type { ServiceContext } from '@/lib/server/service-context';
import { FINDING_PARTS, findingBody } from './drift-rows';
import { imageOfDomain } from './image-of-domain';

/** Findings of all domains that the actor sees, the newest first. */
export async function listGuestDrift(options: {
  readonly context: ServiceContext;
  readonly query: ListGuestDriftQuery;
}): Promise<z.input<typeof GuestDriftPage>> {
  const { context, query } = options;
  const { actor, db } = context;
  requireScope(actor, 'domains:read');
  const ids = await db.$queryRawUnsafe<{ id: string; total: bigint }[]>(
    FINDINGS,
    query.state ?? 'open',
    actor.vos === undefined ? null : [...actor.vos],
    query.pageSize,
    (query.page - 1) * query.pageSize,
  );
  const rows = await db.driftFinding.findMany({
    where: { id: { in: ids.map(({ id }) => id) } },
    include: FINDING_PARTS,
    orderBy: [{ firstSeenAt: 'desc' }, { id: 'asc' }],
  });
  const domains = [...new Set(rows.map((row) => row.domainId))];
  const images = new Map(
    await Promise.all(domains.map(async (id) => [id, await imageOfDomain(sqlOfTx(db), id, currentKey())] as const)),
  );
  return {
    items: rows.map((row) => findingBody(actor, row, images.get(row.domainId)?.manifest)),
    total: Number(ids[0]?.total ?? 0n),
    page: query.page,
    pageSize: query.pageSize,
  };
}

/** As `driftState` decides it, where it is sorted out. */
const FINDINGS = `
  select f."id"::text as "id", count(*) over () as "total" from "DriftFinding" f join "Domain" d on d."id" = f."domainId"
  where ($2::text[] is null or d."vo" = any($2::text[])) and $1 = case
    when f."goneAt" is not null then 'gone'
    when f."acceptedAt" is not null and f."acceptedFound" = f."found" then 'accepted' else 'open' end
  order by f."firstSeenAt" desc, f."id" limit $3 offset $4`;
