import { ROLE_NAMES, type Role } from '@/lib/domain/domain';
import { CHOICES } from '@/lib/domain/query-language';

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

/** Keys written with a colon, in the order in which they are offered. */
const FIELD_HINTS = {
  state: 'running, paused, off …',
  role: 'CE, SE, WN …',
  vo: 'virtual organisation',
  tag: 'a tag of the domain',
  host: 'the host it is on; * for any text',
  name: 'its name; * for any text',
  home: 'the host it belongs to',
  arch: 'architecture of the guest',
  kernel: 'kernel as its owner declares it',
  is: 'simulated, stale, moving …',
} as const;
type MatchField = keyof typeof FIELD_HINTS;
const isMatchField = (field: string): field is MatchField => Object.hasOwn(FIELD_HINTS, field);
/** Keys that are compared, each with an example. */
const COMPARE_HINTS = {
  mem: ['mem>2GiB', 'memory it has'],
  vcpus: ['vcpus>=2', 'number of vCPUs'],
  cpu: ['cpu>80%', 'share of its vCPUs busy'],
} as const;

/** Stretches between blanks outside double quotes; an open quote, still being typed, runs to the end. */
function tokens(query: string): { readonly start: number; readonly end: number }[] {
  return [...query.matchAll(/(?:"[^"]*(?:"|$)|[^\s"])+/g)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
  }));
}

/**
 * What could stand where the caret is.
 * @example suggestTerms('sta', 3, known) // [{ insert: 'state:', … }]
 * @example suggestTerms('state:ru', 8, known) // [{ insert: 'state:running ', … }]
 */
export function suggestTerms(query: string, caret: number, known: KnownWords): Suggestion[] {
  const token = tokens(query).find((each) => each.start < caret && caret <= each.end);
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
  const matches = Object.entries(FIELD_HINTS)
    .filter(([field]) => field.startsWith(word))
    .map(([field, hint]) => ({ insert: `${sign}${field}:`, label: `${sign}${field}:`, hint }));
  if (sign !== '') return matches;
  const compares = Object.entries(COMPARE_HINTS)
    .filter(([field]) => field.startsWith(word))
    .map(([field, [example, hint]]) => ({ insert: `${field}>`, label: example, hint }));
  return [...matches, ...compares];
}

function valueSuggestions(word: string, colon: number, sign: string, known: KnownWords): Found[] {
  const field = word.slice(0, colon);
  if (!isMatchField(field)) return [];
  const list = word.slice(colon + 1).split(',');
  const last = (list.at(-1) ?? '').replaceAll('"', '');
  const before = list.slice(0, -1);
  // `is:` takes one word at a time.
  if (field === 'is' && before.length > 0) return [];
  const values = valuesOf(field, known).filter(
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
  return field in CHOICES ? CHOICES[field as keyof typeof CHOICES].map((value) => value.toLowerCase()) : [];
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
