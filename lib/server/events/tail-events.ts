/**
 * The live tail of the event log: one LISTEN connection a process, shared by every subscriber. A notification only says
 * "look": what is delivered is read from the table, in order, without a gap (`read-settled-events.ts`).
 */
import { setTimeout as sleepMs } from 'node:timers/promises';
import { Client } from 'pg';
import { EventBody, StreamFrame, type StoredEvent } from '@/lib/contracts/events';
import { type Sql, sqlOfPool } from '@/lib/server/db/sql';
import { type EventRow, readEvents, readSettledEvents, settledEnd, untilAppendersEnd } from './read-settled-events';

const EVENT_CHANNEL = 'gridbox_event';
export const SEEN_CHANNEL = 'gridbox_seen';

/** How it is called in `pg_stat_activity`. */
export const TAIL_NAME = 'gridbox event tail';

/** A net under the notifications: should one be lost (its transaction was rolled back), its event is this late. */
const LOOK_ANYWAY_MS = 2_000;
/** A database that does not answer a query for so long is taken for lost, and the connection made anew. */
const QUERY_TIMEOUT_MS = 10_000;
const RECONNECT_MIN_MS = 100;
const RECONNECT_MAX_MS = 3_000;
/** Further behind than this, reloading is cheaper for everybody than replaying. */
const REPLAY_MAX = 10_000n;

export interface Subscription {
  close(): void;
}

export interface EventTail {
  /**
   * Frames for one reader: `hello` first, then the events after `from` (a sequence number; undefined: from now on), then
   * live ones and `seen` frames. `hello.gap` says that `from` is too old to be replayed; the stream then goes on from now.
   * The listener must not throw; it is called synchronously and decides itself what to do with a slow reader.
   */
  subscribe(from: string | undefined, listener: (frame: StreamFrame) => void): Subscription;
  readonly connected: boolean;
  /** Says `bye` to every subscriber and ends the connection. Idempotent. */
  stop(): Promise<void>;
}

interface Subscriber {
  readonly listener: (frame: StreamFrame) => void;
  readonly from: bigint | undefined;
  state: 'new' | 'live' | 'closed';
}

