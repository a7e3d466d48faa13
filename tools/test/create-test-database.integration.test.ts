import { Client } from 'pg';
import { expect, test } from 'vitest';
import { createTestDatabase } from './create-test-database';

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

test('two databases are apart from each other, and one that is dropped is gone', async () => {
  const first = await createTestDatabase();
  const second = await createTestDatabase();
  await query(first.url, 'create table only_here (id int)');
  const seen = "select count(*)::int as n from pg_tables where tablename = 'only_here'";
  expect(await query(first.url, seen)).toEqual([{ n: 1 }]);
  expect(await query(second.url, seen)).toEqual([{ n: 0 }]);
  await first.drop();
  await expect(query(first.url, 'select 1')).rejects.toThrow(/does not exist/);
  await second.drop();
});
