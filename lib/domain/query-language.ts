/**
 * The one line in which people ask for domains. Pure.
 *
 *   state:running role:wn host:dempsey-* vo:atlas,lhcb tag:x mem>2GiB cpu>=50% -is:stale "free words"
 *
 * Terms are joined by *and*; a comma inside a term means *or*; a leading `-` negates; `*` stands for any text.
 * Words without a key look in the name and in the UUID. Values with blanks are quoted.
 */
import { DOMAIN_STATES, ROLES, type DomainState, type Role } from './domain';
import { ARCHITECTURES } from './host';

const TEXT_FIELDS = ['name', 'host', 'vo', 'tag', 'home', 'kernel', 'arch'] as const;
export type TextField = (typeof TEXT_FIELDS)[number];
const FLAGS = ['stale', 'missing', 'split-brain', 'simulated', 'real', 'moving', 'busy'] as const;
type QueryFlag = (typeof FLAGS)[number];
type Comparison = '>' | '>=' | '<' | '<=' | '=';
const NUMBER_FIELDS = ['memoryKiB', 'maxMemoryKiB', 'vcpus', 'cpuLoad'] as const;
export type NumberField = (typeof NUMBER_FIELDS)[number];

export type QueryTerm =
  /** Any of the patterns; `*` is the only wildcard, case does not matter. */
  | {
      readonly kind: 'text';
      readonly field: TextField;
      readonly patterns: readonly string[];
      readonly negated: boolean;
    }
  | { readonly kind: 'state'; readonly values: readonly DomainState[]; readonly negated: boolean }
  | { readonly kind: 'role'; readonly values: readonly Role[]; readonly negated: boolean }
  | { readonly kind: 'flag'; readonly flag: QueryFlag; readonly negated: boolean }
  | {
      readonly kind: 'number';
      readonly field: NumberField;
      readonly comparison: Comparison;
      readonly value: number;
      readonly negated: boolean;
    }
  /** Looked for anywhere in name or UUID. */
  | { readonly kind: 'word'; readonly word: string; readonly negated: boolean };

export type ParsedQuery =
  | { readonly ok: true; readonly terms: readonly QueryTerm[] }
  /** `position` counts characters from 0, for a caret under the word. */
  | { readonly ok: false; readonly message: string; readonly position: number };

/** More terms than this is a paste, not a question. */
export const TERMS_MAX = 32;

const NUMBER_KEYS: Record<string, NumberField> = {
  mem: 'memoryKiB',
  memory: 'memoryKiB',
  maxmem: 'maxMemoryKiB',
  vcpus: 'vcpus',
  vcpu: 'vcpus',
  cpu: 'cpuLoad',
};
/** Words that a key takes where they are not free text; what the page suggests, and what the parser accepts. */
export const CHOICES = { state: DOMAIN_STATES, role: ROLES, is: FLAGS, arch: ARCHITECTURES } as const satisfies Record<
  string,
  readonly string[]
>;
const KEYS = [...TEXT_FIELDS, 'state', 'role', 'is', 'mem', 'maxmem', 'vcpus', 'cpu'] as const;
/** KiB in one of each unit. A bare number is MiB, as people say memory sizes of domains. */
const MEMORY_UNITS: Record<string, number> = {
  k: 1,
  kib: 1,
  kb: 1,
  m: 1024,
  mib: 1024,
  mb: 1024,
  g: 1024 ** 2,
  gib: 1024 ** 2,
  gb: 1024 ** 2,
  t: 1024 ** 3,
  tib: 1024 ** 3,
  tb: 1024 ** 3,
  '': 1024,
};

class QueryProblem extends Error {
  readonly position: number;
  constructor(message: string, position: number) {
    super(message);
    this.position = position;
  }
}

/**
 * Parses a query; never throws.
 * @example parseQuery('state:running mem>2GiB wn-') // { ok: true, terms: [state, number, word] }
 * @example parseQuery('stat:running') // { ok: false, message: '"stat" is not a key; did you mean "state"? …', position: 0 }
 */
export function parseQuery(text: string): ParsedQuery {
  try {
    const words = splitWords(text);
    if (words.length > TERMS_MAX) throw new QueryProblem(`at most ${TERMS_MAX} terms; this has ${words.length}`, 0);
    return { ok: true, terms: words.map(parseTerm) };
  } catch (error) {
    if (error instanceof QueryProblem) return { ok: false, message: error.message, position: error.position };
    throw error;
  }
}

interface RawWord {
  readonly text: string;
  readonly position: number;
  /** Opened with a quotation mark: then it is a word, whatever is in it. */
  readonly quoted: boolean;
}

function splitWords(text: string): RawWord[] {
  const words: RawWord[] = [];
  let index = 0;
  while (index < text.length) {
    if (/\s/.test(text.charAt(index))) {
      index += 1;
      continue;
    }
    const position = index;
    const quoted = text.charAt(index) === '"';
    let word = '';
    while (index < text.length && !/\s/.test(text.charAt(index))) {
      if (text.charAt(index) !== '"') {
        word += text.charAt(index);
        index += 1;
        continue;
      }
      const end = text.indexOf('"', index + 1);
      if (end < 0) throw new QueryProblem('a quotation mark is not closed', index);
      word += text.slice(index + 1, end);
      index = end + 1;
    }
    if (word !== '') words.push({ text: word, position, quoted });
  }
  return words;
}

