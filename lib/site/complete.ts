/**
 * What could be written at a place of a site file: fields by the schema, words of its lists, and names that the file has given itself.
 * The text is one that is being written, so it is read by its indentation and not as YAML. Pure.
 */
import type { Path } from './problem';
import { fieldsAt, wordsAt } from './schema/walk-schema';

export interface Suggestion {
  readonly label: string;
  /** What is put in its place. */
  readonly insert: string;
  readonly detail: string | undefined;
}
export interface Completion {
  /** Offset of what is replaced; it ends where the cursor is. */
  readonly from: number;
  readonly suggestions: readonly Suggestion[];
}

/** @param at offset of the cursor. @returns undefined where nothing is known of what stands there */
export function completeSite(text: string, at: number): Completion | undefined {
  const place = placeAt(text, at);
  if (place === undefined) return undefined;
  const suggestions = place.what === 'name' ? namesFor(text, place) : valuesFor(text, place.path);
  return suggestions.length === 0 ? undefined : { from: place.from, suggestions };
}

interface Place {
  /** Of the group that a name would stand in, or of the value. */
  readonly path: Path;
  readonly what: 'name' | 'value';
  readonly from: number;
  /** Within brackets nothing that takes lines can be written. */
  readonly inline: boolean;
  readonly indent: number;
}

const LINE = /^( *)(- +)?("[^"]*"|'[^']*'|[^\s:#{}[\],&*!|>'"%@`-][^:#{}[\],]*|\/[^:]*):(?= |$)/;

/** Reads upwards: each line that is indented less than all below it names a group that the cursor is in. */
function placeAt(text: string, at: number): Place | undefined {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  const line = text.slice(start, at);
  if (/(^|\s)#/.test(line)) return undefined;
  const indent = line.length - line.trimStart().length;
  const above: string[] = [];
  let least = indent;
  for (const each of text.slice(0, start).split('\n').toReversed()) {
    const [, spaces = '', , name] = LINE.exec(each) ?? [];
    if (name === undefined || spaces.length >= least) continue;
    above.unshift(unquoted(name));
    least = spaces.length;
  }
  return placeInLine(line.slice(indent), start + indent, above, indent);
}

const unquoted = (name: string): string => name.trim().replace(/^(["'])(.*)\1$/, '$2');

/** Within the line: brackets open groups and lists, commas go on in them. */
function placeInLine(line: string, start: number, above: readonly string[], indent: number): Place {
  const path: (string | number)[] = [...above];
  const open: { readonly depth: number; readonly list: boolean }[] = [];
  let name: string | undefined;
  let from = 0;
  let rest = line;
  if (rest.startsWith('- ')) {
    path.push(0);
    from = 2;
    rest = rest.slice(2);
  }
  const isList = path.at(-1) === 0;
  const offset = from;
  for (let index = 0; index < rest.length; index += 1) {
    const sign = rest[index];
    if (sign === '"' || sign === "'") {
      const end = rest.indexOf(sign, index + 1);
      if (end < 0) break;
      index = end;
    } else if (sign === ':' && (rest[index + 1] === ' ' || index === rest.length - 1)) {
      name = unquoted(rest.slice(from - offset, index));
      from = index + 1 + offset;
    } else if (sign === '{' || sign === '[') {
      open.push({ depth: path.length, list: sign === '[' });
      if (name !== undefined) path.push(name);
      if (sign === '[') path.push(0);
      name = undefined;
      from = index + 1 + offset;
    } else if (sign === '}' || sign === ']') {
      path.length = open.pop()?.depth ?? path.length;
      name = undefined;
      from = index + 1 + offset;
    } else if (sign === ',' && open.length > 0) {
      name = undefined;
      from = index + 1 + offset;
    }
  }
  while (line[from] === ' ') from += 1;
  const value = name !== undefined || open.at(-1)?.list === true || (isList && open.length === 0);
  return {
    path: name === undefined ? path : [...path, name],
    what: value ? 'value' : 'name',
    from: start + from,
    inline: open.length > 0,
    indent,
  };
}

function namesFor(text: string, place: Place): readonly Suggestion[] {
  const there = new Set(place.inline ? [] : siblings(text, place));
  return fieldsAt(place.path)
    .filter(({ name }) => !there.has(name))
    .map(({ name, description, required, holds }) => ({
      label: name,
      insert:
        holds === 'value' || place.inline
          ? `${name}: `
          : `${name}:${holds === 'list' ? ' [' : `\n${' '.repeat(place.indent + 2)}`}`,
      detail: required ? [description, 'needed'].filter((part) => part !== undefined).join('; ') : description,
    }));
}

/** Names that stand beside the cursor already. */
function siblings(text: string, { from, indent }: Place): readonly string[] {
  const lines = text.split('\n');
  const here = text.slice(0, from).split('\n').length - 1;
  const names: string[] = [];
  for (const step of [-1, 1]) {
    for (let index = here + step; index >= 0 && index < lines.length; index += step) {
      const line = lines[index] ?? '';
      const spaces = line.length - line.trimStart().length;
      if (line.trim() !== '' && spaces < indent) break;
      const name = spaces === indent ? LINE.exec(line)?.[3] : undefined;
      if (name !== undefined) names.push(unquoted(name));
    }
  }
  return names;
}

/** Fields whose value is a name that the file has given, by where it gives them. */
const GIVEN: Record<string, string> = {
  extends: 'templates',
  image: 'images',
  network: 'networks',
  host: 'hosts',
  vo: 'vos',
  after: 'nodes',
  affinity: 'nodes',
  antiAffinity: 'nodes',
  siteBdii: 'nodes',
};

function valuesFor(text: string, path: Path): readonly Suggestion[] {
  const field = path.findLast((step) => typeof step === 'string') ?? '';
  const group =
    path[0] === 'nodes' || path[0] === 'templates' || path[0] === 'publish' || path[0] === 'pool'
      ? GIVEN[field]
      : undefined;
  const words = wordsAt(path).map((word) => ({ label: word, insert: word, detail: undefined }));
  const given =
    group === undefined
      ? []
      : namesIn(text, group).map((name) => ({ label: name, insert: name, detail: `of ${group}` }));
  return [...words, ...given];
}

/** Names that a group at the top of the file has. */
function namesIn(text: string, group: string): readonly string[] {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line.startsWith(`${group}:`));
  if (start < 0) return [];
  const inline = /\{(.*)\}/.exec(lines[start] ?? '')?.[1];
  if (inline !== undefined)
    return [...withoutGroups(inline).matchAll(/(?:^|,)\s*([\w-]+):/g)].flatMap(([, name]) => name ?? []);
  const names: string[] = [];
  let indent: number | undefined;
  for (const line of lines.slice(start + 1)) {
    const spaces = line.length - line.trimStart().length;
    if (line.trim() === '' || line.trimStart().startsWith('#')) continue;
    if (spaces === 0) break;
    indent ??= spaces;
    const name = spaces === indent ? LINE.exec(line)?.[3] : undefined;
    if (name !== undefined) names.push(unquoted(name));
  }
  return names;
}

/** What is in brackets within them is not given there. */
function withoutGroups(line: string): string {
  let [kept, depth] = ['', 0];
  for (const sign of line) {
    if (sign === '{' || sign === '[') depth += 1;
    else if (sign === '}' || sign === ']') depth -= 1;
    else if (depth === 0) kept += sign;
  }
  return kept;
}
