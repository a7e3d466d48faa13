import { keepPreviousData, queryOptions, skipToken } from '@tanstack/react-query';
import { getJson, sendJson } from '@/lib/client/http';
import { CreationCheck, type CheckCreation } from '@/lib/contracts/domain-making';
import { DomainDetail, DomainPage } from '@/lib/contracts/domains';
import { DomainIsolation } from '@/lib/contracts/isolation';
import { CandidateList } from '@/lib/contracts/migrations';
import { api } from '@/lib/utils/paths';
import { FRESH_MS } from './filter';
import { type MoveWay, type DomainFilter, domainKeys } from '@/lib/client/query-keys/domains';

/** Verdicts depend on every host's free memory, so they age faster than a domain's own facts. */
const CANDIDATES_FRESH_MS = 5_000;

/** One page of domains; the page before stays on screen until the next has come. */
export const domainsQuery = (filter: DomainFilter = {}) =>
  queryOptions({
    queryKey: domainKeys.list(filter),
    queryFn: ({ signal }) => getJson(api.domains(), DomainPage, { query: { ...filter }, signal }),
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
  });

export const domainQuery = (id: string) =>
  queryOptions({
    queryKey: domainKeys.detail(id),
    queryFn: ({ signal }) => getJson(api.domain(id), DomainDetail, { signal }),
    staleTime: FRESH_MS,
  });

export const isolationQuery = (id: string) =>
  queryOptions({
    queryKey: domainKeys.isolation(id),
    queryFn: ({ signal }) => getJson(api.isolation(id), DomainIsolation, { signal }),
    staleTime: FRESH_MS,
  });

/** Live and without its disks unless said otherwise: other pairs of hosts can move it the other ways. */
const USUAL_WAY: MoveWay = { live: true, copyStorage: false };

/** What may move where: every host with its verdict. */
export const candidatesQuery = (id: string, way = USUAL_WAY) =>
  queryOptions({
    queryKey: domainKeys.candidates(id, way),
    queryFn: ({ signal }) => getJson(api.candidates(id), CandidateList, { query: { ...way }, signal }),
    staleTime: CANDIDATES_FRESH_MS,
  });

/** Where such a domain could be made; nothing is asked while the body is undefined. */
export const creationQuery = (body: CheckCreation | undefined) =>
  queryOptions({
    queryKey: domainKeys.creation(body),
    queryFn:
      body === undefined
        ? skipToken
        : ({ signal }) => sendJson('POST', api.checkCreation(), CreationCheck, { body, signal }),
    // The verdicts of before stay on screen until these have come: nothing jumps while somebody types.
    placeholderData: keepPreviousData,
    staleTime: CANDIDATES_FRESH_MS,
  });
