import { PrismaPg } from '@prisma/adapter-pg';
import { Pool } from 'pg';
import { PrismaClient, type Prisma } from './generated/client';
import { preparedName } from './sql';

/** The database with its models; one per process and URL. */
export type Db = PrismaClient;
/** A transaction, or the database itself where each statement may stand alone. */
export type Tx = Prisma.TransactionClient;

/** Connections of one process. The web half serves short queries; more would only queue inside PostgreSQL. */
const POOL_MAX = 12;
/** A page would rather hear that the database is away than hang: waiting longer than this for a connection fails. */
const CONNECT_TIMEOUT_MS = 5_000;

/** A database handle of its own; the caller ends it with `$disconnect()`. Opens nothing until the first query. */
export function createDb(databaseUrl: string, options: { readonly max?: number } = {}): Db {
  const pool = new Pool({
    connectionString: databaseUrl,
    max: options.max ?? POOL_MAX,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  });
  // Of a pool that Prisma makes, a connection that is on its way out has no listener: where the database ends it then, that ends the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return new PrismaClient({
    adapter: new PrismaPg(pool, {
      disposeExternalPool: true,
      statementNameGenerator: (query) => preparedName(query.sql),
    }),
  });
}

declare global {
  // Development reloads modules; what must be one per process lives here under a typed key.
  var gridboxDbs: Map<string, Db> | undefined;
}

/** The process-wide handle for `databaseUrl`, made at the first call. Never ended by callers. */
export function sharedDb(databaseUrl: string): Db {
  const all = (globalThis.gridboxDbs ??= new Map<string, Db>());
  let db = all.get(databaseUrl);
  if (db === undefined) {
    db = createDb(databaseUrl);
    all.set(databaseUrl, db);
  }
  return db;
}
