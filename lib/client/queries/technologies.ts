import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { getJson } from '@/lib/client/http';
import { TechnologyMatrix } from '@/lib/contracts/technologies';
import { api } from '@/lib/utils/paths';
import { FRESH_MS } from './filter';
import { technologyKeys } from '@/lib/client/query-keys/technologies';

/** The capability matrix; with a host, what that one says of itself besides. */
export const technologiesQuery = (host: string | null) =>
  queryOptions({
    queryKey: technologyKeys.matrix(host),
    queryFn: ({ signal }) => getJson(api.technologies(), TechnologyMatrix, { query: { host }, signal }),
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
  });
