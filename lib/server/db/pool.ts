import { Pool } from 'pg';

/** A statement of ours that runs longer is lost or blocked; failing it frees the connection for others. */
const STATEMENT_TIMEOUT_MS = 30_000;
/** Waiting longer for a connection means the database is away or all are stuck: the caller is told rather than hung. */
const CONNECT_TIMEOUT_MS = 10_000;

/** Plain connections for the hot paths of the agent. The caller ends it. */
export function createPool(
  databaseUrl: string,
  options: { readonly max?: number; readonly name?: string; readonly onError?: (error: Error) => void } = {},
): Pool {
  const pool = new Pool({
    connectionString: databaseUrl,
    max: options.max ?? 10,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    application_name: options.name ?? 'gridbox',
  });
  // An idle connection that dies is replaced at the next query. Without a listener, on the pool and on the client while
  // it is on its way out, that death would end the process.
  const report = options.onError ?? (() => undefined);
  pool.on('error', report);
  pool.on('connect', (client) => client.on('error', report));
  return pool;
}
