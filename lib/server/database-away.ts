/**
 * Codes that mean "no answer", not "wrong question": Prisma's for connecting and for its pool, PostgreSQL's classes 08
 * (connection) and 57P (shutting down), and the socket's own.
 * https://www.prisma.io/docs/orm/reference/error-reference https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const CODES = /^(P1001|P1002|P1008|P1017|P2024|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|08...|57P0[123])$/;
/** Errors of the client's own have no code, only a sentence: no connection came in time, or the one there was is lost (pg 8, pg-pool 3). */
const SENTENCES =
  /^timeout exceeded when trying to connect$|^Connection terminated|^Client has encountered a connection error/;

/** Follows `cause` and `meta` a few steps: each layer wraps the one below. */
export function isDatabaseAway(error: unknown, depth = 0): boolean {
  if (typeof error !== 'object' || error === null || depth > 5) return false;
  const code = 'code' in error ? error.code : undefined;
  if (typeof code === 'string' && CODES.test(code)) return true;
  const original = 'originalCode' in error ? error.originalCode : undefined;
  if (typeof original === 'string' && CODES.test(original)) return true;
  if (
    'kind' in error &&
    (error.kind === 'DatabaseNotReachable' || error.kind === 'ConnectionClosed' || error.kind === 'SocketTimeout')
  )
    return true;
  if (error instanceof Error && SENTENCES.test(error.message)) return true;
  const cause = 'cause' in error ? error.cause : undefined;
  const meta = 'meta' in error ? error.meta : undefined;
  const driver =
    typeof meta === 'object' && meta !== null && 'driverAdapterError' in meta ? meta.driverAdapterError : undefined;
  return isDatabaseAway(cause, depth + 1) || isDatabaseAway(driver, depth + 1);
}
