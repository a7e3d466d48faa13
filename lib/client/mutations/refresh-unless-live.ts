import type { QueryClient, QueryKey } from '@tanstack/react-query';
import { getConnection } from '@/lib/client/live/connection-store';

/** While the stream is live its events refresh what a command touched, and sooner; without it the answers are asked again. */
export function refreshUnlessLive(client: QueryClient, keys: readonly QueryKey[]): void {
  if (getConnection().status === 'live') return;
  for (const queryKey of keys) void client.invalidateQueries({ queryKey });
}
