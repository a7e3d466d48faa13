/**
 * Programs that refuse to run as root (PostgreSQL) or must not (libvirt session daemons) get an ordinary user of their
 * own. Where we are not root already, they simply run as us.
 */
import { readFileSync, statSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { mustRun } from './run-command';

export interface ServiceUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** Undefined when we are an ordinary user ourselves; as root, the user of this name, made if missing. Needs root. */
export async function ensureServiceUser(name: string): Promise<ServiceUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const known = findUser(name);
  if (known !== undefined) return known;
  await mustRun('useradd', [
    '--system',
    '--user-group',
    '--no-create-home',
    '--home-dir',
    '/nonexistent',
    '--shell',
    '/usr/sbin/nologin',
    name,
  ]).catch((error: unknown) => {
    // Two starts at once: the other one made the user.
    if (findUser(name) === undefined) throw error;
  });
  const made = findUser(name);
  if (made === undefined) throw new Error(`the user ${name} was made and is not in /etc/passwd`);
  return made;
}

/** Whom benchmarks on a host itself run as. Undefined where we are an ordinary user ourselves. */
export const ensureProgramsUser = async (): Promise<ServiceUser | undefined> => ensureServiceUser('gridbox-bench');

export function findUser(name: string): ServiceUser | undefined {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((each) => each.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid === undefined || gid === undefined ? undefined : { name, uid: Number(uid), gid: Number(gid) };
}

/** The command that runs `program` as `user`; unchanged when that is us. */
export function commandAs(
  user: ServiceUser | undefined,
  program: string,
  args: readonly string[],
): { readonly program: string; readonly args: readonly string[] } {
  if (user === undefined) return { program, args };
  return {
    program: 'setpriv',
    args: [
      `--reuid=${user.uid}`,
      `--regid=${user.gid}`,
      '--clear-groups',
      '--inh-caps=-all',
      '--no-new-privs',
      program,
      ...args,
    ],
  };
}

/**
 * The first folder on the way to `path` that other users may not enter (a clone under /root, say); undefined when the
 * way is free. The user's own rights on the last part are its maker's business.
 */
export function findClosedParent(path: string): string | undefined {
  const OTHERS_MAY_ENTER = 0o001;
  for (let at = dirname(path); ; at = dirname(at)) {
    const mode = statSync(at, { throwIfNoEntry: false })?.mode;
    if (mode !== undefined && (mode & OTHERS_MAY_ENTER) === 0) return at;
    if (at === dirname(at)) return undefined;
  }
}

/**
 * Where the files of a service user go: below the data folder, except where the way there is closed to that user; then
 * below /var/lib/gridbox, in a folder named by the data folder.
 */
export function serviceFolder(dataDir: string, user: ServiceUser | undefined, name: string): string {
  if (user === undefined || findClosedParent(join(dataDir, name)) === undefined) return join(dataDir, name);
  const key = createHash('sha256').update(dataDir).digest('hex').slice(0, 12);
  return join('/var/lib/gridbox', key, name);
}
