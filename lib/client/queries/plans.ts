import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { getJson } from '@/lib/client/http';
import { Plan, PlanPage } from '@/lib/contracts/plans';
import { RebalanceSettings } from '@/lib/contracts/rebalance-settings';
import { api } from '@/lib/utils/paths';
import { FRESH_MS } from './filter';
import { type PlanFilter, planKeys } from '@/lib/client/query-keys/plans';

export const plansQuery = (filter: PlanFilter = {}) =>
  queryOptions({
    queryKey: planKeys.list(filter),
    queryFn: ({ signal }) => getJson(api.plans(), PlanPage, { query: { ...filter }, signal }),
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
  });

export const planQuery = (id: string) =>
  queryOptions({
    queryKey: planKeys.detail(id),
    queryFn: ({ signal }) => getJson(api.plan(id), Plan, { signal }),
    staleTime: FRESH_MS,
  });

export const rebalanceSettingsQuery = () =>
  queryOptions({
    queryKey: planKeys.settings(),
    queryFn: ({ signal }) => getJson(api.rebalanceSettings(), RebalanceSettings, { signal }),
    staleTime: FRESH_MS,
  });
