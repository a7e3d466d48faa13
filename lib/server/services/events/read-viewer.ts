import { hasScope, type Actor } from '@/lib/domain/access';
import type { Db } from '@/lib/server/db/client';
import { visibleTo } from '@/lib/server/services/domains/domain-filter';
import type { Viewer } from './filter-frame';

/** Who reads the stream now, with the hosts they may know of where those are not all. */
export async function readViewer(db: Db, actor: Actor): Promise<Viewer> {
  if (hasScope(actor, 'hosts:read')) return { actor, hostIds: new Set() };
  const rows = await db.$queryRaw<{ hostId: string }[]>`
    select distinct d."hostId"::text as "hostId" from "Domain" d where d."hostId" is not null and ${visibleTo(actor)}`;
  return { actor, hostIds: new Set(rows.map((row) => row.hostId)) };
}
