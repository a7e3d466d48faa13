/** `npm run lab:xen -- up|down|status|cut|heal|kill|boot|sh`: a lab by itself, without the rest of Gridbox. */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { tryVirsh } from '@/tools/rig/virsh';
import { runInHost } from './host-shell';
import { findLabKind } from './kinds';
import { findMachine } from './machine';
import { databaseUrlFile } from '@/tools/up/data-folder';
import { DEFAULT_HOSTS, type Lab, missingForLab, openLab, startLab } from './start-lab';

const USAGE = `npm run lab:${process.argv[2] ?? 'xen'} -- COMMAND [--dir DIR] [--hosts N] [--memory MIB]
  up           build what is missing (needs root, once), boot the hosts, start their guests
  down         end everything and clear what it left, in Gridbox too; what is built stays
  status       hosts, addresses and domains
  cut A B      the hosts A and B do not hear each other any more
  heal         all hosts hear each other again
  kill A       as a power cut
  boot A       boot it again, empty
  sh A WORD…   run a shell command in host A; options of the command itself go behind --

--memory is what each machine has that up or boot boots: more than usual where guests of a site need it.`;

const { positionals, values } = readArguments();
const [kindName, command, ...words] = positionals;

const startedAt = Date.now();
const MS_PER_SECOND = 1000;
const log = (line: string): void =>
  console.log(`${((Date.now() - startedAt) / MS_PER_SECOND).toFixed(1).padStart(6)} s  ${line}`);

async function run(): Promise<number> {
  const kind = findLabKind(kindName);
  const dir = resolve(values.dir);
  const hosts = Number(values.hosts);
  const memoryMiB = values.memory === undefined ? undefined : Number(values.memory);
  if (memoryMiB !== undefined && !(Number.isInteger(memoryMiB) && memoryMiB >= kind.memoryMiB))
    throw new Error(`--memory is a whole number of MiB, ${kind.memoryMiB} at least`);
  const lab = await openLab(kind, dir, hosts);
  switch (command) {
    case 'up': {
      const missing = missingForLab(kind);
      if (missing.length > 0)
        throw new Error(
          `missing: ${missing.map((part) => part.what).join(', ')}\nDebian: apt-get install --no-install-recommends ${missing.map((part) => part.debianPackage).join(' ')}`,
        );
      const running = await startLab(kind, { dir, hosts, log, waitForGuests: true, memoryMiB });
      for (const host of running.hosts) log(`${host.name}  ${host.uri}  migrations to ${host.migrationUri}`);
      const { gateway } = running.folder;
      if (gateway !== undefined) log(`guests on its network are reached by GRIDBOX_GUEST_ROUTES=${gateway.route}`);
      log(await tellGridbox(dir, running));
      return 0;
    }
    case 'down':
      await lab.down();
      log('stopped');
      for (const line of await tellGridboxOfEnd(dir, lab)) log(line);
      return 0;
    case 'status':
      for (const host of lab.hosts) {
        const machine = findMachine(host);
        console.log(`${host.name}  ${machine === undefined ? 'off' : `process ${machine.pid}`}  ${host.uri}`);
        if (machine !== undefined) console.log((await tryVirsh(host.uri, ['list', '--all'])).stdout.trimEnd());
      }
      return 0;
    case 'cut':
      if (words.length !== 2) break;
      lab.cut([words[0] ?? '', words[1] ?? '']);
      log(`${words.join(' and ')} do not hear each other`);
      return 0;
    case 'heal':
      lab.heal();
      log('all hosts hear each other');
      return 0;
    case 'kill':
      await lab.kill(words[0] ?? '');
      log(`${words[0] ?? ''} is off`);
      return 0;
    case 'boot':
      await lab.boot(words[0] ?? '', { memoryMiB });
      log(`${words[0] ?? ''} answers`);
      return 0;
    case 'sh': {
      const { code, output } = await runInHost(lab.host(words[0] ?? ''), words.slice(1).join(' '));
      console.log(output);
      return code;
    }
    default:
  }
  console.error(USAGE);
  return 2;
}

/** Ends the process with the usage where an option is not known. */
function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        dir: { type: 'string', default: '.data' },
        hosts: { type: 'string', default: String(DEFAULT_HOSTS) },
        memory: { type: 'string' },
      },
    });
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exit(2);
  }
}

/** Adds the hosts to the Gridbox that runs on the same data folder, if one does. */
async function tellGridbox(dataDir: string, lab: Lab): Promise<string> {
  const file = databaseUrlFile(dataDir);
  if (!existsSync(file)) return `no Gridbox runs on ${dataDir}; npm run up -- --${lab.kind.name} brings both`;
  // Only now: it reads the generated database client.
  const { registerHosts } = await import('@/prisma/seed/seed-database');
  const added = await registerHosts(readFileSync(file, 'utf8').trim(), lab.hosts);
  return added.length === 0 ? 'Gridbox has these hosts already' : `added to Gridbox: ${added.join(', ')}`;
}

/** Takes the hosts out of the Gridbox that runs on the same data folder: nothing will answer there any more. */
async function tellGridboxOfEnd(dataDir: string, lab: Lab): Promise<string[]> {
  const file = databaseUrlFile(dataDir);
  if (!existsSync(file)) return [];
  const { unregisterHosts } = await import('@/prisma/seed/seed-database');
  const { removed, kept } = await unregisterHosts(
    readFileSync(file, 'utf8').trim(),
    lab.hosts.map((host) => host.uri),
  );
  return [...(removed.length === 0 ? [] : [`taken out of Gridbox: ${removed.join(', ')}`]), ...kept];
}

try {
  process.exit(await run());
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
