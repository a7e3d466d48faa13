import type { z } from 'zod';
import type { Paging } from '@/lib/contracts/common';
import type { Filter } from '@/lib/client/queries/filter';

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
