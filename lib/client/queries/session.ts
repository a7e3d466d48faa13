import { queryOptions } from '@tanstack/react-query';
import { getJson } from '@/lib/client/http';
import { Session } from '@/lib/contracts/access';
import { api } from '@/lib/utils/paths';
import { sessionKeys } from '@/lib/client/query-keys/session';

/** Roles change seldom; a refusal by the server is what really protects. */
const SESSION_FRESH_MS = 5 * 60_000;

/** Who is signed in and what they may do. */
export const sessionQuery = () =>
  queryOptions({
    queryKey: sessionKeys.all(),
    queryFn: ({ signal }) => getJson(api.session(), Session, { signal }),
    staleTime: SESSION_FRESH_MS,
  });
