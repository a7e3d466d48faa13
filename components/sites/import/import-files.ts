/** Files that somebody puts together to be imported. */
import { isVoFile, SITE_IMPORT_CHARACTERS_MAX, type SiteImportKind, YAIM_FILES } from '@/lib/domain/site-import';
import { formatBytes } from '@/lib/utils/units';

export interface SiteFileInput {
  /** Tells one from the next, whatever they are called. */
  readonly key: string;
  readonly name: string;
  readonly text: string;
}

const named = (name: string, text = ''): SiteFileInput => ({ key: crypto.randomUUID(), name, text });

/** What a form begins with: the one file that has to be there. */
export const firstFiles = (kind: SiteImportKind): readonly SiteFileInput[] => [
  named(kind === 'smartfrog' ? 'site.sf' : YAIM_FILES[0]),
];

/**
 * The name under which YAIM has a file that was chosen: of a VO's own the folder is lost on the way.
 * @example nameFor('yaim', 'atlas') // 'vo.d/atlas'
 */
export function nameFor(kind: SiteImportKind, name: string): string {
  if (kind === 'smartfrog' || isVoFile(name)) return name;
  const known = YAIM_FILES.some((each) => each === name) || name.endsWith('.def');
  return known ? name : `vo.d/${name}`;
}

/** The file that another of the same name takes the place of, or an empty one, or behind the rest. A description is one file. */
export function withFile(
  kind: SiteImportKind,
  files: readonly SiteFileInput[],
  chosen: { readonly name: string; readonly text: string },
): readonly SiteFileInput[] {
  const name = nameFor(kind, chosen.name);
  const [first] = files;
  if (kind === 'smartfrog') return [{ ...(first ?? named(name)), name, text: chosen.text }];
  if (files.some((file) => file.name === name))
    return files.map((file) => (file.name === name ? { ...file, text: chosen.text } : file));
  // A main file of another name takes the place of the one that nobody has written into.
  if (name.endsWith('.def') && first?.text === '') return [{ ...first, name, text: chosen.text }, ...files.slice(1)];
  return [...files, named(name, chosen.text)];
}

/** A name for one more file: the next of YAIM's own that is not there, then one of a VO. */
export function nextFile(files: readonly SiteFileInput[]): SiteFileInput {
  const taken = new Set(files.map(({ name }) => name));
  const free = YAIM_FILES.find((name) => !taken.has(name));
  if (free !== undefined) return named(free);
  const numbers = Array.from({ length: files.length + 1 }, (_, index) => `vo.d/vo${index + 1}`);
  return named(numbers.find((name) => !taken.has(name)) ?? 'vo.d/vo');
}

/** Text of a file of the reader's machine. @returns a sentence where it cannot be read */
export async function textOf(file: File): Promise<{ readonly name: string; readonly text: string } | string> {
  // In no encoding has a text more characters than bytes.
  if (file.size > 4 * SITE_IMPORT_CHARACTERS_MAX)
    return `${file.name} has ${formatBytes(file.size)}, and is no description of a site.`;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer());
    if (text.includes('\0')) return `${file.name} is not text: it holds NUL characters.`;
    return { name: file.name, text };
  } catch {
    // Either the bytes are no UTF-8, or the file went away while it was read: both are said by one sentence.
    return `${file.name} is not UTF-8 text.`;
  }
}

/** Where a line stands in a text. @param line from 1 @returns offsets of its first character and behind its last */
export function lineRange(text: string, line: number): readonly [number, number] {
  const lines = text.split('\n');
  const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  return [Math.min(start, text.length), Math.min(start + (lines[line - 1]?.length ?? 0), text.length)];
}
