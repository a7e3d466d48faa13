/** Which kernel the guests boot, and which of its modules they need, in the order they must be inserted. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export interface GuestKernel {
  readonly version: string;
  readonly image: string;
  readonly modulesDir: string;
}

/**
 * The newest kernel made for virtual machines (small, everything needed is in it or beside it): installed, or fetched
 * into `fetched` and not installed. Undefined when there is none.
 */
export function findGuestKernel(fetched?: string): GuestKernel | undefined {
  return findBelow('/') ?? (fetched === undefined ? undefined : findBelow(fetched));
}

function findBelow(root: string): GuestKernel | undefined {
  for (const modules of [join(root, 'lib/modules'), join(root, 'usr/lib/modules')]) {
    const versions = existsSync(modules) ? readdirSync(modules) : [];
    const version = versions
      .filter((name) => /cloud|virtual|generic/.test(name) && existsSync(join(root, 'boot', `vmlinuz-${name}`)))
      .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
      .at(-1);
    if (version !== undefined) {
      return { version, image: join(root, 'boot', `vmlinuz-${version}`), modulesDir: join(modules, version) };
    }
  }
  return undefined;
}

/** One module: its file below the modules folder and the names of those that must be inserted before it. */
export interface KernelModule {
  readonly file: string;
  readonly needs: readonly string[];
}

/** The modules of `names` and all they depend on, each after those it needs. Names in `builtin` are in the kernel itself. */
export function orderModules(
  names: readonly string[],
  modules: ReadonlyMap<string, KernelModule>,
  builtin: ReadonlySet<string>,
): string[] {
  const ordered = new Set<string>();
  const visit = (name: string, path: readonly string[]) => {
    if (builtin.has(name)) return;
    const found = modules.get(name);
    if (found === undefined) throw new Error(`the kernel has no module ${name}`);
    if (path.includes(name)) throw new Error(`modules need each other: ${[...path, name].join(' → ')}`);
    for (const need of found.needs) visit(need, [...path, name]);
    ordered.add(found.file);
  };
  for (const name of names) visit(name, []);
  return [...ordered];
}

/** Walks the modules folder; what a module needs stands in the module itself, so no `modules.dep` is needed (a fetched kernel has none). */
export function readModuleTables(kernel: GuestKernel): { modules: Map<string, KernelModule>; builtin: Set<string> } {
  const files = readdirSync(join(kernel.modulesDir, 'kernel'), { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.ko(\.\w+)?$/.test(file),
  );
  const modules = new Map<string, KernelModule>();
  for (const file of files) {
    const path = join('kernel', file);
    modules.set(moduleName(file), {
      file: path,
      // Read when asked for: a kernel has hundreds of modules and a guest needs a dozen.
      get needs() {
        return readNeeds(readModule(kernel, path));
      },
    });
  }
  const builtin = readFileSync(join(kernel.modulesDir, 'modules.builtin'), 'utf8').split('\n').map(moduleName);
  return { modules, builtin: new Set(builtin) };
}

/** The module as the kernel takes it; Ubuntu ships its own compressed. */
export function readModule(kernel: GuestKernel, file: string): Buffer {
  const path = join(kernel.modulesDir, file);
  const unpack: Record<string, readonly string[]> = { xz: ['xz', '-dc'], zst: ['zstd', '-dcq'], gz: ['gzip', '-dc'] };
  const [program, ...args] = unpack[file.split('.').at(-1) ?? ''] ?? [];
  if (program === undefined) return readFileSync(path);
  const LARGEST_BYTES = 64 * 1024 * 1024;
  return execFileSync(program, [...args, path], { maxBuffer: LARGEST_BYTES });
}

/** The section `.modinfo` holds `depends=virtio,virtio_ring` among other texts, each ended by a zero byte. */
export function readNeeds(module: Buffer): string[] {
  const key = Buffer.from('\0depends=');
  const at = module.indexOf(key);
  if (at < 0) return [];
  const from = at + key.length;
  const names = module.subarray(from, module.indexOf(0, from)).toString('utf8');
  return names === '' ? [] : names.split(',').map((name) => name.replaceAll('-', '_'));
}

/** `kernel/drivers/virtio/virtio_pci.ko.xz` → `virtio_pci` */
function moduleName(file: string): string {
  return (file.split('/').at(-1) ?? '').replace(/\.ko(\.\w+)?$/, '').replaceAll('-', '_');
}
