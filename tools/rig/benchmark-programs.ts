/** What the shipped benchmarks run in a rig guest: programs of Debian, each with no more libraries than it uses there. */
import { readFileSync, realpathSync } from 'node:fs';
import { mustRun } from '@/tools/shared/run-command';
import { leaveOutLibraries, neededLibraries } from './leave-out-libraries';

export interface BenchmarkProgram {
  readonly name: string;
  readonly path: string;
  readonly debianPackage: string;
}

export const BENCHMARK_PROGRAMS: readonly BenchmarkProgram[] = [
  { name: 'fio', path: '/usr/bin/fio', debianPackage: 'fio' },
  { name: 'mbw', path: '/usr/bin/mbw', debianPackage: 'mbw' },
  { name: 'NPtcp', path: '/usr/bin/NPtcp', debianPackage: 'netpipe-tcp' },
  { name: 'openssl', path: '/usr/bin/openssl', debianPackage: 'openssl' },
  { name: 'sysbench', path: '/usr/bin/sysbench', debianPackage: 'sysbench' },
];

/** Of the C library, of compression, of Lua, and what openssl is made of. All others are for stores that a guest never opens. */
const KEPT =
  /^(ld-linux-x86-64|libc|libm|libdl|librt|libpthread|libgcc_s|libz|libaio|libnuma|libluajit-5\.1|libssl|libcrypto)\.so\b/;

export interface PackedFile {
  readonly path: string;
  readonly content: Buffer;
}

/** The programs, and the libraries that they and those libraries need, by their paths in the guest. */
export async function collectBenchmarkPrograms(): Promise<readonly PackedFile[]> {
  const libraries = new Map<string, Buffer>();
  const programs: PackedFile[] = [];
  for (const { name, path } of BENCHMARK_PROGRAMS) {
    const places = await findLibraries(path);
    const content = leaveOutLibraries(readFileSync(realpathSync(path)), (library) => !KEPT.test(library));
    programs.push({ path: `usr/bin/${name}`, content });
    const wanted = neededLibraries(content);
    for (let library = wanted.pop(); library !== undefined; library = wanted.pop()) {
      const place = places.get(library);
      if (place === undefined) throw new Error(`${name} needs ${library}, and ldd does not find it`);
      if (libraries.has(place)) continue;
      const bytes = readFileSync(realpathSync(place));
      libraries.set(place, bytes);
      wanted.push(...neededLibraries(bytes));
    }
  }
  return [...programs, ...[...libraries].map(([path, content]) => ({ path: path.slice(1), content }))];
}

/**
 * Name → path of what the program is linked with, whatever it asks for.
 * `libc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x…)` and `/lib64/ld-linux-x86-64.so.2 (0x…)`
 */
export async function findLibraries(program: string): Promise<ReadonlyMap<string, string>> {
  const text = await mustRun('ldd', [program]);
  const paths = [...text.matchAll(/(?:=>\s+)?(\/\S+)\s+\(0x/g)].flatMap((match) => match[1] ?? []);
  return new Map(paths.map((path) => [path.slice(path.lastIndexOf('/') + 1), path]));
}
