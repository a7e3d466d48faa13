/**
 * Words of the BLAH protocol: single spaces part them, and a backslash takes a space, a backslash, a carriage return or a line
 * feed into a word. Source: `parse_command` and `escape_spaces` of blahpd (github.com/htcondor/BLAH, src/commands.c, src/blah_utils.c).
 */

const ESCAPED = new Set([' ', '\\', '\r', '\n']);

/** The words of a line, without its end. Of a line without any, none. @example splitWords('A b\\ c') // ['A', 'b c'] */
export function splitWords(line: string): string[] {
  const words: string[] = [];
  let word = '';
  let begun = false;
  for (let at = 0; at < line.length; at += 1) {
    const sign = line.charAt(at);
    const next = line.charAt(at + 1);
    if (sign === '\\' && ESCAPED.has(next)) {
      word += next;
      begun = true;
      at += 1;
    } else if (sign === ' ') {
      if (begun) words.push(word);
      [word, begun] = ['', false];
    } else {
      word += sign;
      begun = true;
    }
  }
  if (begun) words.push(word);
  return words;
}

/** A word as a client writes it: it comes back as it was. An empty one cannot be told in this protocol. */
export const escapeWord = (text: string): string => text.replaceAll(/[ \\\r\n]/g, (sign) => `\\${sign}`);

/**
 * A word as the server writes it: a tab becomes a space, the end of a line a dash, so that an answer is one line. Unlike blahpd's own a
 * backslash is escaped: a client that unescapes by the protocol would lose it.
 */
export const escapeAnswer = (text: string): string =>
  text
    .replaceAll('\t', ' ')
    .replaceAll(/[\r\n]/g, '-')
    .replaceAll(/[ \\]/g, (sign) => `\\${sign}`);
