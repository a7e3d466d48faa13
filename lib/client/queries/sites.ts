import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import { getJson } from '@/lib/client/http';
import type { Paging } from '@/lib/contracts/common';
import { Site, SiteDrift, SiteExamples, SitePage, SiteRevisionPage, SiteRevisionText } from '@/lib/contracts/sites';
import { api } from '@/lib/utils/paths';
import { type Filter, FRESH_MS } from './filter';

export type SiteFilter = Filter<z.infer<typeof Paging>>;
export const siteKeys = {
  all: () => ['sites'] as const,
  lists: () => ['sites', 'list'] as const,
  list: (filter: SiteFilter) => ['sites', 'list', filter] as const,
  detail: (id: string) => ['sites', 'detail', id] as const,
  drift: (id: string) => ['sites', 'detail', id, 'drift'] as const,
  revisions: (id: string, filter: SiteFilter) => ['sites', 'detail', id, 'revisions', filter] as const,
  revision: (id: string, number: number, against: number | undefined) =>
    ['sites', 'detail', id, 'revision', number, against ?? null] as const,
  examples: () => ['sites', 'examples'] as const,
};

export const sitesQuery = (filter: SiteFilter = {}) =>
  queryOptions({
    queryKey: siteKeys.list(filter),
    queryFn: ({ signal }) => getJson(api.sites(), SitePage, { query: { ...filter }, signal }),
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
  });

export const siteQuery = (id: string) =>
  queryOptions({
    queryKey: siteKeys.detail(id),
    queryFn: ({ signal }) => getJson(api.site(id), Site, { signal }),
    staleTime: FRESH_MS,
  });

/** Hosts and domains change without an event of the site: it is looked at again so often. */
const DRIFT_EVERY_MS = 30_000;
/** What of the testbed is otherwise than the file says. */
export const siteDriftQuery = (id: string) =>
  queryOptions({
    queryKey: siteKeys.drift(id),
    queryFn: ({ signal }) => getJson(api.siteDrift(id), SiteDrift, { signal }),
    staleTime: FRESH_MS,
    refetchInterval: DRIFT_EVERY_MS,
  });

export const siteRevisionsQuery = (id: string, filter: SiteFilter = {}) =>
  queryOptions({
    queryKey: siteKeys.revisions(id, filter),
    queryFn: ({ signal }) => getJson(api.siteRevisions(id), SiteRevisionPage, { query: { ...filter }, signal }),
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
  });

/** One revision, compared with another by line; neither ever changes. */
export const siteRevisionQuery = (id: string, number: number, against: number | undefined) =>
  queryOptions({
    queryKey: siteKeys.revision(id, number, against),
    queryFn: ({ signal }) =>
      getJson(api.siteRevision(id, String(number)), SiteRevisionText, { query: { against }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** They come with the release. */
export const siteExamplesQuery = () =>
  queryOptions({
    queryKey: siteKeys.examples(),
    queryFn: ({ signal }) => getJson(api.siteExamples(), SiteExamples, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
