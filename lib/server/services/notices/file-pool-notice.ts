/** Telling people and other programs that a pool of slots is held back, and that it goes on. */
import { NOTICE_WORDS } from '@/lib/domain/lease-notice';
import type { Tries } from '@/lib/domain/pools/held-back';
import type { Tx } from '@/lib/server/db/client';
import { pages } from '@/lib/utils/paths';
import { momentWords } from '@/lib/utils/utc-words';
import { DECIDERS } from './file-notice';
import { tellPeople } from './tell-people';

export interface PoolNotice {
  readonly pool: { readonly id: string; readonly name: string; readonly vo: string | null };
  /** Where it is over those that were. */
  readonly tries: Tries;
  readonly isOver?: boolean | undefined;
  readonly now: Date;
}

/** Managers are told with what the failure was, the people of its VO without: it tells of hosts. Addresses are told as managers are. */
export async function filePoolNotice(tx: Tx, { pool, tries, isOver = false, now }: PoolNotice): Promise<void> {
  const kind = isOver ? 'pool-goes-on' : 'pool-held-back';
  const { failures, words, heldBackSince, heldBackUntil } = tries;
  const since = heldBackSince ?? now;
  const held = `Pool ${pool.name} is held back: its last ${failures} tries failed, and the next is not made before ${momentWords((heldBackUntil ?? now).getTime())}.`;
  const [outside, inside] = isOver
    ? [`Pool ${pool.name} goes on: a try was a success. It was held back since ${momentWords(since.getTime())}.`, '']
    : [held, ` The last: ${words ?? 'nobody knows why.'}`];
  const told = {
    of: { poolId: pool.id, key: `${kind} ${since.toISOString()}` },
    kind,
    // Nobody did it.
    byUserId: undefined,
    subject: `Gridbox: pool ${pool.name}, ${NOTICE_WORDS[kind]}`,
    page: pages.pool(pool.id),
    event: { type: isOver ? 'pool.goes-on' : 'pool.held-back', data: { poolId: pool.id, pool: pool.name } },
    now,
  } as const;
  await tellPeople(tx, { ...told, to: { role: { in: DECIDERS } }, sentence: outside + inside });
  if (pool.vo !== null)
    await tellPeople(tx, { ...told, to: { role: 'vo-admin', vos: { has: pool.vo } }, sentence: outside });
}
