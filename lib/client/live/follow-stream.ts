/** Keeps one live stream open for the tab: reads it, hands frames on, and comes back by itself. */
import { StreamFrame } from '@/lib/contracts/events';
import { SECOND_MS } from '@/lib/utils/time';
import { api } from '@/lib/utils/paths';
import { getConnection, getLastHeardAt, markHeard, setConnection } from './connection-store';
import { readServerEvents } from './read-server-events';

/** First pause before another try; doubles up to the limit. A server that restarts is back within a second or two. */
const RECONNECT_FIRST_MS = 300;
const RECONNECT_MAX_MS = 10 * SECOND_MS;
/** Silence after which a connection counts as dead though nobody closed it. Three of the server's keep-alives: too short would cut a healthy stream. */
const SILENCE_LIMIT_MS = 45 * SECOND_MS;

export interface StreamDependencies {
  readonly signal: AbortSignal;
  readonly onFrame: (frame: StreamFrame) => void;
  /** The session has ended: trying again is of no use. */
  readonly onSignedOut: () => void;
  readonly fetch?: typeof fetch;
  /** Waits, but not longer than until `wake` events such as coming back online. */
  readonly pause?: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly now?: () => number;
}

/** Runs until `signal` is aborted or the session has ended. Never throws. */
export async function followStream({
  signal,
  onFrame,
  onSignedOut,
  fetch: get = fetch,
  pause = pauseOrWake,
  now = Date.now,
}: StreamDependencies): Promise<void> {
  let lastEventId: string | undefined;
  let failures = 0;
  const lost = (): void => {
    if (signal.aborted || getConnection().status === 'lost') return;
    setConnection({ status: 'lost', since: now(), lastHeardAt: getLastHeardAt() });
  };
  while (!signal.aborted) {
    const attempt = new AbortController();
    const cut = (): void => attempt.abort();
    signal.addEventListener('abort', cut, { once: true });
    let watchdog: ReturnType<typeof setTimeout> | undefined;
    const alive = (): void => {
      clearTimeout(watchdog);
      watchdog = setTimeout(cut, SILENCE_LIMIT_MS);
    };
    // A browser without a network leaves an open stream as it is: silent until the watchdog. The next try tells at once.
    window.addEventListener('offline', cut);
    try {
      const headers: Record<string, string> = { accept: 'text/event-stream' };
      if (lastEventId !== undefined) headers['last-event-id'] = lastEventId;
      const response = await get(api.events(), { headers, credentials: 'same-origin', signal: attempt.signal });
      if (response.status === 401) {
        onSignedOut();
        return;
      }
      if (response.ok && response.body !== null) {
        alive();
        await readServerEvents(
          response.body,
          ({ id, data }) => {
            const frame = parseFrame(data);
            if (frame === undefined) return;
            if (frame.frame !== 'bye') markHeard(now());
            if (frame.frame === 'hello') {
              failures = 0;
              // A gap means that what we had is too old to go on from.
              if (frame.gap || lastEventId === undefined) lastEventId = frame.sequence;
              setConnection({ status: 'live', since: now() });
            }
            // Ended with the session: the server would say so to every further try.
            if (frame.frame === 'bye' && !frame.retry) onSignedOut();
            if (id !== undefined) lastEventId = id;
            onFrame(frame);
          },
          alive,
        );
      }
    } catch {
      // Whatever broke the connection, the answer is the same: the banner tells it and the loop tries again.
    } finally {
      clearTimeout(watchdog);
      window.removeEventListener('offline', cut);
      signal.removeEventListener('abort', cut);
    }
    lost();
    await pause(Math.min(RECONNECT_MAX_MS, RECONNECT_FIRST_MS * 2 ** failures), signal);
    failures += 1;
  }
}

/** A frame we cannot read is skipped: the refresh of its noun still comes with the next one we can. */
function parseFrame(data: string): StreamFrame | undefined {
  try {
    const parsed = StreamFrame.safeParse(JSON.parse(data));
    if (parsed.success) return parsed.data;
  } catch {
    // Not JSON: the same as a frame of an unknown shape.
  }
  console.warn('A live frame could not be read; the page may be older than the server.');
  return undefined;
}

/** A sleeping laptop or a lost network wakes the next try at once instead of sitting the pause out. */
function pauseOrWake(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      window.removeEventListener('online', done);
      document.removeEventListener('visibilitychange', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    window.addEventListener('online', done);
    document.addEventListener('visibilitychange', done);
    signal.addEventListener('abort', done);
  });
}
