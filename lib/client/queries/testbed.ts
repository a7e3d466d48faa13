import { queryOptions } from '@tanstack/react-query';
import { getJson } from '@/lib/client/http';
import { Testbed } from '@/lib/contracts/testbed';
import { api } from '@/lib/utils/paths';
import { FRESH_MS } from './filter';
import { testbedKeys } from '@/lib/client/query-keys/testbed';

/** Everything the map draws, in one answer. */
export const testbedQuery = () =>
  queryOptions({
    queryKey: testbedKeys.all(),
    queryFn: ({ signal }) => getJson(api.testbed(), Testbed, { signal }),
    staleTime: FRESH_MS,
  });
