import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { getJson } from '@/lib/client/http';
import { MigrationCost } from '@/lib/contracts/migration-cost';
import { MigrationDetail, MigrationPage } from '@/lib/contracts/migrations';
import { api } from '@/lib/utils/paths';
import { FRESH_MS } from './filter';
import { type MigrationFilter, migrationKeys } from '@/lib/client/query-keys/migrations';

export const migrationsQuery = (filter: MigrationFilter = {}) =>
  queryOptions({
    queryKey: migrationKeys.list(filter),
    queryFn: ({ signal }) => getJson(api.migrations(), MigrationPage, { query: { ...filter }, signal }),
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
  });

/** What they cost, and how well that was foretold. A migration that ends makes it old. */
export const migrationCostQuery = () =>
  queryOptions({
    queryKey: migrationKeys.cost(),
    queryFn: ({ signal }) => getJson(api.migrationCost(), MigrationCost, { signal }),
    staleTime: FRESH_MS,
  });

/** With its stages and samples. `migration.progress` events say when to look again; nothing polls. */
export const migrationQuery = (id: string) =>
  queryOptions({
    queryKey: migrationKeys.detail(id),
    queryFn: ({ signal }) => getJson(api.migration(id), MigrationDetail, { signal }),
    staleTime: FRESH_MS,
  });
