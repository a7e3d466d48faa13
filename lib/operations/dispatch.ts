/**
 * How the web half says "look at operation N" and "stop operation N". A notification carries nothing but the id: the row is
 * the truth, and the queue. Agents that were away find queued rows by themselves (docs/decisions/0007).
 */

/** Tells running agents that an operation may be claimed; the payload is its id. */
export const LOOK_CHANNEL = 'gridbox_look';

/** Tells running agents at once that a cancellation was asked for; the payload is the operation's id. */
export const CANCEL_CHANNEL = 'gridbox_cancel';

/** Says that a host row was added, changed or removed (`gridbox_append_events`). */
export const HOSTS_CHANNEL = 'gridbox_hosts';

/** SQL expression that tells the agents, when the transaction commits, to look at the operation with the given id. */
export const lookSql = (id: string): string => `pg_notify('${LOOK_CHANNEL}', ${id}::text)`;
