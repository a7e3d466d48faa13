import type { EventBody } from '@/lib/contracts/events';
import type { Tx } from '@/lib/server/db/client';
import { type Sql, sqlOfTx } from '@/lib/server/db/sql';

export interface NewEvent {
  readonly body: EventBody;
  /** VO of the object, for the per-viewer filter; undefined where it belongs to the testbed. */
  readonly vo: string | undefined;
}

/**
 * Appends to the event log inside the caller's transaction, and notifies the tails when that commits.
 * Call it last in a transaction: readers wait for whoever holds a number.
 */
export async function appendEvent(
  tx: Tx,
  body: EventBody,
  options: { readonly vo?: string | null | undefined } = {},
): Promise<void> {
  await appendEvents(sqlOfTx(tx), [{ body, vo: options.vo ?? undefined }]);
}

/** The same for several events in one statement, in their order. */
export async function appendEvents(sql: Sql, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  await sql.query('select gridbox_append_events($1::jsonb)::text as last', [encodeEvents(events)]);
}

/** The argument of `gridbox_append_events`, for statements that append as a part of something larger. */
export const encodeEvents = (events: readonly NewEvent[]): string =>
  JSON.stringify(events.map((event) => ({ vo: event.vo ?? null, body: event.body })));
