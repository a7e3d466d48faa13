import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { getJson } from '@/lib/client/http';
import { Inbox, LeaseRules, type ReadInboxQuery, Webhooks } from '@/lib/contracts/lease-notices';
import { api } from '@/lib/utils/paths';
import { type Filter, FRESH_MS } from './filter';

export const noticeKeys = {
  all: () => ['lease-notices'] as const,
  inbox: (filter: Filter<ReadInboxQuery>) => [...noticeKeys.all(), 'inbox', filter] as const,
  rules: () => [...noticeKeys.all(), 'rules'] as const,
  webhooks: () => [...noticeKeys.all(), 'webhooks'] as const,
};

export const inboxQuery = (filter: Filter<ReadInboxQuery> = {}) =>
  queryOptions({
    queryKey: noticeKeys.inbox(filter),
    queryFn: ({ signal }) => getJson(api.inbox(), Inbox, { query: { ...filter }, signal }),
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
  });

export const leaseRulesQuery = () =>
  queryOptions({
    queryKey: noticeKeys.rules(),
    queryFn: ({ signal }) => getJson(api.leaseRules(), LeaseRules, { signal }),
    staleTime: FRESH_MS,
  });

export const webhooksQuery = () =>
  queryOptions({
    queryKey: noticeKeys.webhooks(),
    queryFn: ({ signal }) => getJson(api.leaseWebhooks(), Webhooks, { signal }),
    staleTime: FRESH_MS,
  });
