/** What is inside simulated guests, as far as a comparison with an image asks: the few programs that they know, and nothing more. */
import { createHash } from 'node:crypto';
import { DriverError } from '@/lib/drivers/errors';
import type { DomainRecord, InsideRecord } from './records';
import { findDomain, noteDomain, refuse, type World } from './world';

/** What a guest of this name would be called by `uname -m`. */
const MACHINES: Readonly<Record<string, string>> = { i686: 'i686', ia64: 'ia64', aarch64: 'aarch64' };

export const INSIDE_PROGRAMS = [
  'uname',
  'stat',
  'sha256sum',
  'dpkg-query',
  'systemctl',
  'mv',
  'tee',
  'chmod',
  'chown',
  'ldconfig',
] as const;

export interface InsideEnd {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}
type Words = readonly string[];
type Program = (inside: InsideRecord, words: Words, input: string, domain: DomainRecord) => InsideEnd;

const ok = (stdout = ''): InsideEnd => ({ exitCode: 0, stdout, stderr: '' });
const failed = (stderr: string, exitCode = 1, stdout = ''): InsideEnd => ({ exitCode, stdout, stderr: `${stderr}\n` });

/** Runs a program to its end, which is at once. @throws DriverError where the guest is not up. */
export function runInside(
  world: World,
  host: string,
  id: string,
  { argv, input }: { readonly argv: Words; readonly input: string },
): InsideEnd {
  const domain = findDomain(world, host, id);
  if (domain.state !== 'running') refuse('SIM_INVALID_STATE', `${domain.name} is ${domain.state}; nothing runs in it.`);
  if (domain.guest.mute) throw new DriverError('timeout', `${domain.name} does not answer.`);
  const [name = '', ...words] = argv;
  const program = PROGRAMS[name];
  if (program === undefined) return failed(`${name}: not found`, 127);
  const inside = (domain.inside ??= { paths: {} });
  const end = program(inside, words, input, domain);
  if (WRITES.includes(name)) noteDomain(world, host, id, 'inside');
  return end;
}
/** Kept with the world, as a disk would. */
const WRITES = ['mv', 'tee', 'chmod', 'chown', 'systemctl'];

/** Everything behind `--`. */
const operands = (words: Words): Words => words.slice(words.indexOf('--') + 1);
const sumOf = (text: string): string => createHash('sha256').update(text).digest('hex');

const PROGRAMS: Readonly<Record<string, Program>> = {
  uname: (inside, _words, _input, { definition }) => {
    const named = definition.metadata.kernelVersion ?? /vmlinu[xz]-(\d[^/]*)$/.exec(definition.kernel ?? '')?.[1];
    const machine = inside.machine ?? MACHINES[definition.architecture] ?? 'x86_64';
    return ok(`${inside.kernel ?? named ?? 'simulated'} ${machine}\n`);
  },
  stat: (inside, words) =>
    each(operands(words), (path) => {
      if (path === '/') return '755 0 0 /';
      const file = inside.paths[path];
      return file === undefined ? undefined : `${file.mode} ${file.uid} ${file.gid} ${path}`;
    }),
  sha256sum: (inside, words) =>
    each(operands(words), (path) => {
      const sum = inside.paths[path]?.sha256;
      return sum === undefined ? undefined : `${sum}  ${path}`;
    }),
  'dpkg-query': ({ packages }) =>
    packages === undefined
      ? failed('dpkg-query: not found', 127)
      : ok(packages.map((each) => `installed\t${each.name}\t${each.version}\t${each.architecture}\n`).join('')),
  systemctl: (inside, words) => {
    const { services } = inside;
    if (services === undefined) return failed('systemctl: not found', 127);
    const [verb = ''] = words;
    const units = operands(words);
    if (verb === 'show')
      return ok(
        units
          .map((unit) => {
            const { load = 'not-found', active = 'inactive', file = '' } = services[unit] ?? {};
            return `Id=${unit}\nLoadState=${load}\nActiveState=${active}\nUnitFileState=${file}\n`;
          })
          .join('\n'),
      );
    for (const unit of units) {
      const service = services[unit];
      if (service === undefined) return failed(`Unit ${unit} not found.`, 5);
      if (verb === 'enable') service.file = 'enabled';
      if (verb === 'restart') service.active = 'active';
    }
    return ok();
  },
  mv: (inside, words) => {
    const [from = '', to = ''] = operands(words);
    const file = inside.paths[from];
    if (file === undefined) return failed(`mv: cannot stat '${from}': No such file or directory`);
    // A folder goes with what is in it.
    for (const [path, moved] of Object.entries(inside.paths)) {
      if (path !== from && !path.startsWith(`${from}/`)) continue;
      Reflect.deleteProperty(inside.paths, path);
      inside.paths[`${to}${path.slice(from.length)}`] = moved;
    }
    return ok();
  },
  tee: (inside, words, input) => {
    const [path = ''] = operands(words);
    inside.paths[path] = { mode: '644', uid: 0, gid: 0, ...inside.paths[path], sha256: sumOf(input) };
    return ok(input);
  },
  chmod: (inside, words) => {
    const [mode = '', path = ''] = operands(words);
    return change(inside, path, { mode: mode.replace(/^0+(?=.)/, '') });
  },
  chown: (inside, words) => {
    const [owner = '', path = ''] = operands(words);
    const [uid, gid] = owner.split(':').map(Number);
    return change(inside, path, { uid: uid ?? 0, gid: gid ?? 0 });
  },
  ldconfig: () => ok(),
};

function each(paths: Words, line: (path: string) => string | undefined): InsideEnd {
  const lines = paths.flatMap((path) => line(path) ?? []);
  const stdout = lines.map((text) => `${text}\n`).join('');
  return lines.length === paths.length ? ok(stdout) : failed('No such file or directory', 1, stdout);
}

function change(inside: InsideRecord, path: string, to: Partial<InsideRecord['paths'][string]>): InsideEnd {
  const file = inside.paths[path];
  if (file === undefined) return failed(`cannot access '${path}': No such file or directory`);
  Object.assign(file, to);
  return ok();
}
