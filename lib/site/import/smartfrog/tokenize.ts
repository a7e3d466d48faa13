/** Words of the SmartFrog language (Reference Manual 3.18 and its published grammar): the longest that fits, reserved words first. */
import type { FilePlace } from '../site-import';
import { SmartfrogError } from './smartfrog-error';

export const RESERVED = [
  'APPLY',
  'ASSERT',
  'ATTRIB',
  'CONSTANT',
  'DATA',
  'ELSE',
  'ENVPROPERTY',
  'FI',
  'HERE',
  'HOST',
  'IENVPROPERTY',
  'IF',
  'IPROPERTY',
  'LAZY',
  'NULL',
  'OPTIONAL',
  'PARENT',
  'PROCESS',
  'PROPERTY',
  'ROOT',
  'TBD',
  'THEN',
  'THIS',
  'extends',
  'false',
  'true',
] as const;
const isReserved = (word: string): boolean => RESERVED.some((each) => each === word);

export interface Token {
  /** `reserved` and `sign` are told apart by their text. */
  readonly kind: 'word' | 'reserved' | 'text' | 'number' | 'bytes' | 'sign' | 'end';
  /** As it stands there; of a text what it means, its escapes resolved. */
  readonly text: string;
  readonly at: FilePlace;
}

/** Longer ones first: the longest that fits is taken. */
const SIGNS = [
  '#include?',
  '#include',
  '#codebase',
  '[|',
  '|]',
  '++',
  '--',
  '<>',
  '==',
  '!=',
  '>=',
  '<=',
  '&&',
  '||',
  ...'{}[]():;,+-*/<>!'.split(''),
];
const SPACE = /[ \t\n\r\f]+/y;
const LINE_COMMENT = /\/\/[^\n\r]*/y;
const BLOCK_COMMENT = /\/\*[\s\S]*?\*\//y;
const NUMBER = /-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?[dDlLfF]?/y;
const WORD =
  /[$A-Z_a-z\u00A2-\u00A5\u00AA\u00B5\u00BA\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u00FF][$A-Z_a-z\u00A2-\u00A5\u00AA\u00B5\u00BA\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u00FF0-9.\-+@#~%^&]*/y;
const BYTES = /#(?:HEX#[0-9a-fA-F \n\t]*|DEC#[0-9 \n\t]*|OCT#[0-7 \n\t]*|BIN#[01 \n\t]*|B64#[0-9a-zA-Z=+/ \n\t]*)#/y;
const TEXT = /"(?:[^"\\\n\r]|\\(?:[ntbrf\\'"]|[0-3][0-7]{2}))*"/y;
const LONG_TEXT = /##(?:[^#\\]|\\(?:[ntbrf\\'#]|[0-3][0-7]{2}))*#/y;

/** @throws SmartfrogError at the first character that begins no word */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let offset = text.startsWith('\uFEFF') ? 1 : 0;
  let [line, lineStart] = [1, offset];
  const here = (): FilePlace => ({ line, column: offset - lineStart + 1 });
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = offset;
    return pattern.exec(text)?.[0];
  };
  const pass = (length: number): void => {
    const end = offset + length;
    for (; offset < end; offset += 1) {
      if (text[offset] !== '\n') continue;
      line += 1;
      lineStart = offset + 1;
    }
  };
  while (offset < text.length) {
    const blank = take(SPACE) ?? take(LINE_COMMENT) ?? take(BLOCK_COMMENT);
    if (blank !== undefined) {
      pass(blank.length);
      continue;
    }
    const at = here();
    // Two signs otherwise, and each such pair of a long text would be looked for its end.
    const found = text.startsWith('/*', offset) ? undefined : nextToken(text, offset, take);
    if (found === undefined) throw new SmartfrogError(whyNone(text.slice(offset)), at, { fatal: true });
    tokens.push({ kind: found.kind, text: found.meaning ?? found.written, at });
    pass(found.written.length);
  }
  tokens.push({ kind: 'end', text: '', at: here() });
  return tokens;
}

interface Found {
  readonly kind: Token['kind'];
  readonly written: string;
  readonly meaning?: string;
}

function nextToken(text: string, offset: number, take: (pattern: RegExp) => string | undefined): Found | undefined {
  const quoted = take(TEXT);
  if (quoted !== undefined) return { kind: 'text', written: quoted, meaning: unescape(quoted.slice(1, -1)) };
  const bytes = take(BYTES);
  if (bytes !== undefined) return { kind: 'bytes', written: bytes };
  const long = take(LONG_TEXT);
  if (long !== undefined) return { kind: 'text', written: long, meaning: unescape(long.slice(2, -1)) };
  const number = take(NUMBER);
  if (number !== undefined) return { kind: 'number', written: number };
  const word = take(WORD);
  if (word !== undefined) return { kind: isReserved(word) ? 'reserved' : 'word', written: word };
  const sign = SIGNS.find((each) => text.startsWith(each, offset));
  return sign === undefined ? undefined : { kind: 'sign', written: sign };
}

const ESCAPES: Record<string, string> = { n: '\n', t: '\t', b: '\b', r: '\r', f: '\f' };
const unescape = (text: string): string =>
  text.replaceAll(/\\([0-3][0-7]{2}|[\s\S])/g, (_, code: string) =>
    code.length > 1 ? String.fromCodePoint(Number.parseInt(code, 8)) : (ESCAPES[code] ?? code),
  );

function whyNone(rest: string): string {
  if (rest.startsWith('"')) return 'a text begins here and does not end on this line, or has an escape that is none';
  if (rest.startsWith('##')) return 'a text of several lines begins here and does not end with #';
  if (rest.startsWith('/*')) return 'a comment begins here and does not end';
  return `${JSON.stringify(String.fromCodePoint(rest.codePointAt(0) ?? 0))} begins nothing of the language`;
}
