/** Which modules of a kernel go into an image that names some: these and what they need, with the list that `modprobe` reads. */
import { posix } from 'node:path';
import { type FileNode, ImageProblem, type RootTree } from './root-tree';

/** The section `.modinfo` holds `depends=virtio,virtio_ring` among other texts, each ended by a zero byte. */
const DEPENDS = Buffer.from('\0depends=');

/** A module's name has no dashes, its file may. @example moduleName('/…/virtio-rng.ko') // 'virtio_rng' */
const moduleName = (path: string): string => posix.basename(path).replace(/\.ko$/, '').replaceAll('-', '_');

function needsOf(module: FileNode): string[] {
  const bytes = module.content.read(0, module.content.size);
  const at = bytes.indexOf(DEPENDS);
  if (at < 0) return [];
  const from = at + DEPENDS.length;
  const names = bytes.toString('utf8', from, bytes.indexOf(0, from));
  return names === '' ? [] : names.split(',').map((name) => name.replaceAll('-', '_'));
}

/**
 * @param folder of the kernel's modules, e.g. `/lib/modules/6.1.0`
 * @returns those that are asked for and what they need, by their path below the folder, and the text of `modules.dep`; what is built into the
 * kernel is left out
 * @throws ImageProblem where the kernel has no such module, or has it compressed
 */
export function chooseModules(
  tree: RootTree,
  folder: string,
  names: readonly string[],
): { readonly modules: ReadonlyMap<string, FileNode>; readonly dependencies: string } {
  const known = new Map<string, { readonly path: string; readonly node: FileNode }>();
  let compressed = false;
  for (const [path, node] of tree.entries()) {
    if (!path.startsWith(`${folder}/`) || node.kind !== 'file') continue;
    if (path.endsWith('.ko')) known.set(moduleName(path), { path: path.slice(folder.length + 1), node });
    else if (/\.ko\.\w+$/.test(path)) compressed = true;
  }
  const builtin = new Set((tree.readText(`${folder}/modules.builtin`) ?? '').split('\n').map(moduleName));
  const modules = new Map<string, FileNode>();
  const lines = new Map<string, string>();
  /** @returns paths of the module and of all it needs, the ones last that go first: the order of `modules.dep` */
  const visit = (name: string, asked: string): string[] => {
    if (builtin.has(name)) return [];
    const found = known.get(name);
    if (found === undefined)
      throw new ImageProblem(
        compressed
          ? `The modules of this kernel are compressed: it can be taken with all of them or with none, not with ${asked}.`
          : `The kernel has no module ${asked}.`,
      );
    // Of a module that is needed twice the last place counts: the list is loaded from its end, and who is needed by all goes in first.
    const all = needsOf(found.node).flatMap((need) => visit(need, need));
    const needs = [...new Set(all.toReversed())].toReversed();
    modules.set(found.path, found.node);
    lines.set(found.path, `${found.path}:${needs.map((need) => ` ${need}`).join('')}\n`);
    return [found.path, ...needs];
  };
  for (const name of names) visit(name.replaceAll('-', '_'), name);
  return { modules, dependencies: [...lines.values()].toSorted().join('') };
}
