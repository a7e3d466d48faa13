/** Builds the simulator from the sources beside this file and Debian's govmomi, once for each content of both. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bareEnvironment } from '@/tools/shared/bare-environment';
import { mustRun } from '@/tools/shared/run-command';
import { hashContents } from '@/tools/up/content-hash';
import { GO_PATH, GOVMOMI_SUMS } from './prerequisites';

const SOURCE = fileURLToPath(new URL('simulator', import.meta.url));
/** 20 s on two idle cores, over a minute on busy ones; a compiler that takes this long hangs. */
const BUILD_DEADLINE_MS = 420_000;

/** Beside the clone's own data whatever --data says: like node_modules it belongs to the clone. */
const buildDir = (): string => resolve('.data', 'esx-lab');

/** @returns the program's path. */
export async function buildSimulator(log: (line: string) => void): Promise<string> {
  const target = join(buildDir(), key(), 'esx-simulator');
  if (existsSync(target)) return target;
  const startedAt = Date.now();
  log("building the vSphere simulator from Debian's govmomi");
  mkdirSync(buildDir(), { recursive: true });
  const draft = mkdtempSync(join(buildDir(), 'draft-'));
  try {
    const env = {
      ...bareEnvironment(),
      HOME: draft,
      GOCACHE: join(draft, 'cache'),
      GOPATH: GO_PATH,
      // As Debian's packages are built: sources from the file system, nothing from the network.
      GO111MODULE: 'off',
      GOFLAGS: '',
      CGO_ENABLED: '0',
    };
    const out = join(draft, 'built', 'esx-simulator');
    await mustRun('go', ['build', '-o', out, '.'], { cwd: SOURCE, env, deadlineMs: BUILD_DEADLINE_MS });
    try {
      renameSync(join(draft, 'built'), dirname(target));
    } catch (error) {
      // Somebody else made the same content at the same time; theirs is as good.
      if (!existsSync(target)) throw error;
    }
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  const MS_PER_SECOND = 1000;
  log(`built in ${((Date.now() - startedAt) / MS_PER_SECOND).toFixed(0)} s`);
  return target;
}

/** Changes with our sources and with the package's. */
function key(): string {
  const KEY_DIGITS = 16;
  return createHash('sha256')
    .update(hashContents([SOURCE]))
    .update(readFileSync(GOVMOMI_SUMS))
    .digest('hex')
    .slice(0, KEY_DIGITS);
}
