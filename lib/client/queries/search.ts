import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { getJson } from '@/lib/client/http';
import { SearchResult } from '@/lib/contracts/testbed';
import { api } from '@/lib/utils/paths';

const searchKeys = {
  all: () => ['search'] as const,
  words: (q: string) => ['search', q] as const,
};
/** Typing the same words again within this time asks nobody. */
const SEARCH_FRESH_MS = 10_000;

/** Answers of the command palette. Not asked while there is nothing to look for. */
export const searchQuery = (q: string) => {
  const words = q.trim();
  return queryOptions({
    queryKey: searchKeys.words(words),
    queryFn: ({ signal }) => getJson(api.search(), SearchResult, { query: { q: words }, signal }),
    enabled: words !== '',
    placeholderData: keepPreviousData,
    staleTime: SEARCH_FRESH_MS,
  });
};
