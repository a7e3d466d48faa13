/**
 * Server-sent events off a byte stream, by https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 *
 * Not the browser's `EventSource`: once that has closed (a deploy, a proxy's 502, an ended session) a new one cannot be
 * told `Last-Event-ID`, and it never says whether the answer was 401 or 503.
 *
 * @example 'id: 7\ndata: {"frame":"event",…}\n\n'  // { id: '7', data: '{"frame":"event",…}' }
 */
export interface ServerEvent {
  readonly id: string | undefined;
  readonly data: string;
}

/** A parser that is fed text in pieces, cut anywhere, and gives the events that are complete. */
export function createServerEventParser(): (text: string) => ServerEvent[] {
  let rest = '';
  let id: string | undefined;
  let data: string[] = [];
  return (text) => {
    rest += text;
    const found: ServerEvent[] = [];
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line === '') {
        if (data.length > 0) found.push({ id, data: data.join('\n') });
        id = undefined;
        data = [];
        continue;
      }
      // A line that starts with a colon is a keep-alive.
      const colon = line.indexOf(':');
      if (colon === 0) continue;
      const field = colon < 0 ? line : line.slice(0, colon);
      const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
      if (field === 'data') data.push(value);
      else if (field === 'id') id = value;
    }
    return found;
  };
}

/**
 * Reads a response body to its end. `onAlive` is called for every piece, keep-alives included.
 * @throws what the reader throws when the connection breaks or `signal` of the fetch is aborted.
 */
export async function readServerEvents(
  body: ReadableStream<Uint8Array>,
  onEvent: (event: ServerEvent) => void,
  onAlive: () => void,
): Promise<void> {
  const parse = createServerEventParser();
  const decoder = new TextDecoder();
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    onAlive();
    for (const event of parse(decoder.decode(value, { stream: true }))) onEvent(event);
  }
}
