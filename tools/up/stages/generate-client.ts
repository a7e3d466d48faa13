/** The database client is generated from the schema; again only when the schema or Prisma changed. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mustRun } from '@/tools/shared/run-command';
import { hashContents } from '../content-hash';

const OUTPUT = 'lib/server/db/generated';
const STAMP = `${OUTPUT}/.gridbox-schema`;
/** Takes 2 s on two cores; this long means that something asks or downloads. */
const DEADLINE_MS = 120_000;

export function isClientCurrent(): boolean {
  return existsSync(STAMP) && readFileSync(STAMP, 'utf8') === fingerprint();
}

export async function generateClient(): Promise<void> {
  if (isClientCurrent()) return;
  await mustRun(process.execPath, ['node_modules/prisma/build/index.js', 'generate'], {
    deadlineMs: DEADLINE_MS,
    // Prisma would fetch a schema engine it does not need here (docs/decisions).
    env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: '/bin/true', CHECKPOINT_DISABLE: '1' },
  });
  writeFileSync(STAMP, fingerprint());
}

function fingerprint(): string {
  return hashContents(['prisma/schema.prisma', 'prisma.config.ts', 'node_modules/prisma/package.json']);
}
