/** Which kernel the guests boot, and which of its modules they need, in the order they must be inserted. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export interface GuestKernel {
  readonly version: string;
  readonly image: string;
  readonly modulesDir: string;
}

/** The newest installed cloud kernel: the small one made for virtual machines. Undefined when none is installed. */
export function findGuestKernel(boot = '/boot', modules = '/lib/modules'): GuestKernel | undefined {
  const versions = existsSync(modules) ? readdirSync(modules) : [];
  const usable = versions.filter(
    (version) =>
      version.includes('cloud') &&
      existsSync(join(boot, `vmlinuz-${version}`)) &&
      existsSync(join(modules, version, 'modules.dep')),
  );
  const version = usable.sort((a, b) => a.localeCompare(b, 'en', { numeric: true })).at(-1);
  if (version === undefined) return undefined;
  return { version, image: join(boot, `vmlinuz-${version}`), modulesDir: join(modules, version) };
}

/**
 * The files of `names` and of all they depend on, each after those it needs.
 *
 * `modules.dep` says `kernel/a.ko: kernel/b.ko kernel/c.ko`, and inserting must go from the last to the first.
 */
export function orderModules(names: readonly string[], modulesDep: string, builtin: string): string[] {
  const needs = new Map<string, string[]>();
  for (const line of modulesDep.split('\n')) {
    const [file, rest] = line.split(':');
    if (file !== undefined && rest !== undefined)
      needs.set(
        file,
        rest
          .trim()
          .split(/\s+/)
          .filter((each) => each !== ''),
      );
  }
  const fileOf = new Map([...needs.keys()].map((file) => [moduleName(file), file]));
  const compiledIn = new Set(builtin.split('\n').map(moduleName));
  const ordered = new Set<string>();
  for (const name of names) {
    if (compiledIn.has(name)) continue;
    const file = fileOf.get(name);
    if (file === undefined) throw new Error(`the kernel has no module ${name}`);
    for (const each of [...(needs.get(file) ?? [])].reverse()) ordered.add(each);
    ordered.add(file);
  }
  return [...ordered];
}

export function readModuleTables(kernel: GuestKernel): { modulesDep: string; builtin: string } {
  return {
    modulesDep: readFileSync(join(kernel.modulesDir, 'modules.dep'), 'utf8'),
    builtin: readFileSync(join(kernel.modulesDir, 'modules.builtin'), 'utf8'),
  };
}

/** `kernel/drivers/virtio/virtio_pci.ko.xz` → `virtio_pci` */
function moduleName(file: string): string {
  return (file.split('/').at(-1) ?? '').replace(/\.ko(\.\w+)?$/, '').replaceAll('-', '_');
}
