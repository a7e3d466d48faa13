import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { getJson } from '@/lib/client/http';
import { ImageEndorserPage, ImageListDetail, ImageListPage, ImagePolicies } from '@/lib/contracts/image-trust';
import { api } from '@/lib/utils/paths';
import { FRESH_MS } from './filter';
import { imageTrustKeys } from '@/lib/client/query-keys/image-trust';

/** There are few of each: one page of them is all of them. */
const pageSize = 500;

export const endorsersQuery = () =>
  queryOptions({
    queryKey: imageTrustKeys.endorsers(),
    queryFn: ({ signal }) => getJson(api.imageEndorsers(), ImageEndorserPage, { query: { pageSize }, signal }),
    staleTime: FRESH_MS,
  });

export const imageListsQuery = (old: boolean) =>
  queryOptions({
    queryKey: imageTrustKeys.lists(old),
    queryFn: ({ signal }) =>
      getJson(api.imageLists(), ImageListPage, { query: { pageSize, ...(old ? { old } : {}) }, signal }),
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
  });

export const imageListQuery = (id: string) =>
  queryOptions({
    queryKey: imageTrustKeys.list(id),
    queryFn: ({ signal }) => getJson(api.imageList(id), ImageListDetail, { signal }),
    staleTime: FRESH_MS,
  });

export const imagePoliciesQuery = () =>
  queryOptions({
    queryKey: imageTrustKeys.policies(),
    queryFn: ({ signal }) => getJson(api.imagePolicies(), ImagePolicies, { signal }),
    staleTime: FRESH_MS,
  });
