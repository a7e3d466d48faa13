import { queryOptions } from '@tanstack/react-query';
import { getJson } from '@/lib/client/http';
import { ReferenceFigures } from '@/lib/contracts/testbed';
import { api } from '@/lib/utils/paths';

const referenceKeys = { all: () => ['references'] as const };

/** Figures printed in 2006 do not change. */
export const referencesQuery = () =>
  queryOptions({
    queryKey: referenceKeys.all(),
    queryFn: ({ signal }) => getJson(api.references(), ReferenceFigures, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
