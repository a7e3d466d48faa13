import type { AccountingQuery } from '@/lib/contracts/accounting';
import type { Filter } from '@/lib/client/queries/filter';

export const accountingKeys = {
  all: () => ['accounting'] as const,
  of: (filter: Filter<AccountingQuery>) => [...accountingKeys.all(), filter] as const,
};
