/** What became of one item of a bulk action. */
export type BulkOutcome =
  | { readonly state: 'waiting' }
  | { readonly state: 'sending' }
  | { readonly state: 'accepted'; readonly operationId: string }
  | { readonly state: 'refused'; readonly message: string }
  | { readonly state: 'skipped'; readonly message: string };

/** Commands sent at one time. The operations queue on the server; this only keeps a browser from sending hundreds at once. */
export const BULK_CONCURRENCY = 4;

/**
 * Sends one command for each item, a few at a time, and reports each outcome as it comes. One failure stops nobody else.
 * After `signal` fires no further command is sent; those left are `skipped`. Never rejects.
 */
export async function runBulk<Item>(
  items: readonly Item[],
  send: (item: Item) => Promise<{ readonly operationId: string }>,
  report: (item: Item, outcome: BulkOutcome) => void,
  options: { readonly concurrency?: number; readonly signal?: AbortSignal | undefined } = {},
): Promise<void> {
  const queue = [...items];
  const work = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
      if (options.signal?.aborted === true) {
        report(item, { state: 'skipped', message: 'Not sent: you stopped it.' });
        continue;
      }
      report(item, { state: 'sending' });
      report(item, await attempt(item, send));
    }
  };
  await Promise.all(Array.from({ length: options.concurrency ?? BULK_CONCURRENCY }, work));
}

async function attempt<Item>(
  item: Item,
  send: (item: Item) => Promise<{ readonly operationId: string }>,
): Promise<BulkOutcome> {
  try {
    return { state: 'accepted', ...(await send(item)) };
  } catch (error) {
    return { state: 'refused', message: error instanceof Error ? error.message : String(error) };
  }
}
