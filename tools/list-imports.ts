/** What a source file imports, as text: enough for rules about folders, and fast enough to read every file in a test. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';

export interface SourceFile {
  /** Relative to the project's root, with `/`. */
  readonly path: string;
  /** Files of ours as paths without extension (`lib/domain/host`), packages and built-ins by their names. */
  readonly imports: readonly { readonly to: string; readonly typeOnly: boolean }[];
}

const SOURCE = /\.(ts|tsx|mjs)$/;

/** Every source file below the folders; a folder that is not there is an error, so that no rule can look at nothing. */
export function readSources(root: string, folders: readonly string[]): SourceFile[] {
  const files: SourceFile[] = [];
  const visit = (path: string) => {
    if (statSync(path).isDirectory()) {
      if (/(^|\/)(node_modules|\.next|generated)$/.test(path)) return;
      for (const name of readdirSync(path)) visit(join(path, name));
    } else if (SOURCE.test(path)) {
      const own = relative(root, path).replaceAll('\\', '/');
      files.push({ path: own, imports: listImports(readFileSync(path, 'utf8'), own) });
    }
  };
  for (const folder of folders) visit(join(root, folder));
  return files;
}

/**
 * @example listImports("import type { A } from '@/lib/domain/host'", 'app/a.ts')
 *   // [{ to: 'lib/domain/host', typeOnly: true }]
 */
export function listImports(text: string, path: string): { to: string; typeOnly: boolean }[] {
  const code = withoutComments(text);
  const found: { to: string; typeOnly: boolean }[] = [];
  const add = (specifier: string | undefined, typeOnly: boolean) => {
    if (specifier !== undefined) found.push({ to: resolveSpecifier(specifier, path), typeOnly });
  };
  // `import … from 'x'` and `export … from 'x'`, over several lines too; no quote and no `;` stands in between.
  for (const match of code.matchAll(/^\s*(?:import|export)\s+(type\s)?[^'";]*?\bfrom\s*['"]([^'"]+)['"]/gm)) {
    add(match[2], match[1] !== undefined);
  }
  for (const match of code.matchAll(/^\s*import\s*['"]([^'"]+)['"]/gm)) add(match[1], false);
  for (const match of code.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)(\.\w)?/g)) {
    // `import('x').Name` stands where a type stands.
    add(match[1], match[2] !== undefined && match[2] !== '.t');
  }
  return found;
}

function resolveSpecifier(specifier: string, path: string): string {
  if (specifier.startsWith('@/')) return specifier.slice(2);
  if (specifier.startsWith('.')) return normalize(join(dirname(path), specifier)).replaceAll('\\', '/');
  return specifier;
}

/** Line comments only where they begin a line: `//` also stands inside addresses in texts. */
function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '');
}
