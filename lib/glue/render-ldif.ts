/** LDIF by RFC 2849, names by RFC 4514. Whatever a name holds, what comes out is one value of one attribute. */
import { GLUE_CLASSES, textsOf, type GlueEntry } from './glue-entry';

/** RFC 2849 asks for no width; 76 is what tools write. In octets, since folding counts those. */
const LINE_OCTETS = 76;
/** A value that may stand as it is: printable ASCII, not beginning like something else. RFC 2849 allows a little more. */
const SAFE = /^[!-9;=-~][ -~]*$/;
const SPECIAL = /[,+"\\<>;=]|\p{Cc}/gu;
const BASE = 'o=glue';

/**
 * The tree below `o=glue`, parents before children, as `ldapadd` and a BDII take it. `o=glue` itself belongs to the server.
 * @example renderLdif([site]) // 'version: 1\n\ndn: GLUE2DomainID=GRIDBOX,o=glue\nobjectClass: GLUE2Entity\n…'
 */
export function renderLdif(entries: readonly GlueEntry[]): string {
  const lines: string[] = ['version: 1'];
  const write = (entry: GlueEntry, parent: string): void => {
    const { chain, key } = GLUE_CLASSES[entry.class];
    const dn = `${key}=${escapeRdn(entry.id)},${parent}`;
    lines.push('', ...attribute('dn', dn));
    for (const name of chain) lines.push(...attribute('objectClass', name));
    lines.push(...attribute(key, entry.id));
    for (const [name, value] of Object.entries(entry.attributes)) {
      // A server refuses an attribute that says the same twice.
      for (const text of new Set(textsOf(value))) lines.push(...attribute(name, text));
    }
    for (const child of entry.children) write(child, dn);
  };
  for (const entry of entries) write(entry, BASE);
  return `${lines.join('\n')}\n`;
}

const hex = (character: string): string =>
  `\\${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(2, '0')}`;

/** A value within a name. @example escapeRdn('#a, b ') // '\\23a\\2C b\\20' */
export function escapeRdn(value: string): string {
  return value.replaceAll(SPECIAL, hex).replace(/^[ #]/, hex).replace(/ $/, hex);
}

const encoder = new TextEncoder();

function attribute(name: string, value: string): string[] {
  const line =
    SAFE.test(value) && !value.endsWith(' ') ? `${name}: ${value}` : `${name}:: ${base64(encoder.encode(value))}`;
  return fold(line);
}

/** Only ASCII comes here, so that characters are octets. */
function fold(line: string): string[] {
  const lines = [line.slice(0, LINE_OCTETS)];
  for (let from = LINE_OCTETS; from < line.length; from += LINE_OCTETS - 1)
    lines.push(` ${line.slice(from, from + LINE_OCTETS - 1)}`);
  return lines;
}

const base64 = (bytes: Uint8Array): string => btoa(Array.from(bytes, (byte) => String.fromCodePoint(byte)).join(''));
