import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const ENTRY = fileURLToPath(new URL('killable-agent.ts', import.meta.url));

/** Files that lie beside a source (native threads, shipped definitions) are found from where it was, not from the bundle. */
const keepPlaces: Plugin = {
  name: 'keep-places',
  setup: ({ onLoad }) =>
    onLoad({ filter: /\.ts$/ }, ({ path }) => ({
      loader: 'ts',
      contents: readFileSync(path, 'utf8').replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href)),
    })),
};

let bundled: Promise<string> | undefined;

/**
 * The agent that the kill tests start, dozens of times, as one file: translated source by source it takes two seconds of a
 * processor to start, as one file less than one. Built once a test process; its packages stay where they are.
 * @returns path of a module that the next test process removes when this one has ended.
 */
export function bundleKillableAgent(): Promise<string> {
  bundled ??= make();
  return bundled;
}

async function make(): Promise<string> {
  // Below the root, where its packages are found.
  const folder = join(ROOT, '.data', 'test');
  const outfile = join(folder, `killable-agent-${process.pid}.mjs`);
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) {
    const pid = /^killable-agent-(\d+)\.mjs$/.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(folder, name), { force: true });
  }
  await build({
    entryPoints: [ENTRY],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    conditions: ['react-server'],
    plugins: [keepPlaces],
  });
  return outfile;
}

function isAlive(pid: number): boolean {
  try {
    const ASK_ONLY = 0;
    return process.kill(pid, ASK_ONLY);
  } catch {
    return false;
  }
}
