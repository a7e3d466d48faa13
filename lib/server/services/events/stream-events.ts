import type { StreamFrame } from '@/lib/contracts/events';
import { AppError } from '@/lib/domain/errors';
import { hasScope } from '@/lib/domain/access';
import { HOUR_MS, SECOND_MS } from '@/lib/utils/time';
import type { Identity } from '@/lib/server/auth/authenticate';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { EventTail, Subscription } from '@/lib/server/events/tail-events';
import { getLog } from '@/lib/server/log';
import { getMetrics } from '@/lib/server/metrics';
import type { ServiceContext } from '@/lib/server/service-context';
import { filterFrame, type Viewer } from './filter-frame';
import { readViewer } from './read-viewer';

/** Proxies cut what is silent for a minute; a reader that hears nothing for three of these takes the stream for dead. */
const KEEP_ALIVE_MS = 15 * SECOND_MS;
/** A session that ended or a role that changed goes on reading at most this long. */
const SESSION_CHECK_MS = 10 * SECOND_MS;
/** Ended on purpose after this, so that no stream outlives every deploy; the reader comes back where it was. */
const STREAM_MAX_MS = HOUR_MS;
/** A reader this far behind is stuck or too slow; it is dropped and comes back by its last event. A full replay is about 4 MiB. */
export const BEHIND_MAX_BYTES = 16 * 1024 * 1024;
/** Open streams of one account in one process: more tabs than that are a loop that reconnects. */
const STREAMS_PER_USER_MAX = 100;

export interface StreamEventsOptions {
  readonly context: ServiceContext;
  readonly tail: EventTail;
  readonly lastEventId: string | null;
  readonly signal: AbortSignal;
  /** Looks at the session again; undefined when it has ended. */
  readonly reauthenticate: () => Promise<Identity | undefined>;
  readonly keepAliveMs?: number | undefined;
  readonly sessionCheckMs?: number | undefined;
}

const openByUser = new Map<string, number>();

/**
 * Live events as server-sent events, only those the viewer may see. Authorises before the first byte; after it, whatever
 * goes wrong can only be said by a `bye`.
 * @throws AppError `forbidden`, `bad-request` for a `Last-Event-ID` that is no number of ours, `rate-limited`.
 */
export async function streamEvents(options: StreamEventsOptions): Promise<Response> {
  const { context, tail, lastEventId } = options;
  requireScope(context.actor, 'domains:read');
  if (lastEventId !== null && !/^\d{1,18}$/.test(lastEventId)) {
    const message = 'must be the id of an event of this stream';
    throw new AppError('bad-request', `last-event-id: ${message}`, { fields: [{ field: 'last-event-id', message }] });
  }
  const open = openByUser.get(context.actor.userId) ?? 0;
  if (open >= STREAMS_PER_USER_MAX) {
    throw new AppError('rate-limited', `This account has ${open} event streams open already.`, {
      detail: { retryAfterSeconds: 60 },
    });
  }
  const viewer = await readViewer(context.db, context.actor);
  const body = createStream(options, viewer, tail, lastEventId ?? undefined);
  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      // A compressing proxy would hold frames back to compress more of them.
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    },
  });
}

function createStream(
  options: StreamEventsOptions,
  first: Viewer,
  tail: EventTail,
  from: string | undefined,
): ReadableStream<Uint8Array> {
  const { context, signal, keepAliveMs = KEEP_ALIVE_MS, sessionCheckMs = SESSION_CHECK_MS } = options;
  const { userId } = context.actor;
  const metrics = getMetrics();
  const encoder = new TextEncoder();
  let viewer = first;
  let subscription: Subscription | undefined;
  let ended = false;
  let closeFromOutside: () => void = () => undefined;
  const timers: NodeJS.Timeout[] = [];

  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const end = (reason: string, bye?: Extract<StreamFrame, { frame: 'bye' }>) => {
          if (ended) return;
          ended = true;
          for (const timer of timers) clearInterval(timer);
          subscription?.close();
          signal.removeEventListener('abort', onAbort);
          openByUser.set(userId, Math.max(0, (openByUser.get(userId) ?? 1) - 1));
          metrics.openStreams.dec();
          metrics.droppedStreams.inc({ reason });
          if (reason === 'reader went away') return;
          if (bye !== undefined) controller.enqueue(encoder.encode(format(bye, from === undefined)));
          controller.close();
        };
        const onAbort = () => end('reader went away');
        closeFromOutside = onAbort;
        const send = (text: string) => {
          controller.enqueue(encoder.encode(text));
          if (-(controller.desiredSize ?? 0) > BEHIND_MAX_BYTES) {
            getLog().info({ requestId: context.requestId, user: userId }, 'a slow event reader was dropped');
            end('too slow');
          }
        };
        const listener = (frame: StreamFrame) => {
          if (ended) return;
          if (frame.frame === 'bye') {
            end('server stops', frame);
            return;
          }
          const seen = filterFrame(viewer, frame);
          if (seen !== undefined) send(format(seen, from === undefined));
        };
        const check = async () => {
          const identity = await options.reauthenticate();
          if (identity === undefined || !hasScope(identity.actor, 'domains:read')) {
            end('session ended', { frame: 'bye', reason: 'The session has ended.', retry: false });
            return;
          }
          viewer = await readViewer(context.db, identity.actor);
        };
        const every = (ms: number, act: () => void) => {
          const timer = setInterval(act, ms);
          timer.unref();
          timers.push(timer);
        };
        openByUser.set(userId, (openByUser.get(userId) ?? 0) + 1);
        metrics.openStreams.inc();
        every(keepAliveMs, () => send(': keep-alive\n\n'));
        every(sessionCheckMs, () => {
          check().catch((error: unknown) => {
            // A database that is away for a moment ends no session; the next look decides.
            if (AppError.is(error))
              end('session ended', { frame: 'bye', reason: 'The session has ended.', retry: false });
          });
        });
        every(STREAM_MAX_MS, () =>
          end('lifetime', { frame: 'bye', reason: 'The stream has run its time.', retry: true }),
        );
        signal.addEventListener('abort', onAbort, { once: true });
        // How long the reader waits before it comes back, in milliseconds.
        send('retry: 1000\n\n');
        subscription = tail.subscribe(from, listener);
        if (signal.aborted) onAbort();
      },
      cancel() {
        closeFromOutside();
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: 64 * 1024 }),
  );
}

/**
 * One frame in the form of the standard. Events carry their number as id, and so does a first `hello` (a reader that loses
 * the connection before any event then resumes from there); while a replay is under way `hello` must not, or a loss in the
 * middle of it would skip the rest. https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
function format(frame: StreamFrame, fromNow: boolean): string {
  const id =
    frame.frame === 'event'
      ? `id: ${frame.event.sequence}\n`
      : frame.frame === 'hello' && (fromNow || frame.gap)
        ? `id: ${frame.sequence}\n`
        : '';
  return `${id}data: ${JSON.stringify(frame)}\n\n`;
}
