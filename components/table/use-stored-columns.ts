'use client';
import type { VisibilityState } from '@tanstack/react-table';
import { useCallback, useState, useSyncExternalStore } from 'react';
import { z } from 'zod';

const Visibility = z.record(z.string(), z.boolean());
const storageKey = (table: string) => `gridbox.columns.${table}`;

/** Which columns of a table are shown, remembered in this browser. Nothing of it reaches the server. */
export function useStoredColumns(
  table: string,
  defaults: VisibilityState,
): [VisibilityState, (next: VisibilityState) => void] {
  const [chosen, setChosen] = useState<VisibilityState | undefined>(undefined);
  // Read after hydration only: the server does not know this browser's choice.
  const stored = useSyncExternalStore(
    never,
    () => read(table),
    () => null,
  );
  const choose = useCallback(
    (next: VisibilityState) => {
      setChosen(next);
      try {
        localStorage.setItem(storageKey(table), JSON.stringify(next));
      } catch {
        // Storage may be full or forbidden; the choice then lasts until the page is left, which is all that is lost.
      }
    },
    [table],
  );
  return [chosen ?? parse(stored) ?? defaults, choose];
}

const never = () => () => {};

function read(table: string): string | null {
  try {
    return localStorage.getItem(storageKey(table));
  } catch {
    // A browser that forbids storage throws on reading; it then has no stored choice.
    return null;
  }
}

function parse(stored: string | null): VisibilityState | undefined {
  if (stored === null) return undefined;
  try {
    return Visibility.safeParse(JSON.parse(stored)).data;
  } catch {
    // Not JSON: somebody else's value under our key. The defaults serve.
    return undefined;
  }
}
