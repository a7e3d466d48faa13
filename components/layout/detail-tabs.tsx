'use client';
import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import type { ReactNode } from 'react';
import { Tabs } from '@/components/ui/tabs';

interface Tab {
  readonly value: string;
  readonly label: string;
  readonly panel: ReactNode;
}

/** The tabs of a page about one thing. Which is open is in the URL; the first where it names none. */
export function DetailTabs({ name, tabs }: { readonly name: string; readonly tabs: readonly [Tab, ...Tab[]] }) {
  const [{ tab }, set] = useQueryStates({
    tab: parseAsStringLiteral(tabs.map((each) => each.value)).withDefault(tabs[0].value),
    page: parseAsString,
  });
  return (
    <Tabs
      label={`About ${name}`}
      value={tab}
      // The lists of two tabs share the page in the URL; each begins at its first.
      onChange={(next) => void set({ tab: next, page: null })}
      tabs={tabs}
    />
  );
}
