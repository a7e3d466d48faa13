/** A mistake in a site file, and where it stands. */

/** Names and numbers that lead to a value, e.g. `['nodes', 'ce', 'memory']`; empty: the text as a whole. */
export type Path = readonly (string | number)[];

export interface SiteProblem {
  /** Of the text, from 1; the end is behind the last character of it. */
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** Path of the value, e.g. `nodes.ce.memory`; empty: the text as a whole. */
  readonly field: string;
  /** Last name of the path, e.g. `memory`; of an entry of a list that of the list. */
  readonly name: string;
  /** What stands there, shortened; undefined where it is a group of values, or nothing. */
  readonly found: string | undefined;
  /** What is wrong with it, or what to write instead. */
  readonly message: string;
}

/**
 * A problem as one reads it.
 * @example problemWords(problem) // 'memory: 768MB — write a size such as 768Mi or 2Gi'
 */
export function problemWords({ name, found, message }: Pick<SiteProblem, 'name' | 'found' | 'message'>): string {
  const subject = [name, found].filter((part) => part !== undefined && part !== '').join(': ');
  return subject === '' ? message : `${subject} — ${message}`;
}

const LONGEST_FOUND = 60;
/** A value in the words of the file, on one line. Undefined: it is none that could be shown so. */
export function foundWords(value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return undefined;
  const text = String(value).replace(/\s+/g, ' ').trim();
  return text.length > LONGEST_FOUND ? `${text.slice(0, LONGEST_FOUND - 1)}…` : text;
}
