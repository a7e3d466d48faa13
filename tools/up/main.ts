/** `npm run up`, second half: the packages are there, so this is TypeScript with libraries. */
import { setTimeout as sleep } from 'node:timers/promises';
import { openDataFolder } from './data-folder';
import { parseUpOptions, type UpOptions, USAGE } from './options';
import { createProgress } from './progress';
import type { RunningGridbox } from './start-gridbox';
import { generateClient } from './stages/generate-client';

/** A stop that takes longer than all its parts together is stuck; what is left is found by the next start. */
const STOP_DEADLINE_MS = 45_000;

const startedAt = Number(process.env['GRIDBOX_UP_STARTED_AT'] ?? Date.now());
const progress = createProgress(startedAt);

function readOptions(): UpOptions {
  try {
    return parseUpOptions(process.argv.slice(2), process.env);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exit(2);
  }
}

async function run(): Promise<number> {
  const options = readOptions();
  const folder = openDataFolder(options.dataDir);
  const abort = new AbortController();
  const asked = new Promise<void>((resolve) => {
    const ask = () => {
      abort.abort(new Error('stopped'));
      resolve();
    };
    let interrupts = 0;
    process.on('SIGINT', () => {
      interrupts += 1;
      ask();
      if (interrupts === 2) progress.say('still stopping; once more ends it at once');
      if (interrupts > 2) process.exit(1);
    });
    process.on('SIGTERM', ask);
    process.on('SIGHUP', ask);
    // Our parent was killed: nobody could stop us from its terminal any more.
    process.on('disconnect', ask);
  });

  if (options.databaseUrl === undefined) progress.say(`data in ${options.dataDir}`);
  await progress.stage('database client', generateClient);
  // Only now: it reads what has just been generated.
  const { startGridbox, stopGridbox } = await import('./start-gridbox');
  const started = { children: [], rig: undefined, labs: [], stopPostgres: undefined };
  let code = 0;
  try {
    const gridbox = await startGridbox(options, folder, started, progress, abort.signal);
    announce(gridbox);
    await asked;
  } catch (error) {
    if (!abort.signal.aborted) {
      code = 1;
      progress.say(error instanceof Error ? error.message : String(error));
    }
  }
  progress.say('stopping');
  await Promise.race([stopGridbox(started, folder, progress.say), sleep(STOP_DEADLINE_MS)]);
  progress.say('stopped');
  return code;
}

function announce({ address, administrator, rig, labs }: RunningGridbox): void {
  console.log(`\n  Gridbox  ${address}`);
  if (administrator !== undefined) {
    console.log(`  sign in as ${administrator.email} with the password ${administrator.oneTimePassword}`);
    console.log('  It is shown this once, and changed at the first login.');
  }
  if (rig.kind === 'absent') console.log(`  Only simulated hosts: ${rig.reason}.`);
  for (const lab of labs) {
    if (lab.kind === 'absent') console.log(`  No ${lab.title}: ${lab.reason}.`);
  }
  console.log('  Ctrl-C stops it.\n');
}

try {
  process.exit(await run());
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
