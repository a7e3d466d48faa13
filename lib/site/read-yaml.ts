/**
 * The YAML of a site file, and the place of each value in it. YAML 1.2 without what makes it a language: no tags, no directives, few
 * aliases, no name twice, nothing deeper or longer than a site file is. Pure, and in bounded time for whatever text.
 */
import {
  Alias,
  type Document,
  type ErrorCode,
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
  Parser,
  type Range,
  visit,
  type YAMLError,
} from 'yaml';
import { DEEPEST, MOST_ALIASED_VALUES, MOST_ALIASES, MOST_VALUES, SITE_CHARACTERS_MAX } from './limits';
import { foundWords, type Path, type SiteProblem } from './problem';

/** Tells the problem of a place: of its value, or of its name. */
export type Locate = (path: Path, message: string, at?: 'value' | 'name') => SiteProblem;

export interface ReadYaml {
  /** Undefined where the text is none that could be read at all. */
  readonly value: unknown;
  readonly problems: readonly SiteProblem[];
  readonly locate: Locate;
}

export function readYaml(text: string): ReadYaml {
  const lines = new LineCounter();
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines.addNewLine(at + 1);
  lines.lineStarts.unshift(0);
  const at = (start: number, end: number, path: Path, message: string, found?: string): SiteProblem => ({
    ...placeOf(lines, text, start, end),
    field: path.join('.'),
    name: path.findLast((step) => typeof step === 'string') ?? '',
    found,
    message,
  });
  const whole = (message: string, offset = 0): ReadYaml => ({
    value: undefined,
    problems: [at(offset, offset, [], message)],
    locate: (path, words) => at(0, 0, path, words),
  });
  if (text.length > SITE_CHARACTERS_MAX)
    return whole(
      `The text has ${text.length.toLocaleString('en-GB')} characters; at most ${SITE_CHARACTERS_MAX.toLocaleString('en-GB')}.`,
    );
  const size = measure(text);
  if (size.deepest !== undefined)
    return whole(`Values are nested deeper than ${DEEPEST}; the format has no use for it.`, size.deepest);
  if (size.manyAliases !== undefined)
    return whole(
      `More than ${MOST_ALIASES} anchors (&name) or aliases (*name); write a template instead.`,
      size.manyAliases,
    );
  if (size.values > MOST_VALUES) return whole(`The text has more than ${MOST_VALUES.toLocaleString('en-GB')} values.`);

  const document = parseDocument(text, { prettyErrors: false, strict: true, logLevel: 'error', version: '1.2' });
  const problems: SiteProblem[] = syntaxErrors(document.errors).map((error) =>
    at(error.pos[0], Math.max(error.pos[1], error.pos[0]), [], yamlWords(error)),
  );
  const readable = document.errors.every((error) => error.code === 'DUPLICATE_KEY');
  const locate: Locate = (path, message, part = 'value') => {
    const { range, value, depth } = rangeOf(document, path, part);
    const found = depth === path.length && part === 'value' ? foundWords(value) : undefined;
    return at(range[0], range[1], path, message, found);
  };
  if (!readable) return { value: undefined, problems, locate };
  const forbidden = findForbidden(text, document).map(({ range, message }) => at(range[0], range[1], [], message));
  if (forbidden.length > 0) return { value: undefined, problems: [...problems, ...forbidden], locate };
  try {
    return { value: document.toJS({ maxAliasCount: MOST_ALIASED_VALUES }) as unknown, problems, locate };
  } catch (error) {
    // Of an alias without its anchor, or of aliases that stand for too much.
    if (!(error instanceof ReferenceError)) throw error;
    const message = `Aliases (*name) stand for more than ${MOST_ALIASED_VALUES.toLocaleString('en-GB')} values; write a template instead.`;
    return { value: undefined, problems: [...problems, at(0, 0, [], message)], locate };
  }
}

function placeOf(lines: LineCounter, text: string, start: number, end: number) {
  const from = lines.linePos(Math.min(start, text.length));
  const to = lines.linePos(Math.min(Math.max(start, end), text.length));
  return {
    line: Math.max(1, from.line),
    column: Math.max(1, from.col),
    endLine: Math.max(1, to.line),
    endColumn: Math.max(1, to.col),
  };
}

interface Measure {
  readonly values: number;
  /** Where something lies too deep. */
  readonly deepest: number | undefined;
  /** Where there is one anchor or alias too many. */
  readonly manyAliases: number | undefined;
}

/** Counts before anything is built of it: the tokens come from a parser that does not call itself, so depth costs no stack. */
function measure(text: string): Measure {
  const counts: Record<string, number> = {};
  let values = 0;
  const waiting: { readonly token: unknown; readonly depth: number }[] = [];
  for (const token of new Parser().parse(text)) waiting.push({ token, depth: 0 });
  for (let next = waiting.pop(); next !== undefined && values <= MOST_VALUES; next = waiting.pop()) {
    const { token, depth } = next;
    if (typeof token !== 'object' || token === null) continue;
    // Any of a token's parts may hold tokens; where it holds none, nothing comes of it.
    const { type, offset, value, items, start, sep, key } = token as Record<string, unknown>;
    const at = typeof offset === 'number' ? offset : 0;
    if (typeof type === 'string' && !TRIVIA.has(type)) values += 1;
    if (type === 'anchor' || type === 'alias') {
      counts[type] = (counts[type] ?? 0) + 1;
      if ((counts[type] ?? 0) > MOST_ALIASES) return { values, deepest: undefined, manyAliases: at };
    }
    const deeper = Array.isArray(items) ? depth + 1 : depth;
    if (deeper > DEEPEST) return { values, deepest: at, manyAliases: undefined };
    for (const part of [items, start, sep])
      if (Array.isArray(part)) for (const each of part as unknown[]) waiting.push({ token: each, depth: deeper });
    for (const part of [value, key]) if (typeof part === 'object') waiting.push({ token: part, depth: deeper });
  }
  return { values, deepest: undefined, manyAliases: undefined };
}
const TRIVIA = new Set(['space', 'newline', 'comment', 'seq-item-ind', 'map-value-ind', 'explicit-key-ind', 'comma']);

