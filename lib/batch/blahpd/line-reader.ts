/** Of one line. A description has at most 256 KiB; whoever sends more without an end is no client. */
const LINE_CHARACTERS_MAX = 1024 * 1024;

/**
 * Cuts what comes in pieces into lines. A line feed behind an odd number of backslashes is a part of the line, as the protocol escapes it.
 * @returns false once a line has no end
 */
export function createLineReader(onLine: (line: string) => void): (text: string) => boolean {
  let rest = '';
  /** Where in the rest nobody has looked yet. */
  let from = 0;
  return (text) => {
    rest += text;
    for (let end = rest.indexOf('\n', from); end !== -1; end = rest.indexOf('\n', from)) {
      // A carriage return before it is the end of the line as well, escaped or not.
      const line = rest.slice(0, end);
      from = end + 1;
      if (isEscaped(line)) continue;
      rest = rest.slice(end + 1);
      from = 0;
      onLine(line.replace(/\r$/, ''));
    }
    from = rest.length;
    return rest.length <= LINE_CHARACTERS_MAX;
  };
}

const isEscaped = (line: string): boolean => (/\\*$/.exec(line)?.[0].length ?? 0) % 2 === 1;
