/**
 * How the two halves say "look at operation N". The job carries nothing but the id: the row is the truth. Jobs have no
 * named queue: a worker that dies keeps its queue locked for hours, and the row already orders a domain's operations
 * (docs/decisions/0005).
 */
export const LOOK_AT_OPERATION = 'look-at-operation';

/** Tells running agents at once that a cancellation was asked for; the payload is the operation's id. */
export const CANCEL_CHANNEL = 'gridbox_cancel';

/** Says that a host row was added, changed or removed (`gridbox_append_events`). */
export const HOSTS_CHANNEL = 'gridbox_hosts';

/**
 * SQL expression that adds the job for the operation whose id is the given expression. One job per operation waits at a
 * time; it is tried once, because the sweep of the agent is the net, not the retry of the dispatcher.
 */
export const addJobSql = (id: string): string =>
  `(graphile_worker.add_job('${LOOK_AT_OPERATION}', json_build_object('id', ${id}), job_key := ${id}::text, max_attempts := 1)).id`;
