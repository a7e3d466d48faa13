'use client';
import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { type SpanName, SPANS } from './moment-words';

/**
 * The moment that is looked at, the one it is compared with and the span of the slider: in the address, so that they can be sent to a
 * colleague, and are there when the page is read again.
 * Undefined is now.
 */
export function useMoments() {
  const [{ at, since, span }, set] = useQueryStates({
    at: parseAsString,
    since: parseAsString,
    span: parseAsStringLiteral(SPANS.map(({ value }) => value)),
  });
  return {
    at: at ?? undefined,
    since: since ?? undefined,
    /** Undefined: the shortest that holds both. */
    span: span ?? undefined,
    show: (chosen: SpanName) => void set({ span: chosen }),
    look: (moment: string | undefined) => void set({ at: moment ?? null }),
    compare: (moment: string | undefined) => void set({ since: moment ?? null }),
  };
}
export type Moments = ReturnType<typeof useMoments>;
