import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import { getJson, sendJson } from '@/lib/client/http';
import type { Paging } from '@/lib/contracts/common';
import {
  Site,
  SiteDrift,
  SiteExamples,
  SitePage,
  SitePlan,
  SiteRevisionPage,
  SiteRevisionText,
  SiteRun,
  SiteRunPage,
  SiteSecrets,
} from '@/lib/contracts/sites';
import { api } from '@/lib/utils/paths';
import { type Filter, FRESH_MS } from './filter';

export type SiteFilter = Filter<z.infer<typeof Paging>>;
export const siteKeys = {
  all: () => ['sites'] as const,
  lists: () => ['sites', 'list'] as const,
  list: (filter: SiteFilter) => ['sites', 'list', filter] as const,
  detail: (id: string) => ['sites', 'detail', id] as const,
  drift: (id: string) => ['sites', 'detail', id, 'drift'] as const,
  secrets: (id: string) => ['sites', 'detail', id, 'secrets'] as const,
  revisions: (id: string, filter: SiteFilter) => ['sites', 'detail', id, 'revisions', filter] as const,
  revision: (id: string, number: number, against: number | undefined) =>
    ['sites', 'detail', id, 'revision', number, against ?? null] as const,
  runs: (id: string, filter: SiteFilter) => ['sites', 'detail', id, 'runs', filter] as const,
  destroyPlan: (id: string) => ['sites', 'destroy-plan', id] as const,
  allRuns: () => ['sites', 'run'] as const,
  run: (id: string) => ['sites', 'run', id] as const,
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

export const siteRunsQuery = (id: string, filter: SiteFilter = {}) =>
  queryOptions({
    queryKey: siteKeys.runs(id, filter),
    queryFn: ({ signal }) => getJson(api.siteRuns(id), SiteRunPage, { query: { ...filter }, signal }),
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
  });

export const siteRunQuery = (id: string) =>
  queryOptions({
    queryKey: siteKeys.run(id),
    queryFn: ({ signal }) => getJson(api.siteRun(id), SiteRun, { signal }),
    staleTime: FRESH_MS,
  });

/** Made anew whenever it is asked for: what goes is what is there then. Nothing is done by it. */
export const siteDestroyPlanQuery = (id: string) =>
  queryOptions({
    queryKey: siteKeys.destroyPlan(id),
    queryFn: () => sendJson('POST', api.planSiteDestroy(id), SitePlan),
    staleTime: 0,
    gcTime: 0,
  });

export const siteSecretsQuery = (id: string) =>
  queryOptions({
    queryKey: siteKeys.secrets(id),
    queryFn: ({ signal }) => getJson(api.siteSecrets(id), SiteSecrets, { signal }),
    staleTime: FRESH_MS,
  });
