import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { getJson, sendJson } from '@/lib/client/http';
import {
  CampaignCellDetail,
  CampaignChecked,
  CampaignDefinitionDetail,
  CampaignDefinitionPage,
  CampaignDetail,
  CampaignPage,
  type ListCampaignDefinitionsQuery,
  type ListCampaignsQuery,
} from '@/lib/contracts/campaigns';
import { api } from '@/lib/utils/paths';
import { type Filter, FRESH_MS } from './filter';
import { campaignKeys } from '@/lib/client/query-keys/campaigns';

export const campaignsQuery = (filter: Filter<ListCampaignsQuery> = {}) =>
  queryOptions({
    queryKey: campaignKeys.list(filter),
    queryFn: ({ signal }) => getJson(api.campaigns(), CampaignPage, { query: { ...filter }, signal }),
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
  });

export const campaignQuery = (id: string) =>
  queryOptions({
    queryKey: campaignKeys.detail(id),
    queryFn: ({ signal }) => getJson(api.campaign(id), CampaignDetail, { signal }),
    staleTime: FRESH_MS,
  });

export const campaignCellQuery = (id: string, sequence: number) =>
  queryOptions({
    queryKey: campaignKeys.cell(id, sequence),
    queryFn: ({ signal }) => getJson(api.campaignCell(id, String(sequence)), CampaignCellDetail, { signal }),
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
  });

export const campaignDefinitionsQuery = (filter: Filter<ListCampaignDefinitionsQuery> = {}) =>
  queryOptions({
    queryKey: campaignKeys.definitions(filter),
    queryFn: ({ signal }) =>
      getJson(api.campaignDefinitions(), CampaignDefinitionPage, { query: { ...filter }, signal }),
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
  });

export const campaignDefinitionQuery = (id: string) =>
  queryOptions({
    queryKey: campaignKeys.definition(id),
    queryFn: ({ signal }) => getJson(api.campaignDefinition(id), CampaignDefinitionDetail, { signal }),
    staleTime: FRESH_MS,
  });

/** What is wrong with a text. The same text has the same mistakes. */
export const checkCampaignQuery = (yaml: string) =>
  queryOptions({
    queryKey: campaignKeys.checked(yaml),
    queryFn: ({ signal }) =>
      sendJson('POST', api.checkCampaignDefinition(), CampaignChecked, { body: { yaml }, signal }),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  });
