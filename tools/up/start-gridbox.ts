/** Everything `up` starts, in order, and the one function that stops it again. Tests of the browser start the same. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunningPostgres } from '@/tools/postgres/start-postgres';
import { findFreePort } from '@/tools/shared/free-port';
import type { Rig } from '@/tools/rig/start-rig';
import { childEnvironment } from './child-environment';
import { type DataFolder, STOPPING } from './data-folder';
import type { UpOptions } from './options';
import type { Progress } from './progress';
import { buildPages } from './stages/build-pages';
import type { CreatedAdministrator } from './stages/create-administrator';
import { installSystemPackages, systemNeeds, whyNoApt } from './stages/install-system';
import { migrateDatabase, startDatabase } from './stages/start-database';
import { type RaisedRig, raiseRig } from './stages/raise-rig';
import { startAgent, startSimulated, startWeb } from './stages/start-children';
import type { Supervised } from './supervise';

export interface RunningGridbox {
  readonly address: string;
  readonly administrator: CreatedAdministrator | undefined;
  readonly rig: RaisedRig;
}

/** What has been started so far; a stop in the middle of a start ends just that. */
export interface Started {
  readonly children: Supervised[];
  rig: Rig | undefined;
  postgres: RunningPostgres | undefined;
}

export async function startGridbox(
  options: UpOptions,
  folder: DataFolder,
  started: Started,
  progress: Progress,
  signal: AbortSignal,
): Promise<RunningGridbox> {
  const port = await choosePort(options);
  if (options.rig) await prepareSystem(options, progress);
  const building = progress.stage('pages', buildPages, (outcome) => outcome);
  const raising = progress.stage(
    'rig of real hosts',
    async () => {
      const raised = await raiseRig(folder, options.rig, progress.say, signal);
      if (raised.kind === 'up') started.rig = raised.rig;
      return raised;
    },
    (raised) =>
      raised.kind === 'up' ? `${raised.rig.hosts.length} hosts, ${raised.rig.guests.length} guests` : 'not there',
  );
  // Whichever fails first is told; the others must not be unhandled meanwhile.
  for (const each of [building, raising]) each.catch(() => undefined);

  const database = await progress.stage(
    'PostgreSQL',
    async () => startDatabase(folder, options.databaseUrl, signal),
    (it) => (it.own === undefined ? 'the one of DATABASE_URL' : 'ready'),
  );
  started.postgres = database.own;
  await progress.stage(
    'migrations',
    async () => migrateDatabase(database.url),
    (outcome) => outcome,
  );
  const rig = await raising;
  const address = `http://127.0.0.1:${port}`;
  const simulatorSocket = join(folder.runDir, 'simulated.sock');
  const env = childEnvironment({
    databaseUrl: database.url,
    dataDir: folder.dir,
    secret: folder.secret,
    baseUrl: address,
    simulatorSocket,
    rigFile: rig.kind === 'up' ? rig.file : undefined,
  });
  const administrator = await progress.stage(
    'accounts and hosts',
    async () => fillDatabase(database.url, folder, rig),
    (made) => (made === undefined ? 'as they were' : 'first administrator made'),
  );
  await building;
  const children = {
    folder,
    env,
    port,
    simulatorSocket,
    progress,
    onStarted: (child: Supervised) => started.children.push(child),
  };
  await progress.stage(
    'simulated testbed',
    async () => startSimulated(children),
    () => 'ready',
  );
  await progress.stage(
    'agent',
    async () => startAgent(children),
    () => 'ready',
  );
  await progress.stage(
    'web',
    async () => startWeb(children),
    () => 'ready',
  );
  signal.throwIfAborted();
  folder.describe(address);
  return { address, administrator, rig };
}

/** In the order opposite to the start: pages first, so that nobody sees the rest go. Each part has its own deadline. */
export async function stopGridbox(started: Started, folder: DataFolder, say: (line: string) => void): Promise<void> {
  folder.describe(STOPPING);
  for (const child of [...started.children].reverse()) await attempt(child.name, async () => child.stop(), say);
  await Promise.all([
    attempt('rig', async () => started.rig?.stop(), say),
    attempt('PostgreSQL', async () => started.postgres?.stop(), say),
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
  const needs = systemNeeds(options.dataDir);
  if (needs.packages.length === 0 && !needs.kernel) return;
  const what = [
    ...needs.packages,
    ...(needs.kernel ? ['a kernel for the guests (unpacked into the data folder, not installed)'] : []),
  ].join(', ');
  const reason = options.installSystemPackages ? whyNoApt() : 'not asked for (--no-install)';
  if (reason !== undefined) {
    progress.say(`not installing ${what}: ${reason}`);
    return;
  }
  progress.say(`installing with apt: ${what}`);
  try {
    await progress.stage('system packages', async (report) => installSystemPackages(needs, options.dataDir, report));
  } catch (error) {
    progress.say(error instanceof Error ? error.message : String(error));
  }
}

async function fillDatabase(
  url: string,
  folder: DataFolder,
  rig: RaisedRig,
): Promise<CreatedAdministrator | undefined> {
  // The client is generated by an earlier step of this very run, so it cannot be imported at the top.
  const [{ createDb }, { createAdministrator }, { registerRigHosts }] = await Promise.all([
    import('@/lib/server/db/client'),
    import('./stages/create-administrator'),
    import('./stages/register-rig-hosts'),
  ]);
  const db = createDb(url, { max: 2 });
  try {
    if (rig.kind === 'up') {
      const knownFile = join(folder.dir, 'rig-known.json');
      const known = new Set<string>(
        existsSync(knownFile) ? (JSON.parse(readFileSync(knownFile, 'utf8')) as string[]) : [],
      );
      await registerRigHosts(db, rig.rig.hosts, known);
      writeFileSync(knownFile, JSON.stringify(rig.rig.hosts.map((host) => host.name)));
    }
    return await createAdministrator(db);
  } finally {
    await db.$disconnect();
  }
}
