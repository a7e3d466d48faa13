import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { getJson, sendJson } from '@/lib/client/http';
import {
  BuildLog,
  BuiltImageDetail,
  CollectionPreview,
  ImageChecked,
  ImageDetail,
  ImageOffer,
  ImagePage,
  type ListImagesQuery,
  type RetentionRule,
} from '@/lib/contracts/images';
import { SECOND_MS } from '@/lib/utils/time';
import { api } from '@/lib/utils/paths';
import { type Filter, FRESH_MS } from './filter';

export type ImageFilter = Filter<ListImagesQuery>;

export const imageKeys = {
  all: () => ['images'] as const,
  lists: () => [...imageKeys.all(), 'list'] as const,
  list: (filter: ImageFilter) => [...imageKeys.lists(), filter] as const,
  detail: (id: string) => [...imageKeys.all(), 'detail', id] as const,
  built: (id: string) => [...imageKeys.all(), 'built', id] as const,
  collection: (rule: RetentionRule) => [...imageKeys.all(), 'collection', rule] as const,
  log: (operationId: string) => ['image-build-log', operationId] as const,
  offer: () => ['image-offer'] as const,
  checked: (yaml: string) => ['image-check', yaml] as const,
};

/** Lines of a log that is being written are asked for so often; each answer has them all. */
const LOG_EVERY_MS = SECOND_MS;

export const imagesQuery = (filter: ImageFilter = {}) =>
  queryOptions({
    queryKey: imageKeys.list(filter),
    queryFn: ({ signal }) => getJson(api.images(), ImagePage, { query: { ...filter }, signal }),
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
  });

export const imageQuery = (id: string) =>
  queryOptions({
    queryKey: imageKeys.detail(id),
    queryFn: ({ signal }) => getJson(api.image(id), ImageDetail, { signal }),
    staleTime: FRESH_MS,
  });

export const builtImageQuery = (id: string) =>
  queryOptions({
    queryKey: imageKeys.built(id),
    queryFn: ({ signal }) => getJson(api.builtImage(id), BuiltImageDetail, { signal }),
    staleTime: FRESH_MS,
  });

export const buildLogQuery = (operationId: string) =>
  queryOptions({
    queryKey: imageKeys.log(operationId),
    queryFn: ({ signal }) => getJson(api.buildLog(operationId), BuildLog, { signal }),
    refetchInterval: ({ state }) => (state.data?.finished === true ? false : LOG_EVERY_MS),
    staleTime: FRESH_MS,
  });

export const imageOfferQuery = () =>
  queryOptions({
    queryKey: imageKeys.offer(),
    queryFn: ({ signal }) => getJson(api.imageOffer(), ImageOffer, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** What is wrong with a text. The same text has the same mistakes. */
export const checkImageQuery = (yaml: string) =>
  queryOptions({
    queryKey: imageKeys.checked(yaml),
    queryFn: ({ signal }) => sendJson('POST', api.checkImage(), ImageChecked, { body: { yaml }, signal }),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  });

export const collectionQuery = (rule: RetentionRule) =>
  queryOptions({
    queryKey: imageKeys.collection(rule),
    queryFn: ({ signal }) => getJson(api.imageCollection(), CollectionPreview, { query: rule, signal }),
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
  });
