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
  type RetentionRule,
} from '@/lib/contracts/images';
import { SECOND_MS } from '@/lib/utils/time';
import { api } from '@/lib/utils/paths';
import { FRESH_MS } from './filter';
import { type ImageFilter, imageKeys } from '@/lib/client/query-keys/images';

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
