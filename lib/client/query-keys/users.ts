import type { z } from 'zod';
import type { Paging } from '@/lib/contracts/common';
import type { Filter } from '@/lib/client/queries/filter';

export type UserFilter = Filter<z.infer<typeof Paging>>;

export const userKeys = {
  all: () => ['users'] as const,
  list: (filter: UserFilter) => ['users', 'list', filter] as const,
};
