import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { readIdentity } from '@/tools/shared/process-identity';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const ENTRY = fileURLToPath(new URL('killable-agent.ts', import.meta.url));
/** Native code, and what is only asked for where somebody installed it. */
const LEFT_OUTSIDE = ['koffi', 'pg-native'];
/** Packages in the older format ask for Node's own modules by `require`, which a module does not have. */
const REQUIRE = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

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
 * The agent that the kill tests start, more than a hundred times, as one file with its packages: translated source by source it takes
 * two seconds of a processor to start; as one file that reads its packages 0.8 s, with them in it 0.4 s. Built once a run of the tests,
 * by those of its processes that need it first.
 * @returns path of a module that a later run removes when this one has ended.
 */
export function bundleKillableAgent(): Promise<string> {
  bundled ??= make();
  return bundled;
}

async function make(): Promise<string> {
  // Below the root, where what was left outside is found.
  const folder = join(ROOT, '.data', 'test');
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) {
    const [, pid, ticks] = /^killable-agent-(\d+)-(\d+)[.-]/.exec(name) ?? [];
    if (pid !== undefined && readIdentity(Number(pid))?.startTicks !== ticks)
      rmSync(join(folder, name), { force: true });
  }
  // Vitest's own process, which starts those of the tests; one that watches the sources outlives what they say.
  const run = process.env['VITEST_MODE'] === 'WATCH' ? process.pid : process.ppid;
  const name = `killable-agent-${run}-${readIdentity(run)?.startTicks ?? 0}`;
  const outfile = join(folder, `${name}.mjs`);
  if (existsSync(outfile)) return outfile;
  const unfinished = join(folder, `${name}-${process.pid}.mjs`);
  await build({
    entryPoints: [ENTRY],
    outfile: unfinished,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: LEFT_OUTSIDE,
    banner: { js: REQUIRE },
    conditions: ['react-server'],
    plugins: [keepPlaces],
  });
  renameSync(unfinished, outfile);
  return outfile;
}
