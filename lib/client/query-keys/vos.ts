import type { ListVoAuditQuery } from '@/lib/contracts/vos';
import type { Filter } from '@/lib/client/queries/filter';

export const voKeys = {
  all: () => ['vos'] as const,
  windows: () => [...voKeys.all(), 'window'] as const,
  window: (vo: string) => [...voKeys.windows(), vo] as const,
  backOffs: (vo: string) => [...voKeys.all(), 'back-offs', vo] as const,
  audit: (vo: string, filter: Filter<ListVoAuditQuery>) => [...voKeys.all(), 'audit', vo, filter] as const,
};
