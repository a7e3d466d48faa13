import { createParser, type EventSourceMessage } from 'eventsource-parser';

/** Frames have a few hundred bytes. A stream that says more without an end of an event is none of ours. */
const LONGEST_EVENT = 1024 * 1024;

/**
 * Reads a response body of server-sent events to its end (docs/decisions/0008 says why not `EventSource`). `onAlive` is
 * called for every piece, keep-alives included.
 * @throws what the reader throws when the connection breaks or `signal` of the fetch is aborted; what `onEvent` throws.
 */
export async function readServerEvents(
  body: ReadableStream<Uint8Array>,
  onEvent: (event: EventSourceMessage) => void,
  onAlive: () => void,
): Promise<void> {
  const parser = createParser({ onEvent, maxBufferSize: LONGEST_EVENT });
  const decoder = new TextDecoder();
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    onAlive();
    parser.feed(decoder.decode(value, { stream: true }));
  }
}
