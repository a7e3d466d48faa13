import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { getJson, sendJson } from '@/lib/client/http';
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
import { FRESH_MS } from './filter';
import { type SiteFilter, siteKeys } from '@/lib/client/query-keys/sites';

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
