import type { QueryClient, QueryFilters } from '@tanstack/react-query';

/**
 * Changes cached answers in place. One that is unchanged is not touched, so that nothing is drawn and no timer begins anew;
 * one that is known to be old stays so: a patched row does not make the rest of it fresh.
 */
export function patchQueries<T>(client: QueryClient, filters: QueryFilters, patch: (answer: T) => T | undefined): void {
  for (const query of client.getQueryCache().findAll(filters)) {
    // The cache holds any type; keys and their answers' types are bound together in `lib/client/queries`.
    const answer = query.state.data as T | undefined;
    if (answer === undefined) continue;
    const next = patch(answer);
    if (next === undefined || next === answer) continue;
    const old = query.state.isInvalidated;
    client.setQueryData(query.queryKey, next);
    if (old) query.invalidate();
  }
}
