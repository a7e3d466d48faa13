/**
 * Where frames of the stream go: patched into the cache once per animation frame, and the keys they made old refreshed a
 * little later, never more often than the server can answer.
 */
import type { Query, QueryClient, QueryKey } from '@tanstack/react-query';
import { hashKey } from '@tanstack/react-query';
import { domainKeys } from '@/lib/client/query-keys/domains';
import type { StoredEvent, StreamFrame } from '@/lib/contracts/events';
import { SECOND_MS } from '@/lib/utils/time';
import { applyEvents, applySeen, type SeenHost } from './apply-events';
import { keysOf } from './event-keys';

/** A hidden tab gets no animation frames; it is patched at this pace instead. */
const HIDDEN_FLUSH_MS = 250;
/** Refreshes are gathered for this long: an operation's end comes as several events at once. */
const REFRESH_AFTER_MS = 200;
/** A key is refreshed at most this often, however many events there are. */
const REFRESH_EVERY_MS = SECOND_MS;
/**
 * No event announces a domain's new CPU share or a sign of life of its guest: what shows them is asked again this often,
 * else it would call old figures just seen. A query's own interval would never end, since each frame begins it anew.
 */
const READINGS_EVERY_MS = 5 * SECOND_MS;

export interface LiveSink {
  readonly take: (frame: StreamFrame) => void;
  readonly stop: () => void;
}

export function createLiveSink(client: QueryClient): LiveSink {
  let events: StoredEvent[] = [];
  let seen: SeenHost[] = [];
  let frame: number | undefined;
  let hiddenTimer: ReturnType<typeof setTimeout> | undefined;
  const old = new Map<string, QueryKey>();
  let refreshTimer: ReturnType<typeof setTimeout> | undefined;
  let refreshedAt = 0;

  const flush = (): void => {
    if (frame !== undefined) cancelAnimationFrame(frame);
    clearTimeout(hiddenTimer);
    frame = hiddenTimer = undefined;
    const [someEvents, someSeen] = [events, seen];
    events = [];
    seen = [];
    applyEvents(client, someEvents);
    if (someSeen.length > 0) applySeen(client, someSeen);
    for (const event of someEvents) for (const key of keysOf(event.body)) old.set(hashKey(key), key);
    if (old.size > 0) planRefresh();
  };
  const planFlush = (): void => {
    if (frame !== undefined) return;
    frame = requestAnimationFrame(flush);
    hiddenTimer = setTimeout(flush, HIDDEN_FLUSH_MS);
  };
  const planRefresh = (): void => {
    if (refreshTimer !== undefined) return;
    const wait = Math.max(REFRESH_AFTER_MS, refreshedAt + REFRESH_EVERY_MS - Date.now());
    refreshTimer = setTimeout(refresh, wait);
  };
  const refresh = (): void => {
    refreshTimer = undefined;
    refreshedAt = Date.now();
    for (const [hash, key] of old) {
      // An answer under way may have been read before the event; asking again at once would only queue up requests.
      if (client.isFetching({ queryKey: key }) > 0) continue;
      old.delete(hash);
      void client.invalidateQueries({ queryKey: key });
    }
    if (old.size > 0) planRefresh();
  };
  let greeted = false;
  const readings = setInterval(() => {
    if (!document.hidden) void client.invalidateQueries({ predicate: showsReadings });
  }, READINGS_EVERY_MS);
  return {
    take: (next) => {
      switch (next.frame) {
        case 'event':
          events.push(next.event);
          planFlush();
          return;
        case 'seen':
          seen.push(...next.hosts);
          planFlush();
          return;
        case 'hello':
          // Answers read before the log was followed may have missed an event; after a gap all of them may have.
          if (next.gap || !greeted) void client.invalidateQueries({ predicate: isLiveData });
          greeted = true;
          return;
        case 'bye':
          return;
      }
    },
    stop: () => {
      if (frame !== undefined) cancelAnimationFrame(frame);
      clearTimeout(hiddenTimer);
      clearTimeout(refreshTimer);
      clearInterval(readings);
    },
  };
}

/** Lists of domains and details of one; candidates, a key deeper, are no readings. */
const showsReadings = ({ queryKey }: Query): boolean =>
  queryKey[0] === domainKeys.all()[0] && queryKey.length === domainKeys.detail('').length;

/** Who one is and what was printed in 2006 do not come from the event log. */
const isLiveData = (query: Query): boolean => query.queryKey[0] !== 'session' && query.queryKey[0] !== 'references';
