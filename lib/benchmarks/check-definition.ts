/** A definition that somebody wrote, with the place of each mistake: the line of the text, and the field. Pure. */
import { isMap, isNode, isPair, LineCounter, type Document, parseDocument } from 'yaml';
import type { z } from 'zod';
import { placesOf } from '@/lib/domain/benchmark';
import { BenchmarkDefinition } from './definition';

/** A longer text is no definition; the longest shipped one has 1,400 characters. */
export const DEFINITION_CHARACTERS_MAX = 64 * 1024;

export interface DefinitionProblem {
  /** Of the text, from 1. */
  readonly line: number;
  readonly column: number;
  /** Path of the field, e.g. `metrics.0.from`; empty: the text as a whole. */
  readonly field: string;
  readonly message: string;
}
export type CheckedDefinition =
  | { readonly definition: BenchmarkDefinition }
  | { readonly problems: readonly DefinitionProblem[] };

/** @param use `domains`: it comes from somebody here, and programs of such run in domains, not on the hosts themselves */
export function checkDefinition(text: string, use: 'anywhere' | 'domains' = 'anywhere'): CheckedDefinition {
  const whole = (message: string) => ({ problems: [{ line: 1, column: 1, field: '', message }] });
  if (text.length > DEFINITION_CHARACTERS_MAX)
    return whole(
      `The text has ${text.length.toLocaleString('en-GB')} characters; at most ${DEFINITION_CHARACTERS_MAX.toLocaleString('en-GB')}.`,
    );
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const place = (offset: number) => {
    const { line, col } = lines.linePos(Math.min(offset, text.length));
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  if (document.errors.length > 0)
    return {
      problems: document.errors.map(({ pos, message }) => ({
        ...place(pos[0]),
        field: '',
        message: `no YAML: ${message}`,
      })),
    };
  let value: unknown;
  try {
    // No aliases: some lines of them can stand for gigabytes.
    value = document.toJS({ maxAliasCount: 0 });
  } catch (error) {
    if (error instanceof ReferenceError) return whole('Aliases (*name) are not read; write it out.');
    throw error;
  }
  const parsed = BenchmarkDefinition.safeParse(value);
  if (parsed.success && use === 'domains' && placesOf({ places: parsed.data.places, shipped: false }).length === 0) {
    const message = 'has no domain: what is written here runs in domains, and never on a host itself';
    return { problems: [{ ...place(offsetOf(document, ['places'])), field: 'places', message }] };
  }
  if (parsed.success) return { definition: parsed.data };
  const problems = parsed.error.issues.flatMap(plainIssues).map(({ path, message }) => ({
    ...place(offsetOf(document, path)),
    field: path.join('.'),
    message,
  }));
  return { problems: problems.toSorted((a, b) => a.line - b.line) };
}

/** @throws Error with one line a problem. @example 'line 13, metrics.0.unit: …' */
export function parseDefinition(text: string): BenchmarkDefinition {
  const checked = checkDefinition(text);
  if ('definition' in checked) return checked.definition;
  throw new Error(checked.problems.map(definitionProblemWords).join('\n'));
}

const definitionProblemWords = ({ line, field, message }: DefinitionProblem): string =>
  `line ${line}${field === '' ? '' : `, ${field}`}: ${message}`;

interface PlainIssue {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** An issue for each field that is too many, and of several forms that would do the one that was most likely meant. */
function plainIssues(issue: z.core.$ZodIssue): PlainIssue[] {
  const path = issue.path.filter((key) => typeof key !== 'symbol');
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ path: [...path, key], message: 'is no field of a definition' }));
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const likeliest = issue.errors.toSorted((a, b) => strangers(a) - strangers(b) || a.length - b.length)[0] ?? [];
    return likeliest.flatMap((inner) => plainIssues({ ...inner, path: [...issue.path, ...inner.path] }));
  }
  if (issue.code === 'invalid_type' && issue.input === undefined && issue.message.endsWith(' received undefined'))
    return [{ path, message: 'is missing' }];
  return [{ path, message: issue.message.replace(/^Invalid input: /, '') }];
}
const strangers = (issues: readonly z.core.$ZodIssue[]): number =>
  issues.filter((issue) => issue.code === 'unrecognized_keys').length;

/** Where the value at the path stands; what is missing is told where it would stand in. */
function offsetOf(document: Document, path: readonly (string | number)[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const parent: unknown = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const key = path[length - 1];
    // A field's own place is its name: the value may begin lines below.
    const pair = isMap(parent)
      ? parent.items.find((item) => isPair(item) && isNode(item.key) && item.key.toJSON() === key)
      : undefined;
    if (pair !== undefined && isNode(pair.key)) return pair.key.range?.[0] ?? 0;
    const node: unknown = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range !== null && node.range !== undefined) return node.range[0];
  }
  return 0;
}
