import type { Tx } from '@/lib/server/db/client';
import { appendEvent } from '@/lib/server/events/append-event';

/** The event that pages look again by. Last in its transaction: it draws a number that readers wait for. */
export async function tellCampaign(
  tx: Tx,
  row: {
    readonly id: string;
    readonly definitionId: string;
    readonly number: number;
    readonly vo: string | null;
    readonly definition: { readonly name: string };
  },
  words: string,
): Promise<void> {
  const name = `${row.definition.name} ${row.number}`;
  await appendEvent(
    tx,
    { type: 'campaign.changed', campaignId: row.id, definitionId: row.definitionId, name, words },
    { vo: row.vo },
  );
}
