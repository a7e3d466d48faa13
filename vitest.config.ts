/**
 * Projects: `unit` needs nothing but Node, `integration` a real PostgreSQL, `rig` and `second-rig` real libvirt daemons and guests, `esx` the
 * vSphere simulator, `xen` real Xen hosts, `kvm` real KVM hosts, `grid` the real services of a grid site, `images` a PostgreSQL and the
 * machine's mirror of packages.
 * By hand alone runs `full`, which takes half an hour (docs/full-site.md).
 * `tools/test.mjs` runs them in the order of `tools/test/suites.ts`; `npx vitest run path` picks by file name.
 */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// A libvirt call sits in a libuv thread until it returns (a migration for seconds), and the size of that pool is read
// once when a process starts: set here so that the test workers inherit it.
process.env['UV_THREADPOOL_SIZE'] ??= '32';

const root = fileURLToPath(new URL('.', import.meta.url));
const everywhere = ['**/node_modules/**', '.next/**', '.data/**', 'e2e/**'];
const resolve = {
  alias: {
    '@': root,
    // The marker package throws outside a React server build; here there is no browser to protect.
    'server-only': `${root}node_modules/server-only/empty.js`,
  },
};

/**
 * Files of a worker follow each other in one process: what they load is loaded once. With a process for each file, loading took a quarter
 * of the processor time of `integration`, and half a minute of `rig`.
 */
const oneProcess = { isolate: false, setupFiles: ['tools/test/as-it-was.ts'] };

/** About half of the rig's files, by their time, have one of their own: those of agents that move and make domains, and those that run benchmarks. */
const ON_SECOND_RIG = [
  'lib/agent/{agent,create-domain,tiny-site}.rig.test.ts',
  'lib/agent/{campaigns,pools}/*.rig.test.ts',
  'lib/agent/handlers/{keep-disks,run-benchmark}/*.rig.test.ts',
];

/** A rig of real hosts for all files of the project: its guests are shared, so the files take turns. */
const rig = (name: string, include: string[], exclude: string[], groupOrder: number) => ({
  resolve,
  test: {
    name,
    include,
    exclude: [...everywhere, ...exclude],
    globalSetup: ['tools/test/postgres-setup.ts', 'tools/test/rig-setup.ts'],
    testTimeout: 120_000,
    hookTimeout: 180_000,
    fileParallelism: false,
    maxWorkers: 1,
    ...oneProcess,
    sequence: { groupOrder },
  },
});

/** Whole emulated hosts, shared by all files of the project, which take turns; emulation makes everything slow. */
const lab = (name: string, groupOrder: number) => ({
  resolve,
  test: {
    name,
    include: [`**/*.${name}.test.ts`],
    exclude: everywhere,
    globalSetup: ['tools/test/postgres-setup.ts', `tools/test/${name}-setup.ts`],
    testTimeout: 300_000,
    hookTimeout: 400_000,
    fileParallelism: false,
    maxWorkers: 1,
    ...oneProcess,
    sequence: { groupOrder },
  },
});

export default defineConfig({
  test: {
    // A pool of processes: native code (libvirt) and a worker that must be killed stay apart from the reporter.
    pool: 'forks',
    projects: [
      {
        resolve,
        test: {
          name: 'unit',
          include: ['**/*.test.{ts,tsx}'],
          exclude: [...everywhere, '**/*.{integration,images,rig,esx,xen,kvm,grid,full}.test.ts'],
          // Some try hundreds of generated cases, on whatever machine that is busy with something else.
          testTimeout: 60_000,
          maxWorkers: 2,
          // Pure, so that files do no harm to each other in one process: loading modules anew for each takes half of the time.
          isolate: false,
          sequence: { groupOrder: 0 },
        },
      },
      {
        resolve,
        test: {
          name: 'integration',
          include: ['**/*.integration.test.ts'],
          exclude: everywhere,
          globalSetup: ['tools/test/postgres-setup.ts'],
          // The rig's guests keep the same two cores busy meanwhile.
          testTimeout: 60_000,
          hookTimeout: 120_000,
          maxWorkers: 4,
          ...oneProcess,
          sequence: { groupOrder: 1 },
        },
      },
      rig('rig', ['**/*.rig.test.ts'], ON_SECOND_RIG, 2),
      rig('second-rig', ON_SECOND_RIG, [], 8),
      {
        resolve,
        test: {
          name: 'images',
          include: ['**/*.images.test.ts'],
          exclude: everywhere,
          globalSetup: ['tools/test/postgres-setup.ts'],
          // Each fetches and installs packages.
          testTimeout: 300_000,
          hookTimeout: 300_000,
          maxWorkers: 2,
          ...oneProcess,
          sequence: { groupOrder: 7 },
        },
      },
      {
        resolve,
        test: {
          name: 'full',
          include: ['**/*.full.test.ts'],
          exclude: everywhere,
          globalSetup: ['tools/test/postgres-setup.ts'],
          fileParallelism: false,
          maxWorkers: 1,
          sequence: { groupOrder: 8 },
        },
      },
      lab('xen', 3),
      lab('kvm', 4),
      lab('esx', 5),
      {
        resolve,
        test: {
          name: 'grid',
          include: ['**/*.grid.test.ts'],
          exclude: everywhere,
          testTimeout: 60_000,
          // One site, whose services its tests stop.
          fileParallelism: false,
          maxWorkers: 1,
          sequence: { groupOrder: 6 },
        },
      },
    ],
  },
});
