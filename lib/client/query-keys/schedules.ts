import type { z } from 'zod';
import type { Paging } from '@/lib/contracts/common';
import type { Filter } from '@/lib/client/queries/filter';

export type ScheduleFilter = Filter<z.infer<typeof Paging>>;

export const scheduleKeys = {
  all: () => ['schedules'] as const,
  lists: () => ['schedules', 'list'] as const,
  list: (filter: ScheduleFilter) => ['schedules', 'list', filter] as const,
  detail: (id: string) => ['schedules', 'detail', id] as const,
  firings: (id: string, filter: ScheduleFilter) => ['schedules', 'detail', id, 'firings', filter] as const,
};