/** What else a parser stumbles over mostly follows from the first; of names that stand twice each is told. */
function syntaxErrors(errors: readonly YAMLError[]): readonly YAMLError[] {
  const twice = errors.filter(({ code }) => code === 'DUPLICATE_KEY');
  const first = errors.find(({ code }) => code !== 'DUPLICATE_KEY');
  return first === undefined ? twice : [first];
}

/** What a parser's word for it does not tell who has left out a bracket. */
const YAML_WORDS: Partial<Record<ErrorCode, string>> = {
  BAD_ALIAS: 'begins with * or &, which YAML reads as an alias; put it in quotes',
  BAD_DIRECTIVE: 'is a directive, which a site file has none of',
  BAD_INDENT: 'comes before the closing bracket of a line above, or is indented otherwise than what it belongs to',
  BAD_SCALAR_START: 'begins with a sign that YAML keeps for itself; put it in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'is indented deeper than YAML allows here, or a line above lacks its end',
  BLOCK_IN_FLOW: 'stands within brackets that are not closed before it',
  DUPLICATE_KEY: 'This name is there already; within one group a name stands once.',
  MISSING_CHAR: 'lacks a sign: a closing bracket or quote, a colon, or the space after it',
  MULTILINE_IMPLICIT_KEY: 'runs over several lines; a colon or a closing quote is missing',
  MULTIPLE_DOCS: 'A site file is one document: take the line of three hyphens away.',
  TAB_AS_INDENT: 'is indented with a tab; YAML takes spaces',
  TAG_RESOLVE_FAILED: 'has a tag (!name), which a site file has none of',
  UNEXPECTED_TOKEN: 'has a sign too many, or a bracket that was never opened',
};
function yamlWords({ code, message }: YAMLError): string {
  const words = YAML_WORDS[code];
  if (words === undefined) return `The text cannot be read as YAML: ${message}.`;
  return /^[A-Z]/.test(words) ? words : `This ${words} (YAML: ${message}).`;
}

interface Forbidden {
  readonly range: readonly [number, number];
  readonly message: string;
}

/** Whatever of YAML could mean more than is written there. */
function findForbidden(text: string, document: Document): readonly Forbidden[] {
  const found: Forbidden[] = [];
  if (/^%/m.test(text) && (document.directives?.yaml.explicit === true || hasTagDirective(document)))
    found.push({ range: [0, 0], message: 'Directives (lines that begin with %) are not read; take them away.' });
  visit(document, {
    Node(_key, node) {
      const { range } = node;
      if (range === undefined || range === null) return;
      const here: readonly [number, number] = [range[0], range[1]];
      if (node instanceof Alias) {
        const source = node.resolve(document);
        if (source === undefined)
          found.push({ range: here, message: `Nothing in the file is called &${node.source}.` });
        else if (contains(source.range, range[0]))
          found.push({ range: here, message: `*${node.source} stands for something that it is a part of.` });
      } else if (node.tag !== undefined && !IMPLIED_TAGS.has(node.tag)) {
        found.push({ range: here, message: `Tags (${node.tag}) are not read; write the value alone.` });
      }
    },
  });
  return found;
}
/** What YAML calls values that nobody has tagged, and what a tag may say without meaning more. */
const IMPLIED_TAGS = new Set(
  ['str', 'map', 'seq', 'int', 'float', 'bool', 'null'].map((tag) => `tag:yaml.org,2002:${tag}`),
);
const hasTagDirective = ({ directives }: Document): boolean =>
  directives !== undefined && Object.keys(directives.tags).some((handle) => handle !== '!!');
const contains = (range: Range | null | undefined, offset: number): boolean =>
  range !== null && range !== undefined && range[0] <= offset && offset < range[2];

/** Where the value at the path stands, or its name; what is missing is told by the name of what it is missing in. */
function rangeOf(
  document: Document,
  path: Path,
  part: 'value' | 'name',
): { readonly range: readonly [number, number]; readonly value: unknown; readonly depth: number } {
  let node: unknown = document.contents;
  let name: readonly [number, number] = [0, 0];
  let depth = 0;
  for (const step of path) {
    const inner = isAlias(node) ? node.resolve(document) : node;
    const next = childOf(inner, step);
    if (next === undefined) return { range: name, value: undefined, depth };
    depth += 1;
    name = next.name ?? shortRange(next.value) ?? name;
    node = next.value;
  }
  const value = isScalar(node) ? node.value : undefined;
  // A group is told by its name: it may be many lines long.
  const own = part === 'value' && isScalar(node) ? shortRange(node) : undefined;
  return { range: own ?? name, value, depth };
}

function childOf(parent: unknown, step: string | number) {
  if (isMap(parent)) {
    const pair = parent.items.find(
      (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(step),
    );
    return pair === undefined ? undefined : { name: shortRange(pair.key), value: pair.value };
  }
  if (typeof step !== 'number' || !isNode(parent) || !('items' in parent)) return undefined;
  const value = (parent.items as readonly unknown[])[step];
  return value === undefined ? undefined : { name: undefined, value };
}

const shortRange = (node: unknown): readonly [number, number] | undefined => {
  const range = isNode(node) ? (node as Node).range : undefined;
  return range === null || range === undefined ? undefined : [range[0], range[1]];
};
