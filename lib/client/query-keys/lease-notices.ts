import type { ReadInboxQuery } from '@/lib/contracts/lease-notices';
import type { Filter } from '@/lib/client/queries/filter';

export const noticeKeys = {
  all: () => ['lease-notices'] as const,
  inbox: (filter: Filter<ReadInboxQuery>) => [...noticeKeys.all(), 'inbox', filter] as const,
  rules: () => [...noticeKeys.all(), 'rules'] as const,
  mail: () => [...noticeKeys.all(), 'mail'] as const,
  mailPreference: () => [...noticeKeys.all(), 'mail-preference'] as const,
  webhooks: () => [...noticeKeys.all(), 'webhooks'] as const,
};
