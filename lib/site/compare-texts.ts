/** Two revisions of a site file, line by line. Pure. */
import { diffLines } from 'diff';

export const LINE_KINDS = ['same', 'added', 'removed'] as const;
export type LineKind = (typeof LINE_KINDS)[number];
export interface ComparedLine {
  readonly kind: LineKind;
  readonly text: string;
}

/** Lines that differ beyond this are not matched with one another: it would take long, and nobody would read it as a change. */
const MOST_DIFFERENT = 500;

/** What is taken away stands before what comes in its place. @example compareTexts('a\nb\n', 'a\nc\n') // same a, removed b, added c */
export function compareTexts(before: string, after: string): readonly ComparedLine[] {
  const parts = diffLines(withEnd(before), withEnd(after), { maxEditLength: MOST_DIFFERENT });
  if (parts === undefined) return [...linesOf(before, 'removed'), ...linesOf(after, 'added')];
  return parts.flatMap(({ value, added, removed }) => linesOf(value, added ? 'added' : removed ? 'removed' : 'same'));
}

/** A last line without an end would differ from itself. */
const withEnd = (text: string): string => (text === '' || text.endsWith('\n') ? text : `${text}\n`);
const linesOf = (text: string, kind: LineKind): readonly ComparedLine[] =>
  text === ''
    ? []
    : withEnd(text)
        .slice(0, -1)
        .split('\n')
        .map((line) => ({ kind, text: line }));
