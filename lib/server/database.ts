import 'server-only';
import { getConfig } from './config';
import { sharedDb, type Db } from './db/client';

/** The web half's database, opened by its first query. */
export const getDb = (): Db => sharedDb(getConfig().databaseUrl);
