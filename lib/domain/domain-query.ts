/**
 * The query language of the domain list, read by the page (suggestions, errors while typing) and by the API (the filter).
 *
 * @example parseDomainQuery('state:running role:wn host:dempsey-* mem>2GiB free words')
 * // { ok: true, terms: [
 * //   { kind: 'match', field: 'state', values: ['running'], negated: false },
 * //   { kind: 'match', field: 'role', values: ['WN'], negated: false },
 * //   { kind: 'match', field: 'host', values: ['dempsey-*'], negated: false },
 * //   { kind: 'compare', field: 'mem', operator: '>', value: 2097152 },
 * //   { kind: 'text', value: 'free', negated: false }, { kind: 'text', value: 'words', negated: false } ] }
 *
 * Terms are joined by *and*; `state:running,paused` is *or* within one field; a leading `-` turns a term round.
 * `*` in a value stands for any text; double quotes hold spaces together: `name:"my domain"`.
 */
import { KIB_PER_GIB, KIB_PER_MIB } from '@/lib/utils/units';
import { DOMAIN_STATES, GUEST_MODES, ROLES } from './domain';
import { ARCHITECTURES } from './host';

/** Fields matched by value, with the values they may take; undefined: any text, `*` allowed. */
export const MATCH_FIELDS = {
  state: DOMAIN_STATES,
  role: ROLES,
  vo: undefined,
  tag: undefined,
  host: undefined,
  name: undefined,
  home: undefined,
  arch: ARCHITECTURES,
  mode: GUEST_MODES,
  is: ['simulated', 'real', 'stale', 'missing', 'split-brain', 'moving', 'busy'],
} as const;
export type MatchField = keyof typeof MATCH_FIELDS;

/** Fields compared as numbers: `mem` in KiB, `vcpu` in CPUs, `cpu` as a share 0..1 (written in percent). */
export const COMPARE_FIELDS = ['mem', 'vcpu', 'cpu'] as const;
export type CompareField = (typeof COMPARE_FIELDS)[number];
export const OPERATORS = ['>=', '<=', '>', '<', '='] as const;
export type Operator = (typeof OPERATORS)[number];

export type QueryTerm =
  | {
      readonly kind: 'match';
      readonly field: MatchField;
      readonly values: readonly string[];
      readonly negated: boolean;
    }
  | { readonly kind: 'compare'; readonly field: CompareField; readonly operator: Operator; readonly value: number }
  /** Part of the name, id, host, VO or a tag. */
  | { readonly kind: 'text'; readonly value: string; readonly negated: boolean };

/** A sentence and the stretch of the query it is about, in UTF-16 units. */
export interface QueryError {
  readonly message: string;
  readonly start: number;
  readonly end: number;
}
export type ParsedQuery =
  | { readonly ok: true; readonly terms: readonly QueryTerm[] }
  | { readonly ok: false; readonly error: QueryError };

export interface QueryToken {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Splits at spaces outside double quotes. An open quote runs to the end. */
export function tokenizeQuery(query: string): QueryToken[] {
  const tokens: QueryToken[] = [];
  for (const match of query.matchAll(/(?:"[^"]*(?:"|$)|[^\s"])+/g)) {
    tokens.push({ text: match[0], start: match.index, end: match.index + match[0].length });
  }
  return tokens;
}

/** Reads a query; the first mistake ends it with a sentence. Never throws. */
export function parseDomainQuery(query: string): ParsedQuery {
  const terms: QueryTerm[] = [];
  for (const token of tokenizeQuery(query)) {
    const term = parseToken(token.text);
    if (typeof term === 'string') return { ok: false, error: { message: term, start: token.start, end: token.end } };
    terms.push(term);
  }
  return { ok: true, terms };
}

