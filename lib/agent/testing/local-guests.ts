/**
 * For tests only: simulated domains whose guests are folders and processes of the machine that tests, so that what is told to a guest is
 * really done, by its own shell and its own tar. The product's simulated domains run nothing. Processes outlive the agent that
 * started them, as those of a guest do.
 */
import { randomBytes } from 'node:crypto';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isActive } from '@/lib/domain/domain';
import { CELL_FOLDER } from '@/lib/domain/campaign-guest';
import type { DomainId } from '@/lib/domain/ids';
import { DriverError } from '@/lib/drivers/errors';
import type { Driver, GuestProcess, GuestPrograms, HostConnection } from '@/lib/drivers/port';

/** Paths of a guest that its programs are told of, and what they are in its folder. */
const MOVED: readonly (readonly [string, string])[] = [
  [CELL_FOLDER, 'cell'],
  ['/tmp/campaign', 'work'],
];

/** @param root one folder a domain is made in it; see {@link endLocalGuests} */
export function withLocalGuests(driver: Driver, root: string): Driver {
  return {
    ...driver,
    connect: async (target, options) => {
      const connection = await driver.connect(target, options);
      Object.defineProperty(connection, 'programs', { value: programsIn(connection, root) });
      return connection;
    },
  };
}

/** Kills what is left of them. */
export function endLocalGuests(root: string): void {
  for (const guest of existsSync(root) ? readdirSync(root) : [])
    for (const process of readdirSync(join(root, guest)).filter((name) => name.startsWith('process-')))
      kill(Number(readFileSync(join(root, guest, process, 'pid'), 'utf8')));
  rmSync(root, { recursive: true, force: true });
}

/** Of one domain. */
export const guestFolder = (root: string, id: string): string => join(root, id);

function programsIn(connection: HostConnection, root: string): GuestPrograms {
  const requireHeard = async (id: DomainId): Promise<string> => {
    const reading = await connection.readDomain(id);
    if (reading === undefined) throw new DriverError('not-found', 'There is no such domain here.');
    if (!isActive(reading.state)) throw new DriverError('refused', `It is ${reading.state}.`);
    await connection.hearGuest(id, { deadlineMs: 1_000 });
    return guestFolder(root, id);
  };
  const folderOf = (id: DomainId, { key = '' }: GuestProcess): string =>
    join(guestFolder(root, id), `process-${key.replaceAll(/[^0-9a-f]/g, '')}`);
  const end = async (id: DomainId, process: GuestProcess): Promise<void> => {
    const folder = folderOf(id, process);
    if (!existsSync(folder)) return;
    kill(process.pid);
    rmSync(folder, { recursive: true, force: true });
  };
  return {
    start: async (id, { argv, input = '' }) => {
      const guest = await requireHeard(id);
      const key = randomBytes(8).toString('hex');
      const folder = join(guest, `process-${key}`);
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'in'), input);
      const words = argv.map((word) => inGuest(guest, word));
      const streams = [
        openSync(join(folder, 'in'), 'r'),
        openSync(join(folder, 'out'), 'w'),
        openSync(join(folder, 'err'), 'w'),
        openSync(join(folder, 'exit'), 'w'),
      ];
      // In a session of its own, and its end is written down by a shell that nobody waits for.
      const child = spawn('sh', ['-c', '"$@" 3>&-; echo "$?" >&3', 'sh', ...words], {
        detached: true,
        stdio: streams,
        cwd: guest,
      });
      child.unref();
      const pid = child.pid ?? 0;
      writeFileSync(join(folder, 'pid'), String(pid));
      return { pid, key };
    },
    read: async (id, process) => {
      await requireHeard(id);
      const folder = folderOf(id, process);
      if (!existsSync(folder)) throw new DriverError('internal', 'This guest does not know such a program (any more).');
      const alive = isAlive(process.pid);
      const exit = readFileSync(join(folder, 'exit'), 'utf8').trim();
      if (exit === '' && alive) return { running: true };
      return {
        running: false,
        exitCode: exit === '' ? undefined : Number(exit),
        signal: exit === '' ? 9 : undefined,
        stdout: readFileSync(join(folder, 'out'), 'utf8'),
        stderr: readFileSync(join(folder, 'err'), 'utf8'),
        truncated: false,
      };
    },
    stop: async (_id, process) => {
      kill(process.pid);
    },
    end,
    isFenced: async () => true,
  };
}

function inGuest(guest: string, word: string): string {
  const moved = MOVED.find(([path]) => word === path || word.startsWith(`${path}/`));
  return moved === undefined ? word : join(guest, moved[1]) + word.slice(moved[0].length);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false; // ESRCH: it has ended.
  }
}

function kill(pid: number): void {
  if (pid <= 1) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
