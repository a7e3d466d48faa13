'use client';
import { useQuery } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { sessionQuery } from '@/lib/client/queries/session';
import type { CsvMapping } from '@/lib/domain/imported-result';
import { recallMapping, rememberMapping, storageKey } from './mapping-draft';

const never = () => () => {};

/** What files with such columns meant to this user the last time, remembered in this browser; nothing of it reaches the server. */
export function useRememberedMapping(columns: readonly string[]): {
  readonly remembered: CsvMapping | undefined;
  readonly remember: (mapping: CsvMapping) => void;
} {
  const { data: session } = useQuery(sessionQuery());
  const key = storageKey(session?.userId ?? '');
  const stored = useSyncExternalStore(
    never,
    () => read(key),
    () => null,
  );
  return {
    remembered: columns.length === 0 ? undefined : recallMapping(stored, columns),
    remember: (mapping) => {
      try {
        localStorage.setItem(key, rememberMapping(read(key), columns, mapping));
      } catch {
        // Storage may be full or forbidden; the columns are then told anew the next time, which is all that is lost.
      }
    },
  };
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    // A browser that forbids storage throws on reading; it then remembers nothing.
    return null;
  }
}
