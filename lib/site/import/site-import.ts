/** What comes of reading a file of another tool: a site file, and what its reader has to know of it. */
import type { FindingKind } from '@/lib/domain/site-import';
import type { SiteDraft } from './site-draft';

/** Where something stands, from 1. */
export interface FilePlace {
  /** Name of the file; undefined where there is only one. */
  readonly file?: string | undefined;
  readonly line: number;
  readonly column: number;
}

export interface ImportFinding extends FilePlace {
  readonly kind: FindingKind;
  /** What stands there, shortened to one line. */
  readonly construct: string;
  readonly message: string;
}

/** A mistake for which no site file is made. */
export interface ImportProblem extends FilePlace {
  readonly message: string;
}

export interface SiteImport {
  /** Undefined where there are problems. */
  readonly draft: SiteDraft | undefined;
  readonly problems: readonly ImportProblem[];
  /** In the order of the text, each once. */
  readonly findings: readonly ImportFinding[];
}

function byPlace(one: FilePlace, other: FilePlace): number {
  if (one.file !== other.file) return (one.file ?? '') < (other.file ?? '') ? -1 : 1;
  return one.line - other.line || one.column - other.column;
}

/** In the order of the text; what several domains have from one line is told once. */
export function inOrder<T extends FilePlace & { readonly message: string }>(list: readonly T[]): readonly T[] {
  const seen = new Map<string, T>();
  for (const each of list) seen.set(JSON.stringify([each.file, each.line, each.column, each.message]), each);
  return [...seen.values()].toSorted(byPlace);
}

const LONGEST_CONSTRUCT = 80;
/** Text of somebody's file on one line. @example oneLine('a\n  b') // 'a b' */
export function oneLine(text: string): string {
  const line = text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
  return line.length > LONGEST_CONSTRUCT ? `${line.slice(0, LONGEST_CONSTRUCT - 1)}…` : line;
}
