/**
 * Programs on the machine that this process runs on: started, asked after and ended apart, so that whoever started one may die
 * and another may go on asking. Each has a folder of ours, which its user cannot write to, with what it wrote and how it ended;
 * in that a working folder of its own.
 */
import { spawn, type SpawnOptions } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmod, chown, lstat, mkdir, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { DriverError } from '@/lib/drivers/errors';
import type { GuestProcess, GuestProgram, GuestProgramState, HostPrograms } from '@/lib/drivers/port';
import { MOST_OUTPUT_BYTES, programEnd } from '@/lib/drivers/libvirt/program-end';
import { DAY_MS, SECOND_MS } from '@/lib/utils/time';
import type { ProgramsUser } from './own-machine';
import { isAlive, isGroupAlive, readStartTicks } from './process-start';
import { programEnvironment } from '@/lib/utils/program-environment';

/** Hands its words on as they are, and writes last how it ended where its user could not: file 3 was opened before. */
const SUPERVISE = '"$@" 3>&-; echo "$?" >&3';
const EVERYWHERE = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
/** The kernel ends a killed group at once unless it sits in a disk; whoever waits longer would hold a cancel up. */
const GONE_DEADLINE_MS = 5 * SECOND_MS;
const GONE_EVERY_MS = 20;
/** What nobody asked after for so long is a dead agent's. Too short: a run that waits for its agent would lose its output. */
const FORGET_AFTER_MS = 2 * DAY_MS;

/** Not below /tmp, which is memory on some machines: a benchmark of the disk writes its file here. */
export const LOCAL_PROGRAMS_FOLDER = `/var/tmp/gridbox-programs-${process.getuid?.() ?? 0}`;

const unknown = (): DriverError => new DriverError('internal', 'This host does not know such a program (any more).');

export function createLocalPrograms(options: {
  readonly folder: string;
  /** Undefined: as ourselves. */
  readonly user: ProgramsUser | undefined;
}): HostPrograms {
  const { folder, user } = options;
  const folderOf = ({ key }: GuestProcess): string => {
    if (key === undefined || !/^[0-9a-f-]{36}$/.test(key)) throw unknown();
    return join(folder, key);
  };
  return {
    start: async (program) => {
      await ensureFolder(folder);
      await forgetOld(folder);
      const key = randomUUID();
      const pid = await launch(join(folder, key), program, user);
      return { pid, key };
    },
    read: async (asked) => await readProgram(folderOf(asked), asked.pid),
    end: async (asked) => {
      const own = folderOf(asked);
      const startTicks = await readFile(join(own, 'start'), 'utf8').catch(() => undefined);
      if (startTicks !== undefined) await killGroup(asked.pid, startTicks);
      await rm(own, { recursive: true, force: true });
    },
  };
}

/** @throws DriverError `unsupported` where somebody else made it: they could read and replace what is in it. */
async function ensureFolder(folder: string): Promise<void> {
  const OTHERS_PASS = 0o711;
  const OTHERS_WRITE = 0o022;
  await mkdir(folder, { mode: OTHERS_PASS }).catch(() => undefined);
  const found = await lstat(folder).catch(() => undefined);
  if (found?.isDirectory() !== true || found.uid !== process.getuid?.() || (found.mode & OTHERS_WRITE) !== 0)
    throw new DriverError('unsupported', `${folder} is not a folder of the agent’s own, so no program is run in it.`, {
      remedy: 'Remove it, and look who made it.',
    });
  await chmod(folder, OTHERS_PASS);
}

async function launch(own: string, program: GuestProgram, user: ProgramsUser | undefined): Promise<number> {
  const work = join(own, 'work');
  await mkdir(own, { mode: 0o711 });
  await mkdir(work, { mode: 0o700 });
  if (user !== undefined) await chown(work, user.uid, user.gid);
  await writeFile(join(own, 'stdin'), program.input ?? '', { mode: 0o600 });
  const files = await Promise.all([
    open(join(own, 'stdin'), 'r'),
    ...['stdout', 'stderr', 'exit'].map(async (name) => await open(join(own, name), 'wx', 0o600)),
  ]);
  try {
    const options: SpawnOptions = {
      cwd: work,
      // A session and group of its own: ended whole, and not with us.
      detached: true,
      stdio: files.map(({ fd }) => fd),
      // Nothing of ours, which holds the database's password.
      env: programEnvironment({ PATH: EVERYWHERE, HOME: work, TMPDIR: work, LC_ALL: 'C' }),
      ...(user === undefined ? {} : { uid: user.uid, gid: user.gid }),
    };
    const child = spawn('/bin/sh', ['-c', SUPERVISE, 'sh', ...program.argv], options);
    const pid = await new Promise<number>((resolve, reject) => {
      child.once('spawn', () => resolve(child.pid ?? 0));
      child.once('error', (cause) =>
        reject(new DriverError('refused', `The program could not be started: ${cause.message}.`, { cause })),
      );
    });
    child.unref();
    // Ended already: then its exit code is there, and nothing is left to be told apart.
    await writeFile(join(own, 'start'), (await readStartTicks(pid)) ?? '', { mode: 0o600 });
    return pid;
  } finally {
    for (const file of files) await file.close();
  }
}

async function readProgram(own: string, pid: number): Promise<GuestProgramState> {
  const exitOf = async (): Promise<string> => {
    try {
      return (await readFile(join(own, 'exit'), 'utf8')).trim();
    } catch (cause) {
      throw Object.assign(unknown(), { cause });
    }
  };
  let exit = await exitOf();
  if (exit === '') {
    const startTicks = await readFile(join(own, 'start'), 'utf8').catch(() => '');
    if (await isAlive(pid, startTicks)) return { running: true };
    // It may have ended between the two looks. Where it left no word it was killed with all of its group, or the machine was.
    exit = await exitOf();
  }
  const [stdout, stderr] = await Promise.all([readEnd(join(own, 'stdout')), readEnd(join(own, 'stderr'))]);
  return {
    running: false,
    ...programEnd(exit === '' ? undefined : Number(exit)),
    stdout: stdout.text,
    stderr: stderr.text,
    truncated: stdout.truncated || stderr.truncated,
  };
}

/** The last of it, where it is too long. */
async function readEnd(path: string): Promise<{ readonly text: string; readonly truncated: boolean }> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const from = Math.max(0, size - MOST_OUTPUT_BYTES);
    const buffer = Buffer.alloc(size - from);
    const { bytesRead } = await file.read(buffer, 0, buffer.length, from);
    return { text: buffer.toString('utf8', 0, bytesRead), truncated: from > 0 };
  } finally {
    await file.close();
  }
}

async function killGroup(pid: number, startTicks: string): Promise<void> {
  const now = await readStartTicks(pid);
  // Another process by this number: the kernel gives no number away that a group still bears, so ours is gone whole.
  if (now !== undefined && now !== startTicks) return;
  const until = performance.now() + GONE_DEADLINE_MS;
  while (signalGroup(pid, 'SIGKILL')) {
    if (performance.now() > until)
      throw new DriverError('timeout', `The processes of group ${pid} were killed and are still there.`);
    await sleep(GONE_EVERY_MS);
    if (!(await isGroupAlive(pid))) return;
  }
}

/** False where there is no such group. */
function signalGroup(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    // ESRCH, or EPERM of a group that is not ours: nothing of ours is left in it.
    return false;
  }
}

async function forgetOld(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const own = join(folder, name);
    const found = await stat(own).catch(() => undefined);
    if (found !== undefined && Date.now() - found.mtimeMs > FORGET_AFTER_MS)
      await rm(own, { recursive: true, force: true });
  }
}