function parseTerm(raw: RawWord): QueryTerm {
  if (raw.quoted) return { kind: 'word', word: raw.text, negated: false };
  const negated = raw.text.length > 1 && raw.text.startsWith('-');
  const text = negated ? raw.text.slice(1) : raw.text;
  const position = raw.position + (negated ? 1 : 0);
  const found = /^([A-Za-z][A-Za-z-]*)(:|>=|<=|>|<|=)(.*)$/s.exec(text);
  if (found === null) return { kind: 'word', word: text, negated };
  const [, keyText = '', operator = '', value = ''] = found;
  const key = keyText.toLowerCase();
  if (!isKey(key)) {
    const near = nearest(key);
    throw new QueryProblem(
      `"${keyText}" is not a key; ${near === undefined ? '' : `did you mean "${near}"? `}keys are ${KEYS.join(', ')}`,
      position,
    );
  }
  if (value === '') throw new QueryProblem(`"${keyText}${operator}" needs a value`, position);
  const numberField = NUMBER_KEYS[key];
  if (numberField !== undefined) {
    const comparison = operator === ':' ? '=' : operator;
    return {
      kind: 'number',
      field: numberField,
      comparison: comparison as Comparison /* the pattern allows no other */,
      value: parseNumber(numberField, value, position),
      negated,
    };
  }
  if (operator !== ':' && operator !== '=')
    throw new QueryProblem(`"${key}" is text and cannot be compared by "${operator}"; write ${key}:${value}`, position);
  const parts = value.split(',').filter((part) => part !== '');
  if (parts.length === 0) throw new QueryProblem(`"${keyText}${operator}" needs a value`, position);
  return parseChoice(key, parts, negated, position);
}

function parseChoice(key: string, parts: readonly string[], negated: boolean, position: number): QueryTerm {
  if (key === 'state')
    return { kind: 'state', values: parts.map((part) => oneOf(DOMAIN_STATES, part, 'state', position)), negated };
  if (key === 'role')
    return {
      kind: 'role',
      values: parts.map((part) => oneOf(ROLES, part.replaceAll('-', ''), 'role', position)),
      negated,
    };
  if (key === 'is') {
    const [first, ...rest] = parts;
    if (first === undefined || rest.length > 0)
      throw new QueryProblem('"is" takes one word; write is:… twice', position);
    return { kind: 'flag', flag: oneOf(FLAGS, first, 'word after "is:"', position), negated };
  }
  // What is left of the keys are the text fields.
  const field = oneOf(TEXT_FIELDS, key, 'key', position);
  if (field === 'arch')
    for (const part of parts) if (!part.includes('*')) oneOf(ARCHITECTURES, part, 'architecture', position);
  return { kind: 'text', field, patterns: parts, negated };
}

function parseNumber(field: NumberField, text: string, position: number): number {
  const found = /^(\d{1,12}(?:\.\d{1,6})?)\s*([A-Za-z%]*)$/.exec(text);
  if (found === null) throw new QueryProblem(`"${text}" is not a number`, position);
  const amount = Number(found[1]);
  const unit = (found[2] ?? '').toLowerCase();
  if (field === 'vcpus') {
    if (unit !== '') throw new QueryProblem(`vCPUs have no unit; "${text}" has "${found[2]}"`, position);
    return amount;
  }
  if (field === 'cpuLoad') {
    if (unit !== '%' && unit !== '')
      throw new QueryProblem(`load is a percentage, e.g. cpu>50%; "${text}" has "${found[2]}"`, position);
    return amount / 100;
  }
  const kib = MEMORY_UNITS[unit];
  if (kib === undefined)
    throw new QueryProblem(`"${found[2]}" is not a unit of memory; use KiB, MiB, GiB or TiB`, position);
  return amount * kib;
}

function oneOf<T extends string>(values: readonly T[], text: string, what: string, position: number): T {
  const found = values.find((value) => value.toLowerCase() === text.toLowerCase());
  if (found === undefined)
    throw new QueryProblem(
      `"${text}" is no ${what}; use ${values.map((value) => value.toLowerCase()).join(', ')}`,
      position,
    );
  return found;
}

const isKey = (key: string): boolean => key in NUMBER_KEYS || KEYS.some((known) => known === key);

/** The key within two edits, fewer than half the word, if there is one: a slip of the finger, not another word. */
function nearest(key: string): string | undefined {
  const ranked = KEYS.map((known) => ({ known, distance: editDistance(key, known) })).sort(
    (a, b) => a.distance - b.distance,
  );
  const best = ranked[0];
  return best !== undefined && best.distance <= 2 && 2 * best.distance < key.length ? best.known : undefined;
}

/** Levenshtein's distance; both words are short. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const substitution = (previous[column - 1] ?? 0) + (a.charAt(row - 1) === b.charAt(column - 1) ? 0 : 1);
      current.push(Math.min((previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, substitution));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
