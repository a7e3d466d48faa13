'use client';
import { useSyncExternalStore } from 'react';

/** Below this width a row is a two-line list item, not a line of cells. The same step as Tailwind's `md`. */
export const PHONE_QUERY = '(max-width: 767px)';

/** Does a media query match now? False on the server and in the first paint. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const list = window.matchMedia(query);
      list.addEventListener('change', changed);
      return () => list.removeEventListener('change', changed);
    },
    () => window.matchMedia(query).matches,
    () => false,
  );
}
