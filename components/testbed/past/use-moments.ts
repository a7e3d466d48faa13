'use client';
import { parseAsString, useQueryStates } from 'nuqs';

/**
 * The moment that is looked at and the one it is compared with: in the address, so that both can be sent to a colleague.
 * Undefined is now.
 */
export function useMoments() {
  const [{ at, since }, set] = useQueryStates({ at: parseAsString, since: parseAsString });
  return {
    at: at ?? undefined,
    since: since ?? undefined,
    look: (moment: string | undefined) => void set({ at: moment ?? null }),
    compare: (moment: string | undefined) => void set({ since: moment ?? null }),
  };
}
export type Moments = ReturnType<typeof useMoments>;
