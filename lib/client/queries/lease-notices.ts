import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { getJson } from '@/lib/client/http';
import { Inbox, LeaseRules, type ReadInboxQuery, Webhooks } from '@/lib/contracts/lease-notices';
import { MailPreference, MailSettings } from '@/lib/contracts/mail';
import { api } from '@/lib/utils/paths';
import { type Filter, FRESH_MS } from './filter';
import { noticeKeys } from '@/lib/client/query-keys/lease-notices';

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

/** A test is on its way for seconds; nothing announces how mail goes. */
const LOOK_AGAIN_MS = 2_000;
export const mailSettingsQuery = () =>
  queryOptions({
    queryKey: noticeKeys.mail(),
    queryFn: ({ signal }) => getJson(api.mailSettings(), MailSettings, { signal }),
    staleTime: FRESH_MS,
    refetchInterval: ({ state: { data } }) => (data !== undefined && data.waiting > 0 ? LOOK_AGAIN_MS : false),
  });

export const mailPreferenceQuery = () =>
  queryOptions({
    queryKey: noticeKeys.mailPreference(),
    queryFn: ({ signal }) => getJson(api.mailPreference(), MailPreference, { signal }),
    staleTime: FRESH_MS,
  });
