import { posix } from 'node:path';
import { ImageProblem, type RootTree } from './root-tree';

/**
 * Leaves of what packages brought these paths with all that lies in them, the folders above, and what links among them lead to.
 * Nothing else: a program of a small image needs a fraction of what its packages hold.
 * @throws ImageProblem where one of them is not there, and would be missed by a guest that does not start.
 */
export function keepOnly(tree: RootTree, paths: readonly string[]): void {
  const kept = new Set<string>();
  const keepAbove = (path: string): void => {
    for (let folder = posix.dirname(path); !kept.has(folder); folder = posix.dirname(folder)) kept.add(folder);
  };
  const keep = (path: string, wanted: string): void => {
    if (kept.has(path)) return;
    const node = tree.at(path);
    if (node === undefined) throw new ImageProblem(`${wanted} is to be kept, and no package has it.`);
    keepAbove(path);
    kept.add(path);
    if (node.kind === 'link') keepNamed(posix.resolve(posix.dirname(path), node.target), wanted);
    if (node.kind === 'folder')
      for (const name of tree.names(path)) keep(posix.join(path, name), posix.join(path, name));
  };
  /** As a guest would look it up, each link on the way kept. */
  function keepNamed(path: string, wanted: string): void {
    let here = '/';
    const names = path.split('/').filter((name) => name !== '');
    for (const [index, name] of names.entries()) {
      const next = posix.join(here, name);
      const last = index === names.length - 1;
      if (tree.at(next)?.kind === 'link' && !last) {
        keepAbove(next);
        kept.add(next);
        here = tree.resolve(next);
        continue;
      }
      here = next;
    }
    keep(here, wanted);
  }
  kept.add('/');
  for (const path of paths) keepNamed(path, path);
  // What lay in a folder that went is gone with it, and does not come up any more.
  for (const [path] of tree.entries()) if (!kept.has(path)) tree.remove(path);
}
