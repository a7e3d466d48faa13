/** Everything `up` starts, in order, and the one function that stops it again. Tests of the browser start the same. */
import { join } from 'node:path';
import { seedDatabase, type SeedOutcome } from '@/prisma/seed/seed-database';
import { ensureProgramsUser } from '@/tools/shared/service-user';
import { findFreePort } from '@/tools/shared/free-port';
import { labGuestRoute } from '@/tools/lab/lab-folder';
import type { Lab } from '@/tools/lab/start-lab';
import { XEN_LAB } from '@/tools/lab/xen/xen-lab';
import { type Rig, rigSegment } from '@/tools/rig/start-rig';
import { childEnvironment } from './child-environment';
import { type DataFolder, STOPPING } from './data-folder';
import type { UpOptions } from './options';
import type { Progress } from './progress';
import { buildPages } from './stages/build-pages';
import { installSystemPackages, systemNeeds, whyNoApt } from './stages/install-system';
import { offerTinyImage } from './stages/offer-tiny-image';
import { migrateDatabase, startDatabase } from './stages/start-database';
import { type RaisedLab, raiseLab } from './stages/raise-lab';
import { type RaisedRig, raiseRig } from './stages/raise-rig';
import { startAgent, startSimulated, startWeb } from './stages/start-children';
import { endLeftovers, type Supervised } from './supervise';
import { simulatorSocketOf } from './simulator-socket';

export interface RunningGridbox {
  readonly address: string;
  /** Only where this start made it. */
  readonly administrator: SeedOutcome['administrator'];
  readonly rig: RaisedRig;
  readonly labs: readonly RaisedLab[];
}

/** What has been started so far; a stop in the middle of a start ends just that. */
export interface Started {
  readonly children: Supervised[];
  rig: Rig | undefined;
  readonly labs: Lab[];
  stopPostgres: (() => Promise<void>) | undefined;
}

export async function startGridbox(
  options: UpOptions,
  folder: DataFolder,
  started: Started,
  progress: Progress,
  signal: AbortSignal,
): Promise<RunningGridbox> {
  // What begins at once (the build of the pages) would go on for minutes without us where something else fails.
  const failed = new AbortController();
  try {
    return await startParts(options, folder, started, progress, AbortSignal.any([signal, failed.signal]));
  } catch (error) {
    failed.abort();
    throw error;
  }
}

async function startParts(
  options: UpOptions,
  folder: DataFolder,
  started: Started,
  progress: Progress,
  signal: AbortSignal,
): Promise<RunningGridbox> {
  await endLeftovers(folder.runDir);
  const port = await choosePort(options);
  const address = `http://127.0.0.1:${port}`;
  const simulatorSocket = simulatorSocketOf(folder.dir);
  const rigFile = join(folder.dir, 'rig.json');
  const children = {
    folder,
    port,
    simulatorSocket,
    progress,
    onStarted: (child: Supervised) => started.children.push(child),
  };

  // Whatever does not wait for something else begins at once; what fails first is told, the others must not be unhandled meanwhile.
  const attended = <T>(work: Promise<T>): Promise<T> => {
    work.catch(() => undefined);
    return work;
  };
  const building = attended(
    progress.stage(
      'pages',
      async () => buildPages(signal),
      (outcome) => outcome,
    ),
  );
  const raising = attended(raiseOnReadySystem(options, folder, started, rigFile, progress, signal));
  const database = await progress.stage(
    'PostgreSQL',
    async () => startDatabase(folder, options.databaseUrl, progress.say, signal),
    (it) => (it.stop === undefined ? 'the one of DATABASE_URL' : 'ready'),
  );
  started.stopPostgres = database.stop;
  folder.keepDatabaseUrl(database.url);
  const { segment, guestRoute } = options.rig ? await rigSegment(folder.dir) : { segment: '', guestRoute: '' };
  const env = childEnvironment({
    segment,
    // A lab may be raised beside a Gridbox that runs.
    guestRoutes: [guestRoute, labGuestRoute(XEN_LAB, folder.dir) ?? ''],
    databaseUrl: database.url,
    dataDir: folder.dir,
    secret: folder.secret,
    baseUrl: address,
    simulatorSocket,
    rigFile,
    programsUser: await ensureProgramsUser(),
  });
  const simulating = attended(
    progress.stage(
      'simulated testbed',
      async () => startSimulated({ ...children, env }),
      () => 'ready',
    ),
  );
  await progress.stage(
    'migrations',
    async () => migrateDatabase(database.url),
    (outcome) => outcome,
  );
  const serving = attended(
    building.then(async () =>
      progress.stage(
        'web',
        async () => startWeb({ ...children, env }),
        () => 'ready',
      ),
    ),
  );
  const rig = await raising;
  const seeded = await progress.stage(
    'accounts and hosts',
    async () => seedDatabase({ databaseUrl: database.url, rigFile: rig.kind === 'up' ? rigFile : undefined }),
    (outcome) => (outcome.hosts.length === 0 ? 'as they were' : `${outcome.hosts.length} hosts added`),
  );
  await simulating;
  await progress.stage(
    'agent',
    async () => startAgent({ ...children, env }),
    () => 'ready',
  );
  await serving;
  // Beside everything else: the first run must not wait for it.
  if (options.tinyImage && rig.kind === 'up') void offerTinyImage(env, progress.say);
  // Machines boot longest: what is there can be used meanwhile, and their hosts appear when they answer.
  folder.describe(address);
  const labs: RaisedLab[] = [];
  for (const name of options.labs) {
    const lab = await progress.stage(
      `${name} lab`,
      async (report) =>
        raiseLab(name, { folder, databaseUrl: database.url, report, signal, onRaised: (it) => started.labs.push(it) }),
      (it) =>
        it.kind === 'up' ? `${it.lab.hosts.length} hosts, ${it.added.length} of them new to Gridbox` : 'not there',
    );
    labs.push(lab);
  }
  signal.throwIfAborted();
  return { address, administrator: seeded.administrator, rig, labs };
}

