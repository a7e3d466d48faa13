/** `npm run password -- EMAIL`: a new one-time password for an account of the Gridbox that runs on a data folder. */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { databaseUrlFile } from '@/tools/up/data-folder';

const USAGE = `npm run password -- EMAIL [--data DIR]
  prints a new one-time password for the account with this address, and ends its sessions
  --data DIR    folder of the running Gridbox (.data)
DATABASE_URL    its PostgreSQL, where it is not the embedded one`;

function readArguments() {
  try {
    return parseArgs({ allowPositionals: true, options: { data: { type: 'string', default: '.data' } } });
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exit(2);
  }
}

function findDatabaseUrl(dataDir: string): string {
  const given = process.env['DATABASE_URL'];
  if (given !== undefined && given !== '') return given;
  const file = databaseUrlFile(dataDir);
  if (!existsSync(file))
    throw new Error(`no Gridbox runs on ${dataDir}: start it first, or name its folder with --data`);
  return readFileSync(file, 'utf8').trim();
}

async function run(): Promise<number> {
  const { positionals, values } = readArguments();
  const [email] = positionals;
  if (email === undefined || positionals.length > 1) {
    console.error(USAGE);
    return 2;
  }
  const databaseUrl = findDatabaseUrl(resolve(values.data));
  // Only now: it reads the generated database client.
  const { resetPassword } = await import('./reset-password');
  const password = await resetPassword(databaseUrl, email);
  console.log(`  sign in as ${email} with the password ${password}`);
  console.log('  It is shown this once, and changed at the next login.');
  return 0;
}

try {
  process.exit(await run());
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
