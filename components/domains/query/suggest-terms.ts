import { COMPARE_FIELDS, MATCH_FIELDS, tokenizeQuery, type MatchField } from '@/lib/domain/domain-query';
import { ROLE_NAMES, type Role } from '@/lib/domain/domain';

/** One line under the search box: what it would insert, and what that means. */
export interface Suggestion {
  /** Text that replaces `start`…`end` of the query. */
  readonly insert: string;
  readonly label: string;
  readonly hint: string;
  readonly start: number;
  readonly end: number;
}

/** Names that only the running system knows; may be empty. */
export interface KnownWords {
  readonly hosts: readonly string[];
  readonly vos: readonly string[];
  readonly tags: readonly string[];
}

/** More lines than this are not read, they are scrolled. */
export const SUGGESTIONS_MAX = 8;

const FIELD_HINTS: Record<MatchField, string> = {
  state: 'running, paused, off …',
  role: 'CE, SE, WN …',
  vo: 'virtual organisation',
  tag: 'a tag of the domain',
  host: 'the host it is on; * for any text',
  name: 'its name; * for any text',
  home: 'the host it belongs to',
  arch: 'architecture of the guest',
  mode: 'paravirtual or full',
  is: 'simulated, stale, moving …',
};
const COMPARE_HINTS: Record<(typeof COMPARE_FIELDS)[number], readonly [string, string]> = {
  mem: ['mem>2GiB', 'memory it has'],
  vcpu: ['vcpu>=2', 'number of vCPUs'],
  cpu: ['cpu>80%', 'share of its vCPUs busy'],
};

/**
 * What could stand where the caret is.
 * @example suggestTerms('sta', 3, known) // [{ insert: 'state:', … }]
 * @example suggestTerms('state:ru', 8, known) // [{ insert: 'state:running ', … }]
 */
export function suggestTerms(query: string, caret: number, known: KnownWords): Suggestion[] {
  const token = tokenizeQuery(query).find((each) => each.start < caret && caret <= each.end);
  const start = token?.start ?? caret;
  const end = token?.end ?? caret;
  const typed = query.slice(start, caret);
  const sign = typed.startsWith('-') ? '-' : '';
  const word = typed.slice(sign.length).toLowerCase();
  const colon = word.indexOf(':');
  const found = colon === -1 ? fieldSuggestions(word, sign) : valueSuggestions(word, colon, sign, known);
  return found.slice(0, SUGGESTIONS_MAX).map((each) => ({ ...each, start, end }));
}

type Found = Pick<Suggestion, 'insert' | 'label' | 'hint'>;

function fieldSuggestions(word: string, sign: string): Found[] {
  const matches = Object.keys(FIELD_HINTS)
    .filter((field): field is MatchField => field.startsWith(word))
    .map((field) => ({ insert: `${sign}${field}:`, label: `${sign}${field}:`, hint: FIELD_HINTS[field] }));
  if (sign !== '') return matches;
  const compares = COMPARE_FIELDS.filter((field) => field.startsWith(word)).map((field) => {
    const [example, hint] = COMPARE_HINTS[field];
    return { insert: `${field}>`, label: example, hint };
  });
  return [...matches, ...compares];
}

function valueSuggestions(word: string, colon: number, sign: string, known: KnownWords): Found[] {
  const field = word.slice(0, colon);
  if (!Object.hasOwn(MATCH_FIELDS, field)) return [];
  const list = word.slice(colon + 1).split(',');
  const last = (list.at(-1) ?? '').replaceAll('"', '');
  const before = list.slice(0, -1);
  // Object.hasOwn has just said that it is one of the keys.
  const values = valuesOf(field as MatchField, known).filter(
    (value) => value.toLowerCase().startsWith(last) && !before.includes(value.toLowerCase()),
  );
  return values.map((value) => {
    const text = [...before, quoted(value)].join(',');
    return { insert: `${sign}${field}:${text} `, label: `${sign}${field}:${text}`, hint: hintOf(field, value) };
  });
}

function valuesOf(field: MatchField, known: KnownWords): readonly string[] {
  if (field === 'host' || field === 'home') return known.hosts;
  if (field === 'vo') return known.vos;
  if (field === 'tag') return known.tags;
  return (MATCH_FIELDS[field] ?? []).map((value) => value.toLowerCase());
}

const quoted = (value: string): string => (/[\s,]/.test(value) ? `"${value}"` : value);

function hintOf(field: string, value: string): string {
  const role = value.toUpperCase();
  return field === 'role' && Object.hasOwn(ROLE_NAMES, role) ? ROLE_NAMES[role as Role] : '';
}

/** The query with a suggestion taken, and where the caret then stands. */
export function applySuggestion(
  query: string,
  suggestion: Suggestion,
): { readonly query: string; readonly caret: number } {
  const rest = query.slice(suggestion.end).replace(/^ /, suggestion.insert.endsWith(' ') ? '' : ' ');
  return {
    query: query.slice(0, suggestion.start) + suggestion.insert + rest,
    caret: suggestion.start + suggestion.insert.length,
  };
}
