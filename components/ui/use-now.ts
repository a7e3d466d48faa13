'use client';
import { useSyncExternalStore } from 'react';

/** One timer for every age on the page; it stops when nothing shows one. Seconds are as fine as an age is read. */
const TICK_MS = 1000;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let now = Date.now();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === undefined) {
    now = Date.now();
    timer = setInterval(() => {
      now = Date.now();
      for (const each of listeners) each();
    }, TICK_MS);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0 || timer === undefined) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/**
 * Something derived from the shared clock; the component draws again only when the derived value changes.
 * `serverValue` is what the server and the first paint show, since the server's clock is not the reader's.
 * @example useNow((now) => formatAge(now - seenAt), '')
 */
export function useNow<T extends string | number | boolean>(derive: (now: number) => T, serverValue: T): T {
  return useSyncExternalStore(
    subscribe,
    () => derive(now),
    () => serverValue,
  );
}