/** In the order opposite to the start: pages first, so that nobody sees the rest go. Each part has its own deadline. */
export async function stopGridbox(started: Started, folder: DataFolder, say: (line: string) => void): Promise<void> {
  folder.describe(STOPPING);
  for (const child of [...started.children].reverse()) await attempt(child.name, async () => child.stop(), say);
  await Promise.all([
    attempt('rig', async () => started.rig?.stop(), say),
    ...started.labs.map(async (lab) => attempt(lab.kind.title, async () => lab.down(), say)),
    attempt('PostgreSQL', async () => started.stopPostgres?.(), say),
  ]);
  folder.release();
}

async function attempt(
  name: string,
  stop: () => Promise<void> | undefined,
  say: (line: string) => void,
): Promise<void> {
  try {
    await stop();
  } catch (error) {
    // One part that does not stop must not keep the others alive.
    say(`${name} did not stop: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function choosePort(options: UpOptions): Promise<number> {
  const free = await findFreePort(options.port);
  if (free !== options.port && options.portGiven)
    throw new Error(`port ${options.port} is taken; name another with --port`);
  return free;
}

async function prepareSystem(options: UpOptions, progress: Progress): Promise<void> {
  const needs = systemNeeds(options.rig, options.labs);
  if (needs.packages.length === 0 && !needs.kernel) return;
  const what = [
    ...needs.packages,
    ...(needs.kernel ? ['a kernel for the guests (unpacked into .data, not installed)'] : []),
  ].join(', ');
  const reason = options.installSystemPackages ? whyNoApt() : 'not asked for (--no-install)';
  if (reason !== undefined) {
    progress.say(`not installing ${what}: ${reason}`);
    return;
  }
  progress.say(`installing with apt: ${what}`);
  try {
    await progress.stage('system packages', async (report) => installSystemPackages(needs, report));
  } catch (error) {
    progress.say(error instanceof Error ? error.message : String(error));
  }
}

/** The packages the rig needs, then the rig; the pages are built meanwhile. */
async function raiseOnReadySystem(
  options: UpOptions,
  folder: DataFolder,
  started: Started,
  rigFile: string,
  progress: Progress,
  signal: AbortSignal,
): Promise<RaisedRig> {
  if (options.rig || options.labs.length > 0) await prepareSystem(options, progress);
  return progress.stage(
    'rig of real hosts',
    async () => {
      const raised = await raiseRig(rigFile, folder, options.rig, progress.say, signal);
      if (raised.kind === 'up') started.rig = raised.rig;
      return raised;
    },
    (raised) =>
      raised.kind === 'up'
        ? `${raised.rig.hosts.length} hosts, ${raised.rig.runningAtStart} domains running`
        : 'not there',
  );
}
