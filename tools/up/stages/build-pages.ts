/** `next build`, when the sources are not those of the last build. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { holdLock } from '@/tools/install/hold-lock.mjs';
import { runCommand } from '@/tools/shared/run-command';
import { hashContents } from '../content-hash';

const STAMP = '.next/gridbox-sources';
/** A build takes about a minute on two cores, on busy ones ten times that; one that hangs must not hang the start for ever. */
const DEADLINE_MS = 900_000;
const OTHER_BUILD_SECONDS = 950;

const SOURCES = [
  'app',
  'components',
  'lib',
  'public',
  'prisma/schema.prisma',
  'next.config.js',
  'postcss.config.mjs',
  'proxy.ts',
  'instrumentation.ts',
  'tsconfig.json',
  'package-lock.json',
];

export function isBuildCurrent(): boolean {
  return existsSync('.next/BUILD_ID') && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === fingerprint();
}

let underWay: Promise<'built' | 'unchanged'> | undefined;

/** Two starts of one clone build one after the other, the second finds the work done; in one process both wait for the same build. */
export async function buildPages(signal: AbortSignal): Promise<'built' | 'unchanged'> {
  if (isBuildCurrent()) return 'unchanged';
  underWay ??= build(signal).finally(() => (underWay = undefined));
  return await underWay;
}

async function build(signal: AbortSignal): Promise<'built' | 'unchanged'> {
  const release = holdLock('.data/build.lock', { waitSeconds: OTHER_BUILD_SECONDS });
  if (release === undefined) throw new Error('another build of this clone does not end');
  try {
    const sources = fingerprint();
    if (isBuildCurrent()) return 'unchanged';
    rmSync(STAMP, { force: true });
    const result = await runCommand(process.execPath, ['node_modules/next/dist/bin/next', 'build'], {
      deadlineMs: DEADLINE_MS,
      signal,
      env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', CI: '1' },
    });
    if (result.code !== 0)
      throw new Error(`next build ended with ${result.code}:\n${(result.stdout + result.stderr).slice(-4000)}`);
    writeFileSync(STAMP, sources);
    return 'built';
  } finally {
    release();
  }
}

function fingerprint(): string {
  // What only the agent or a test reads does not change a page.
  return hashContents(
    SOURCES,
    (path) => !/\.(test|integration|rig)\.|^lib\/(agent|batch|drivers)\//.test(path) && !/\.test\.tsx?$/.test(path),
  );
}
