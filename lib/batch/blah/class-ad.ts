/**
 * ClassAds as job descriptions carry them: records of names and literals. An expression that is no literal is kept as its text, for
 * nobody here evaluates what came from outside. Language: "ClassAd Language Reference Manual", HTCondor team, 2.4, section 2.
 */

export type ClassAdValue =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'truth'; readonly value: boolean }
  | { readonly kind: 'undefined' }
  | { readonly kind: 'list'; readonly items: readonly ClassAdValue[] }
  | { readonly kind: 'record'; readonly attributes: ClassAd }
  | { readonly kind: 'expression'; readonly text: string };

/** By name in small letters: names are the same however they are written. */
export type ClassAd = ReadonlyMap<string, ClassAdValue>;

export class ClassAdError extends Error {
  override readonly name = 'ClassAdError';
}

/** Of one description; HTCondor's own are some kilobytes with all of a user's environment. */
export const CLASS_AD_CHARACTERS_MAX = 256 * 1024;
const DEPTH_MAX = 8;
const ATTRIBUTES_MAX = 500;

/** @throws ClassAdError with what was expected, and at which character */
export function parseClassAd(text: string): ClassAd {
  if (text.length > CLASS_AD_CHARACTERS_MAX)
    throw new ClassAdError(`A description has at most ${CLASS_AD_CHARACTERS_MAX} characters.`);
  const reader = createReader(text);
  reader.skip();
  const record = reader.record(0);
  reader.skip();
  if (!reader.atEnd()) reader.fail('nothing after the closing bracket');
  return record;
}

function createReader(text: string) {
  let at = 0;
  let attributes = 0;
  const fail = (expected: string): never => {
    throw new ClassAdError(`Expected ${expected} at character ${at + 1}.`);
  };
  const skip = (): void => {
    while (at < text.length && /\s/.test(text.charAt(at))) at += 1;
  };
  const take = (sign: string, expected: string): void => {
    skip();
    if (text.charAt(at) !== sign) fail(expected);
    at += 1;
  };
  const sticky = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };

  const name = (): string => {
    skip();
    const plain = sticky(/[A-Za-z_][A-Za-z0-9_.]*/y);
    if (plain !== undefined) return plain.toLowerCase();
    if (text.charAt(at) === "'") return quoted("'").toLowerCase();
    return fail('the name of an attribute');
  };

  const quoted = (quote: string): string => {
    at += 1;
    let found = '';
    for (; at < text.length; at += 1) {
      const sign = text.charAt(at);
      if (sign === quote) {
        at += 1;
        return found;
      }
      if (sign !== '\\') found += sign;
      else {
        at += 1;
        const escaped = text.charAt(at);
        if (escaped === '') break;
        found += ESCAPES[escaped] ?? escaped;
      }
    }
    return fail(`a closing ${quote}`);
  };

  /** Up to the sign that ends a value at this level; what is in quotes or brackets ends nothing. */
  const expression = (): string => {
    const from = at;
    let open = 0;
    while (at < text.length) {
      const sign = text.charAt(at);
      if (sign === '"' || sign === "'") {
        quoted(sign);
        continue;
      }
      if ('([{'.includes(sign)) open += 1;
      else if (open === 0 && ',;]}'.includes(sign)) break;
      else if (')]}'.includes(sign)) open -= 1;
      if (open < 0 || open > DEPTH_MAX) fail('brackets that close what they open');
      at += 1;
    }
    if (open !== 0) fail('a closing bracket');
    const found = text.slice(from, at).trim();
    return found === '' ? fail('a value') : found;
  };

  const value = (depth: number): ClassAdValue => {
    if (depth > DEPTH_MAX) fail(`at most ${DEPTH_MAX} levels`);
    skip();
    const from = at;
    const found = literal(depth);
    skip();
    if (found !== undefined && (at >= text.length || ',;]}'.includes(text.charAt(at)))) return found;
    // A literal was only the beginning of it.
    at = from;
    return { kind: 'expression', text: expression() };
  };

  const literal = (depth: number): ClassAdValue | undefined => {
    const sign = text.charAt(at);
    if (sign === '"') return { kind: 'text', text: quoted('"') };
    if (sign === '[') return { kind: 'record', attributes: record(depth + 1) };
    if (sign === '{') return { kind: 'list', items: list(depth + 1) };
    const number = sticky(/[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y);
    if (number !== undefined) return { kind: 'number', value: Number(number) };
    const word = sticky(/(?:true|false|undefined)\b/iy)?.toLowerCase();
    if (word === undefined) return undefined;
    return word === 'undefined' ? { kind: 'undefined' } : { kind: 'truth', value: word === 'true' };
  };

  const list = (depth: number): ClassAdValue[] => {
    take('{', 'a list');
    const items: ClassAdValue[] = [];
    for (;;) {
      skip();
      if (text.charAt(at) === '}') {
        at += 1;
        return items;
      }
      if (items.length > 0) take(',', 'a comma or a closing }');
      items.push(value(depth));
      attributes += 1;
      if (attributes > ATTRIBUTES_MAX) fail(`at most ${ATTRIBUTES_MAX} values`);
    }
  };

  const record = (depth: number): Map<string, ClassAdValue> => {
    take('[', 'a description in brackets');
    const found = new Map<string, ClassAdValue>();
    for (;;) {
      skip();
      const sign = text.charAt(at);
      if (sign === ';') {
        at += 1;
        continue;
      }
      if (sign === ']') {
        at += 1;
        return found;
      }
      const key = name();
      take('=', 'an equals sign');
      if (found.has(key)) fail(`${key} only once`);
      found.set(key, value(depth));
      attributes += 1;
      if (attributes > ATTRIBUTES_MAX) fail(`at most ${ATTRIBUTES_MAX} values`);
      skip();
      if (!';]'.includes(text.charAt(at)) || at >= text.length) fail('a semicolon or a closing ]');
    }
  };

  return { skip, record, fail, atEnd: () => at >= text.length };
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };

/** @example renderClassAd([['BatchJobId', text('17')], ['JobStatus', number(2)]]) // '[ BatchJobId = "17"; JobStatus = 2 ]' */
export const renderClassAd = (
  attributes: readonly (readonly [name: string, value: string | number | boolean])[],
): string =>
  `[ ${attributes.map(([name, value]) => `${name} = ${typeof value === 'string' ? quote(value) : String(value)}`).join('; ')} ]`;

const quote = (text: string): string =>
  `"${text
    .replaceAll(/["\\]/g, (sign) => `\\${sign}`)
    .replaceAll('\n', String.raw`\n`)
    .replaceAll('\r', String.raw`\r`)}"`;
