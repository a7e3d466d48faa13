import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { AppError } from '@/lib/domain/errors';
import { MINUTE_MS, SECOND_MS } from '@/lib/utils/time';

/** Tries after the first for what may pass by itself. More would keep a reader in front of a skeleton for too long. */
const RETRIES = 3;
/** The pause between tries doubles up to this. */
const RETRY_PAUSE_MAX_MS = 8 * SECOND_MS;
/** How long an answer nobody shows is kept: going back and forth between pages then shows at once. */
const KEEP_MS = 10 * MINUTE_MS;

/** Another try makes sense only where the other end did not answer; a refusal stays a refusal. */
export function retryUnanswered(failures: number, error: unknown): boolean {
  return failures < RETRIES && (AppError.is(error, 'unavailable') || AppError.is(error, 'timeout'));
}

/** @example retryPause(0) // 500 */
export const retryPause = (failures: number): number => Math.min(RETRY_PAUSE_MAX_MS, 500 * 2 ** failures);

/**
 * The one query client of a tab. `onSignedOut` is called when any answer says that the session has ended.
 */
export function createQueryClient({ onSignedOut }: { onSignedOut: () => void }): QueryClient {
  const watch = (error: unknown): void => {
    if (AppError.is(error, 'unauthenticated')) onSignedOut();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError: watch }),
    mutationCache: new MutationCache({ onError: watch }),
    defaultOptions: {
      queries: {
        retry: retryUnanswered,
        retryDelay: retryPause,
        gcTime: KEEP_MS,
        // The browser's idea of "online" says nothing about a server on this machine or in this network.
        networkMode: 'always',
      },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
}
