/**
 * What a guest says of itself when it is asked by a few ordinary programs, and their reading. Every word of a program is an argument
 * of its own: nothing of an image is ever read by a shell.
 */

/** Longest list of paths of one program: guests told by a console take a line of some kilobytes at most. */
const PATHS_AT_ONCE = 20;

export type Argv = readonly [string, ...string[]];
/** What a program said; undefined where the guest has no such program, or more was written than its channel carries. */
export interface Answer {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly truncated: boolean;
}

export interface PathFacts {
  /** Octal, without leading noughts, as `stat` writes it. */
  readonly mode: string;
  readonly uid: number;
  readonly gid: number;
}
export interface PackageFacts {
  readonly version: string;
  readonly architecture: string;
}
export interface ServiceFacts {
  readonly load: string;
  readonly active: string;
  readonly file: string;
}

/** Undefined parts were not told. */
export interface GuestFacts {
  readonly kernel: string | undefined;
  /** Of the machine as the guest sees it, e.g. `i686`. */
  readonly machine: string | undefined;
  /** By path; a path that was asked for and is not in it is not there. */
  readonly paths: ReadonlyMap<string, PathFacts> | undefined;
  /** SHA-256 of those that are files. */
  readonly sums: ReadonlyMap<string, string> | undefined;
  /** By name; what is installed alone. */
  readonly packages: ReadonlyMap<string, PackageFacts> | undefined;
  readonly services: ReadonlyMap<string, ServiceFacts> | undefined;
}

/** What to ask for. */
export interface GuestQuestions {
  readonly paths: readonly string[];
  readonly files: readonly string[];
  readonly packages: boolean;
  readonly services: readonly string[];
}

export const UNAME: Argv = ['uname', '-r', '-m'];
/** The root is everywhere: where it is not told, this `stat` is another one, and nothing that it leaves out is missing. */
export const statOf = (paths: readonly string[]): Argv => ['stat', '-c', '%a %u %g %n', '--', ROOT, ...paths];
const ROOT = '/';
export const sumsOf = (paths: readonly string[]): Argv => ['sha256sum', '--', ...paths];
export const DPKG_QUERY: Argv = [
  'dpkg-query',
  '-W',
  String.raw`-f=\${db:Status-Status}\t\${Package}\t\${Version}\t\${Architecture}\n`.replaceAll(String.raw`\$`, '$'),
];
export const servicesOf = (units: readonly string[]): Argv => [
  'systemctl',
  'show',
  '--property=Id,LoadState,ActiveState,UnitFileState',
  '--',
  ...units,
];

/** The exit codes by which a shell or an agent says that there is no such program. */
const NO_PROGRAM = [126, 127];

/** Asks one program after the other, as few as the questions need. @param ask runs one to its end */
export async function collectFacts(
  ask: (argv: Argv) => Promise<Answer>,
  questions: GuestQuestions,
): Promise<GuestFacts> {
  const whole = async (argv: Argv): Promise<string | undefined> => {
    const { exitCode, stdout, truncated } = await ask(argv);
    // A part of a list would read as things that are missing.
    return exitCode === undefined || NO_PROGRAM.includes(exitCode) || truncated ? undefined : stdout;
  };
  const inParts = async (paths: readonly string[], of: (part: readonly string[]) => Argv) => {
    const texts: string[] = [];
    for (let at = 0; at < paths.length; at += PATHS_AT_ONCE) {
      const text = await whole(of(paths.slice(at, at + PATHS_AT_ONCE)));
      if (text === undefined) return undefined;
      texts.push(text);
    }
    return texts.join('');
  };
  const uname = await whole(UNAME);
  const [kernel, machine] = uname?.trim().split(/\s+/) ?? [];
  const stated = await inParts(questions.paths, statOf);
  const paths = stated === undefined ? undefined : readPaths(stated);
  const sums = questions.files.length === 0 ? '' : await inParts(questions.files, sumsOf);
  const packages = questions.packages ? await whole(DPKG_QUERY) : undefined;
  const services = questions.services.length === 0 ? '' : await inParts(questions.services.map(unitOf), servicesOf);
  return {
    kernel: kernel === '' ? undefined : kernel,
    machine,
    paths: paths?.has(ROOT) === true ? paths : undefined,
    sums: sums === undefined ? undefined : readSums(sums),
    packages: packages === undefined ? undefined : readPackages(packages),
    services: services === undefined ? undefined : readServices(services),
  };
}

/** As systemd calls it: without an ending a unit is a service. */
export const unitOf = (service: string): string =>
  /\.(service|socket|timer|target|path|mount)$/.test(service) ? service : `${service}.service`;

export function readPaths(text: string): ReadonlyMap<string, PathFacts> {
  const found = new Map<string, PathFacts>();
  for (const line of text.split('\n')) {
    const [, mode, uid, gid, path] = /^([0-7]+) (\d+) (\d+) (.+)$/.exec(line) ?? [];
    if (mode !== undefined && path !== undefined) found.set(path, { mode, uid: Number(uid), gid: Number(gid) });
  }
  return found;
}

export function readSums(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, sum, path] = /^([0-9a-f]{64})[ ][ *](.+)$/.exec(line) ?? [];
    if (sum !== undefined && path !== undefined) found.set(path, sum);
  }
  return found;
}

export function readPackages(text: string): ReadonlyMap<string, PackageFacts> {
  const found = new Map<string, PackageFacts>();
  for (const line of text.split('\n')) {
    const [status, name, version, architecture] = line.split('\t');
    if (status !== 'installed' || name === undefined || version === undefined || architecture === undefined) continue;
    found.set(name, { version, architecture });
  }
  return found;
}

export function readServices(text: string): ReadonlyMap<string, ServiceFacts> {
  const found = new Map<string, ServiceFacts>();
  for (const block of text.split(/\n\s*\n/)) {
    const values = new Map(
      block.split('\n').flatMap((line) => {
        const [, key, value] = /^([A-Za-z]+)=(.*)$/.exec(line) ?? [];
        return key === undefined || value === undefined ? [] : [[key, value] as const];
      }),
    );
    const id = values.get('Id');
    if (id === undefined) continue;
    found.set(id, {
      load: values.get('LoadState') ?? '',
      active: values.get('ActiveState') ?? '',
      file: values.get('UnitFileState') ?? '',
    });
  }
  return found;
}
