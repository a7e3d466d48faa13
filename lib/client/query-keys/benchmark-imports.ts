import type { z } from 'zod';
import type { Paging } from '@/lib/contracts/common';
import type { Filter } from '@/lib/client/queries/filter';

export type ImportFilter = Filter<z.infer<typeof Paging>>;

export const importKeys = {
  all: () => ['benchmark-imports'] as const,
  list: (filter: ImportFilter) => ['benchmark-imports', 'list', filter] as const,
  detail: (id: string) => ['benchmark-imports', 'detail', id] as const,
  results: (id: string, filter: ImportFilter) => ['benchmark-imports', 'results', id, filter] as const,
  /** `file`: which one was chosen; its text is too long to be told apart by. */
  preview: (file: string, how: unknown) => ['benchmark-import-preview', file, how] as const,
};
