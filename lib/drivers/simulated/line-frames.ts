/** Longest line taken from the other side: 20,000 domains with their definitions take some 20 MB. */
const LINE_BYTES_MAX = 256 * 1024 * 1024;

/**
 * Cuts a byte stream into lines of JSON. A line that is no JSON, or too long, is a broken peer: `onBroken` is called once
 * and nothing more is read.
 */
export function createLineReader(
  onFrame: (value: unknown) => void,
  onBroken: (reason: string) => void,
): (chunk: Buffer) => void {
  const parts: Buffer[] = [];
  let waiting = 0;
  let broken = false;
  const fail = (reason: string): void => {
    broken = true;
    parts.length = 0;
    onBroken(reason);
  };
  return (chunk) => {
    if (broken) return;
    let from = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
      parts.push(chunk.subarray(from, end));
      const line = parts.length === 1 ? (parts[0] ?? chunk) : Buffer.concat(parts);
      parts.length = 0;
      waiting = 0;
      from = end + 1;
      let value: unknown;
      try {
        value = JSON.parse(line.toString('utf8'));
      } catch (error) {
        fail(error instanceof Error ? error.message : 'not JSON');
        return;
      }
      onFrame(value);
    }
    if (from >= chunk.length) return;
    parts.push(chunk.subarray(from));
    waiting += chunk.length - from;
    if (waiting > LINE_BYTES_MAX) fail('a line longer than any frame');
  };
}
