import { chooseModules } from './kernel-modules';
import { ImageProblem, type FileNode, type RootTree } from './root-tree';

export interface FoundKernel {
  /** As `uname -r` gives it. */
  readonly version: string;
  readonly kernel: FileNode;
  /** The one that its package made for it, where its scripts ran. */
  readonly initrd: FileNode | undefined;
}

const KERNEL = 'vmlinuz-';

/** The kernel of an image; undefined where there is none. @throws ImageProblem where there are several. */
export function findKernel(tree: RootTree): FoundKernel | undefined {
  const boot = tree.resolve('/boot');
  const names = tree.names(boot).filter((name) => name.startsWith(KERNEL));
  const [name] = names;
  if (name === undefined) return undefined;
  if (names.length > 1)
    throw new ImageProblem(`There are ${names.length} kernels in this image (${names.join(', ')}); it takes one.`);
  const version = name.slice(KERNEL.length);
  const kernel = tree.find(`${boot}/${name}`);
  if (kernel?.kind !== 'file') throw new ImageProblem(`${boot}/${name} is no file.`);
  const initrd = tree.find(`${boot}/initrd.img-${version}`);
  return { version, kernel, initrd: initrd?.kind === 'file' ? initrd : undefined };
}

/** Lays a kernel, and where it is asked for its modules (all, or those that are named with what they need), from the tree of its unpacked package into an image. */
export function takeKernel(
  from: RootTree,
  into: RootTree,
  options: { readonly modules: boolean | readonly string[] },
): void {
  const found = findKernel(from);
  if (found === undefined) throw new ImageProblem('The package that is named as kernel brings none.');
  const { version, kernel } = found;
  into.put(`/boot/${KERNEL}${version}`, kernel);
  if (options.modules === false) return;
  if (options.modules !== true) {
    const folder = from.resolve(`/lib/modules/${version}`);
    const { modules, dependencies } = chooseModules(from, folder, options.modules);
    for (const [path, node] of modules) into.put(`/lib/modules/${version}/${path}`, node);
    into.putFile(`/lib/modules/${version}/modules.dep`, Buffer.from(dependencies));
    return;
  }
  for (const root of ['/lib/modules', '/usr/lib/modules'])
    for (const [path, node] of from.entries()) {
      if (!path.startsWith(`${root}/${version}/`)) continue;
      const place = path.replace(/^\/usr/, '');
      if (node.kind === 'folder') into.makeFolder(place);
      else into.put(place, node);
    }
}
