import { queryOptions } from '@tanstack/react-query';
import { getJson } from '@/lib/client/http';
import { TokenList } from '@/lib/contracts/access';
import { api } from '@/lib/utils/paths';
import { FRESH_MS } from './filter';
import { tokenKeys } from '@/lib/client/query-keys/tokens';

/** The caller's own API tokens, revoked ones included. */
export const tokensQuery = () =>
  queryOptions({
    queryKey: tokenKeys.all(),
    queryFn: ({ signal }) => getJson(api.tokens(), TokenList, { signal }),
    staleTime: FRESH_MS,
  });