export function createEventTail(options: {
  readonly databaseUrl: string;
  readonly onError?: ((error: unknown) => void) | undefined;
  readonly lookAnywayMs?: number | undefined;
  readonly sleep?: ((ms: number, options?: { signal?: AbortSignal }) => Promise<unknown>) | undefined;
}): EventTail {
  const sleep = options.sleep ?? ((ms, how) => sleepMs(ms, undefined, how));
  const subscribers = new Set<Subscriber>();
  const ending = new AbortController();
  let position: bigint | undefined;
  let connected = false;
  let wake: () => void = () => undefined;

  const loop = async () => {
    let pause = RECONNECT_MIN_MS;
    while (!ending.signal.aborted) {
      const client = new Client({
        connectionString: options.databaseUrl,
        query_timeout: QUERY_TIMEOUT_MS,
        application_name: TAIL_NAME,
      });
      try {
        await follow(client, () => (pause = RECONNECT_MIN_MS));
      } catch (error) {
        if (!ending.signal.aborted) options.onError?.(error);
      } finally {
        connected = false;
        await client.end().catch(() => undefined); // It may be the very connection that was lost.
      }
      // An abort ends the pause early; the loop's own condition then ends the loop.
      await sleep(pause, { signal: ending.signal }).catch(() => undefined);
      pause = Math.min(pause * 2, RECONNECT_MAX_MS);
    }
  };

  const follow = async (client: Client, onConnected: () => void) => {
    let due = true;
    let resume: () => void = () => undefined;
    const lost = new AbortController();
    wake = () => {
      due = true;
      resume();
    };
    client.on('error', (error) => {
      lost.abort(error);
      wake();
    });
    client.on('end', () => {
      lost.abort(new Error('the database ended the connection of the event tail'));
      wake();
    });
    client.on('notification', (message) => {
      if (message.channel === SEEN_CHANNEL) tellSeen(message.payload ?? '');
      else wake();
    });
    await client.connect();
    await client.query(`listen ${EVENT_CHANNEL}; listen ${SEEN_CHANNEL}`);
    const sql = sqlOfPool(client);
    position ??= await settledEnd(sql);
    connected = true;
    onConnected();
    while (!ending.signal.aborted && !lost.signal.aborted) {
      due = false;
      await advance(sql);
      // One notification speaks for all that append at a time: those still at it are waited for. Whoever begins later
      // notifies again, or somebody still later does.
      await untilAppendersEnd(sql);
      await advance(sql);
      for (const subscriber of [...subscribers].filter((one) => one.state === 'new')) await admit(sql, subscriber);
      // Set from the notification handler while the queries above ran.
      if (due as boolean) continue;
      const timer = setTimeout(wake, options.lookAnywayMs ?? LOOK_ANYWAY_MS);
      await new Promise<void>((resolve) => (resume = resolve));
      clearTimeout(timer);
    }
    if (lost.signal.aborted) throw lost.signal.reason;
  };

  const advance = async (sql: Sql) => {
    let more = true;
    while (more && position !== undefined && !ending.signal.aborted) {
      const read = await readSettledEvents(sql, position);
      position = read.position;
      more = read.full;
      for (const row of read.events) {
        const frame = toFrame(row);
        if (frame === undefined) continue;
        for (const subscriber of subscribers) if (subscriber.state === 'live') subscriber.listener(frame);
      }
    }
  };

  /** Between two advances, so nothing is delivered to anybody meanwhile: replay and live meet without a seam. */
  const admit = async (sql: Sql, subscriber: Subscriber) => {
    const end = position ?? 0n;
    const gap = subscriber.from !== undefined && (await isOutOfReach(sql, subscriber.from, end));
    if (subscriber.state === 'closed') return;
    subscriber.listener({ frame: 'hello', sequence: end.toString(), gap, at: new Date().toISOString() });
    let cursor = subscriber.from === undefined || gap ? end : subscriber.from;
    while (cursor < end) {
      const rows = await readEvents(sql, cursor, end);
      for (const row of rows) {
        if (!isOpen(subscriber)) return;
        const frame = toFrame(row);
        if (frame !== undefined) subscriber.listener(frame);
      }
      cursor = rows.at(-1)?.sequence ?? end;
    }
    if (isOpen(subscriber)) subscriber.state = 'live';
  };

  const tellSeen = (payload: string) => {
    const frame = StreamFrame.safeParse(parseJson(payload));
    if (!frame.success || frame.data.frame !== 'seen') return;
    for (const subscriber of subscribers) if (subscriber.state === 'live') subscriber.listener(frame.data);
  };

  const running = loop();
  let stopped: Promise<void> | undefined;
  return {
    get connected() {
      return connected;
    },
    subscribe(from, listener) {
      const subscriber: Subscriber = { listener, from: from === undefined ? undefined : BigInt(from), state: 'new' };
      subscribers.add(subscriber);
      wake();
      return {
        close: () => {
          subscriber.state = 'closed';
          subscribers.delete(subscriber);
        },
      };
    },
    stop: async () => {
      stopped ??= (async () => {
        for (const subscriber of subscribers) {
          subscriber.listener({ frame: 'bye', reason: 'The server is stopping.', retry: true });
          subscriber.state = 'closed';
        }
        subscribers.clear();
        ending.abort();
        wake();
        await running;
      })();
      await stopped;
    },
  };
}

/** A listener may close its own subscription; seen anew at each call. */
const isOpen = (subscriber: Subscriber): boolean => subscriber.state !== 'closed';

/** Older than the log reaches, further back than we replay, or from another database's log. */
async function isOutOfReach(sql: Sql, from: bigint, end: bigint): Promise<boolean> {
  if (from > end || end - from > REPLAY_MAX) return true;
  if (from === end) return false;
  const rows = await sql.query<{ first: string | null }>(`select min("sequence")::text as first from "Event"`);
  const first = rows[0]?.first ?? null;
  return first === null || from < BigInt(first) - 1n;
}

/** Undefined for an event of a newer version: this one could not draw it either, and the next reload shows its effect. */
function toFrame(row: EventRow): { readonly frame: 'event'; readonly event: StoredEvent } | undefined {
  const body = EventBody.safeParse(row.body);
  if (!body.success) return undefined;
  return {
    frame: 'event',
    event: { sequence: row.sequence.toString(), at: row.at.toISOString(), vo: row.vo, body: body.data },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
