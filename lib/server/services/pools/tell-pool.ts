import type { Tx } from '@/lib/server/db/client';
import { appendEvent } from '@/lib/server/events/append-event';

/** The event that pages look again by. Last in its transaction: it draws a number that readers wait for. */
export const tellPool = async (
  tx: Tx,
  { id, name, vo }: { readonly id: string; readonly name: string; readonly vo: string | null },
  words: string,
): Promise<void> => await appendEvent(tx, { type: 'pool.changed', poolId: id, name, words }, { vo });