function parseToken(token: string): QueryTerm | string {
  const negated = token.startsWith('-') && token.length > 1;
  const text = negated ? token.slice(1) : token;
  if (text.startsWith('"')) return { kind: 'text', value: unquote(text), negated };
  const comparison = /^([a-z]+)(>=|<=|>|<|=)(.*)$/i.exec(text);
  if (comparison) return parseComparison(comparison[1] ?? '', comparison[2] ?? '', comparison[3] ?? '', negated);
  const colon = text.indexOf(':');
  if (colon <= 0) return { kind: 'text', value: unquote(text), negated };
  return parseMatch(text.slice(0, colon).toLowerCase(), text.slice(colon + 1), negated);
}

function parseMatch(field: string, rest: string, negated: boolean): QueryTerm | string {
  if (isCompareField(field)) return `Write ${field} with a comparison, e.g. ${EXAMPLES[field]}.`;
  if (!isMatchField(field))
    return `There is no field “${field}”; known are ${[...Object.keys(MATCH_FIELDS), ...COMPARE_FIELDS].join(', ')}.`;
  const written = splitValues(rest);
  if (written.length === 0) return `Say which ${field} after the colon.`;
  const known: readonly string[] | undefined = MATCH_FIELDS[field];
  if (known === undefined) return { kind: 'match', field, values: written, negated };
  const values: string[] = [];
  for (const value of written) {
    const wanted = normal(value);
    const found = known.find((item) => normal(item) === wanted);
    if (found === undefined)
      return `“${value}” is no ${field}; use ${known.map((item) => item.toLowerCase()).join(', ')}.`;
    values.push(found);
  }
  return { kind: 'match', field, values, negated };
}

function parseComparison(name: string, operator: string, value: string, negated: boolean): QueryTerm | string {
  const field = name.toLowerCase();
  if (isMatchField(field))
    return `Write ${field} with a colon, e.g. ${field}:${MATCH_FIELDS[field]?.[0]?.toLowerCase() ?? 'word'}.`;
  if (!isCompareField(field)) return `There is no number “${name}”; compare ${COMPARE_FIELDS.join(', ')}.`;
  if (negated) return `Turn the comparison round instead of writing “-” before ${field}.`;
  const known = OPERATORS.find((item) => item === operator);
  const number = READERS[field](value);
  if (known === undefined || number === undefined)
    return `“${value}” is no value for ${field}; write e.g. ${EXAMPLES[field]}.`;
  return { kind: 'compare', field, operator: known, value: number };
}

const EXAMPLES: Record<CompareField, string> = { mem: 'mem>2GiB', vcpu: 'vcpu>=2', cpu: 'cpu>80%' };
const READERS: Record<CompareField, (text: string) => number | undefined> = {
  mem: readMemoryKiB,
  vcpu: (text) => (/^\d{1,6}$/.test(text) ? Number(text) : undefined),
  cpu: (text) => {
    const found = /^(\d{1,4}(?:\.\d{1,3})?)%?$/.exec(text);
    return found ? Number(found[1]) / 100 : undefined;
  },
};

/** @example readMemoryKiB('2GiB') // 2097152; a bare number means GiB */
function readMemoryKiB(text: string): number | undefined {
  const found = /^(\d{1,9}(?:\.\d{1,3})?)(k|m|g|t)?(?:i?b)?$/i.exec(text);
  if (!found) return undefined;
  const scale = { k: 1, m: KIB_PER_MIB, g: KIB_PER_GIB, t: KIB_PER_GIB * 1024 }[(found[2] ?? 'g').toLowerCase()];
  return scale === undefined ? undefined : Math.round(Number(found[1]) * scale);
}

const normal = (text: string): string => text.toLowerCase().replaceAll(/[-_ ]/g, '');
const unquote = (text: string): string => text.replaceAll('"', '');
const splitValues = (text: string): string[] =>
  [...text.matchAll(/(?:"[^"]*(?:"|$)|[^,"])+/g)]
    .map((match) => unquote(match[0]).trim())
    .filter((value) => value !== '');
const isMatchField = (field: string): field is MatchField => Object.hasOwn(MATCH_FIELDS, field);
const isCompareField = (field: string): field is CompareField => COMPARE_FIELDS.some((item) => item === field);
