/** A YAML text that somebody wrote, read by a schema, with the place of each mistake: the line of the text, and the field. Pure. */
import { type Document, type ErrorCode, isMap, isNode, isPair, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';

export interface TextProblem {
  /** Of the text, from 1. */
  readonly line: number;
  readonly column: number;
  /** Path of the field, e.g. `metrics.0.from`; empty: the text as a whole. */
  readonly field: string;
  readonly message: string;
}

export interface YamlRules<Schema extends z.ZodType> {
  readonly schema: Schema;
  /** What the text is, with its article, e.g. `a definition`. */
  readonly noun: string;
  readonly charactersMax: number;
  /** What the schema alone cannot say, by path; asked of a value that it took. */
  readonly also?: (
    value: z.output<Schema>,
  ) => readonly { readonly path: readonly (string | number)[]; readonly message: string }[];
}

/** The value, or every mistake in the order of the lines. */
export function checkYaml<Schema extends z.ZodType>(
  text: string,
  rules: YamlRules<Schema>,
): { readonly value: z.output<Schema> } | { readonly problems: readonly TextProblem[] } {
  const whole = (message: string) => ({ problems: [{ line: 1, column: 1, field: '', message }] });
  if (text.length > rules.charactersMax)
    return whole(
      `The text has ${text.length.toLocaleString('en-GB')} characters; at most ${rules.charactersMax.toLocaleString('en-GB')}.`,
    );
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const place = (offset: number) => {
    const { line, col } = lines.linePos(Math.min(offset, text.length));
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  if (document.errors.length > 0)
    return {
      // What else the parser stumbles over mostly follows from the first.
      problems: document.errors.slice(0, 1).map((error) => ({
        ...place(error.pos[0]),
        field: '',
        message: yamlWords(error),
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
  const parsed = rules.schema.safeParse(value, { reportInput: true });
  const issues: readonly PlainIssue[] = parsed.success
    ? (rules.also?.(parsed.data) ?? [])
    : parsed.error.issues.flatMap((issue) => plainIssues(issue, rules.noun));
  if (parsed.success && issues.length === 0) return { value: parsed.data };
  const problems = issues.map(({ path, message }) => ({
    ...place(offsetOf(document, path)),
    field: path.join('.'),
    message,
  }));
  return { problems: problems.toSorted((a, b) => a.line - b.line) };
}

interface PlainIssue {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** What a parser's word for it does not tell who has left out a bracket. */
const YAML_WORDS: Partial<Record<ErrorCode, string>> = {
  BAD_ALIAS: 'begins with * or &, which YAML reads as an alias; put it in quotes',
  BAD_INDENT: 'comes before the closing bracket of a line above, or is indented otherwise than what it belongs to',
  BAD_SCALAR_START: 'begins with a sign that YAML keeps for itself; put it in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'is indented deeper than YAML allows here, or a line above lacks its end',
  BLOCK_IN_FLOW: 'stands within brackets that are not closed before it',
  DUPLICATE_KEY: 'is there already: a field stands once',
  MISSING_CHAR: 'lacks a sign: a closing bracket or quote, a colon, or the space after it',
  MULTILINE_IMPLICIT_KEY: 'runs over several lines; a colon or a closing quote is missing',
  TAB_AS_INDENT: 'is indented with a tab; YAML takes spaces',
  UNEXPECTED_TOKEN: 'has a sign too many, or a bracket that was never opened',
};
const yamlWords = ({ code, message }: { readonly code: ErrorCode; readonly message: string }): string => {
  const words = YAML_WORDS[code];
  return words === undefined ? `cannot be read as YAML: ${message}` : `${words} (YAML: ${message})`;
};

/** An issue for each field that is too many, and of several forms that would do the one that was most likely meant. */
function plainIssues(issue: z.core.$ZodIssue, noun: string): PlainIssue[] {
  const path = issue.path.filter((key) => typeof key !== 'symbol');
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ path: [...path, key], message: `is no field of ${noun}` }));
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const likeliest = issue.errors.toSorted((a, b) => strangers(a) - strangers(b) || a.length - b.length)[0] ?? [];
    return likeliest.flatMap((inner) => plainIssues({ ...inner, path: [...issue.path, ...inner.path] }, noun));
  }
  if (issue.code === 'invalid_type' && issue.input === undefined && issue.message.endsWith(' received undefined'))
    return [{ path, message: 'is missing' }];
  return [{ path, message: issueWords(issue) }];
}

/** A mistake in the words of somebody who writes such a text, not of the library that found it. */
function issueWords(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `has to be ${NOUNS[issue.expected] ?? issue.expected}, and is ${kindOf(issue.input)}`;
    case 'invalid_value':
      return `has to be ${issue.values.length === 1 ? '' : 'one of '}${issue.values.join(', ')}`;
    case 'too_small':
      return `has to ${sizeWords(issue.origin, issue.minimum, 'at least')}`;
    case 'too_big':
      return `has to ${sizeWords(issue.origin, issue.maximum, 'at most')}`;
    default:
      return issue.message.replace(/^Invalid input: /, '');
  }
}
const NOUNS: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a group of fields',
  record: 'a group of fields',
};
function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'number') return Number.isInteger(value) ? `the number ${value}` : `the fraction ${value}`;
  if (typeof value === 'boolean') return `${value}`;
  return typeof value === 'string' ? 'text' : 'a group of fields';
}
const MEASURES: Record<string, (limit: string) => string> = {
  string: (limit) => `have ${limit} characters`,
  array: (limit) => `have ${limit} entries`,
  set: (limit) => `have ${limit} entries`,
};
const sizeWords = (origin: string, limit: number | bigint, side: string): string =>
  (MEASURES[origin] ?? ((words: string) => `be ${words}`))(`${side} ${limit}`);

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
