'use client';
import { parseAsString, useQueryStates } from 'nuqs';

/** What the side panel shows, and the words the map is narrowed by: in the address, so that both can be sent to a colleague. */
export function useMapSelection() {
  const [{ domain, host, find }, set] = useQueryStates({
    domain: parseAsString,
    host: parseAsString,
    find: parseAsString.withDefault(''),
  });
  return {
    domainId: domain ?? undefined,
    hostId: host ?? undefined,
    find,
    showDomain: (id: string) => void set({ domain: id, host: null }),
    showHost: (id: string) => void set({ host: id, domain: null }),
    close: () => void set({ domain: null, host: null }),
    setFind: (words: string) => void set({ find: words === '' ? null : words }),
  };
}
export type MapSelection = ReturnType<typeof useMapSelection>;
