import type { z } from 'zod';
import type { ListAlarmsQuery } from '@/lib/contracts/events';
import type { Filter } from '@/lib/client/queries/filter';

export type AlarmFilter = Filter<z.infer<typeof ListAlarmsQuery>>;

export const alarmKeys = {
  all: () => ['alarms'] as const,
  lists: () => ['alarms', 'list'] as const,
  list: (filter: AlarmFilter) => ['alarms', 'list', filter] as const,
};
