import type { ListMigrationsQuery } from '@/lib/contracts/migrations';
import type { Filter } from '@/lib/client/queries/filter';

export type MigrationFilter = Filter<ListMigrationsQuery>;

export const migrationKeys = {
  all: () => ['migrations'] as const,
  lists: () => ['migrations', 'list'] as const,
  list: (filter: MigrationFilter) => ['migrations', 'list', filter] as const,
  cost: () => ['migrations', 'cost'] as const,
  details: () => ['migrations', 'detail'] as const,
  detail: (id: string) => ['migrations', 'detail', id] as const,
};
