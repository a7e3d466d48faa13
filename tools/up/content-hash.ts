import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Hash over names and contents of files and folders; tests and other people's folders do not count. Reads some MB in tens of ms. */
export function hashContents(paths: readonly string[], accepts: (path: string) => boolean = () => true): string {
  const hash = createHash('sha256');
  let files = 0;
  const visit = (path: string) => {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return;
    if (stats.isDirectory()) {
      for (const name of readdirSync(path).sort()) visit(join(path, name));
    } else if (stats.isFile() && accepts(path)) {
      files += 1;
      hash.update(`${path}\0${stats.size}\0`).update(readFileSync(path));
    }
  };
  for (const path of paths) visit(path);
  if (files === 0) throw new Error(`nothing to hash in ${paths.join(', ')}`);
  return hash.digest('hex');
}
