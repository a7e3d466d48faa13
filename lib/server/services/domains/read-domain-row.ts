import type { Actor } from '@/lib/domain/access';
import type { Tx } from '@/lib/server/db/client';
import { requireVisible } from '@/lib/server/auth/require-scope';
import { ACTIVE_OPERATIONS, DOMAIN_COLUMNS, DOMAIN_FROM, DomainRow } from './domain-rows';

/**
 * One domain as lists have it.
 * @throws AppError `not-found` where there is none, or it is of another VO.
 */
export async function readDomainRow(db: Tx, actor: Actor, id: string): Promise<DomainRow> {
  const rows = await db.$queryRaw<unknown[]>`
    with ${ACTIVE_OPERATIONS} select ${DOMAIN_COLUMNS} from ${DOMAIN_FROM} where d.id = ${id}::uuid`;
  const row = rows[0] === undefined ? undefined : DomainRow.parse(rows[0]);
  return requireVisible(actor, 'domain', row);
}
