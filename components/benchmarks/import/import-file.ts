import { IMPORT_BYTES_MAX, type ImportKind } from '@/lib/domain/imported-result';
import { formatBytes } from '@/lib/utils/units';

export interface ImportFile {
  /** Tells one choice from the next. */
  readonly key: string;
  readonly fileName: string;
  readonly kind: ImportKind;
  /** As it came, a byte order mark and all: its hash is that of the file. */
  readonly text: string;
}

/** A document of the suite is an object; no table begins like one. */
const kindOf = (text: string): ImportKind => (/^\uFEFF?\s*[{[]/.test(text) ? 'hep-suite' : 'csv');

const tooLarge = (bytes: number): string =>
  `It has ${formatBytes(bytes)}; at most ${formatBytes(IMPORT_BYTES_MAX)} are read at once. Split it.`;

/** What was pasted. @returns a sentence where it cannot be read. */
export function pastedFile(text: string): ImportFile | string {
  const bytes = new TextEncoder().encode(text).length;
  if (bytes > IMPORT_BYTES_MAX) return tooLarge(bytes);
  if (text.trim() === '') return 'Paste the text of a file first.';
  const kind = kindOf(text);
  return { key: crypto.randomUUID(), kind, fileName: kind === 'csv' ? 'pasted.csv' : 'pasted.json', text };
}

/** A file of the reader's machine. @returns a sentence where it cannot be read. */
export async function chosenFile(file: File): Promise<ImportFile | string> {
  if (file.size > IMPORT_BYTES_MAX) return tooLarge(file.size);
  if (file.size === 0) return `${file.name} is empty.`;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await file.arrayBuffer());
  } catch {
    // Either the bytes are no UTF-8, or the file went away while it was read: both are said by one sentence.
    return `${file.name} is not UTF-8 text. Save it anew as “CSV UTF-8”.`;
  }
  if (text.includes('\0')) return `${file.name} is not text: it holds NUL characters.`;
  return { key: crypto.randomUUID(), kind: kindOf(text), fileName: file.name.slice(0, 255), text };
}
