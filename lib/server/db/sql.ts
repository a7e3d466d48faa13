/**
 * Plain SQL over a Prisma transaction and over a `pg` pool alike, so that one statement serves the web half (inside the
 * transaction of a service) and the agent (without a round trip more than needed). 64-bit integers are selected
 * `::text`: the two would otherwise return different types.
 */
import { createHash } from 'node:crypto';
import type { ClientBase, Pool } from 'pg';
import type { Tx } from './client';

/** What may be bound: JSON is bound as its text and cast `::jsonb`, ids as text and cast `::uuid`. */
type SqlValue = string | number | boolean | null | Date | readonly (string | number | boolean | null | Date)[];

export interface Sql {
  /** Rows have the columns the statement names; the caller states their types. */
  query<Row extends object>(text: string, values?: readonly SqlValue[]): Promise<Row[]>;
}

export function sqlOfTx(tx: Tx): Sql {
  return { query: async (text, values = []) => await tx.$queryRawUnsafe(text, ...values) };
}

export function sqlOfPool(pool: Pool | ClientBase): Sql {
  return {
    query: async <Row extends object>(text: string, values: readonly SqlValue[] = []) =>
      (await pool.query<Row & Record<string, unknown>>({ name: statementName(text), text, values: [...values] })).rows,
  };
}

const names = new Map<string, string>();

/**
 * Marks a statement that also runs through Prisma as one to keep parsed. Prisma's own statements are not: it writes a new
 * text for every length of a list.
 */
export function prepared(text: string): string {
  statementName(text);
  return text;
}

/** Name of a statement marked `prepared`; empty for every other, which is then parsed each time. */
export const preparedName = (text: string): string => names.get(text) ?? '';

/**
 * A name makes the connection keep the parsed statement: planning our larger ones costs more than running them. Texts are
 * constants of this program (values are bound), so there are as many names as statements.
 */
function statementName(text: string): string {
  let name = names.get(text);
  if (name === undefined) {
    name = `gridbox_${createHash('sha256').update(text).digest('hex').slice(0, 24)}`;
    names.set(text, name);
  }
  return name;
}

/** Runs `work` in one transaction of the pool: commits when it resolves, rolls back when it rejects. */
export async function inTransaction<T>(pool: Pool, work: (sql: Sql) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let failed: Error | undefined;
  try {
    await client.query('begin');
    const result = await work(sqlOfPool(client));
    await client.query('commit');
    return result;
  } catch (error) {
    try {
      await client.query('rollback');
    } catch (lost) {
      // The connection is gone, and with it the transaction: it must not go back to the pool.
      failed = lost instanceof Error ? lost : new Error(String(lost));
    }
    throw error;
  } finally {
    client.release(failed);
  }
}
