import type { z } from 'zod';
import type { ListProbeTargetsQuery } from '@/lib/contracts/probes';
import type { Filter } from '@/lib/client/queries/filter';

export type ProbeTargetFilter = Filter<z.infer<typeof ListProbeTargetsQuery>>;

export const probeKeys = {
  all: () => ['probes'] as const,
  lists: () => ['probes', 'list'] as const,
  list: (filter: ProbeTargetFilter) => ['probes', 'list', filter] as const,
  detail: (id: string) => ['probes', 'detail', id] as const,
  summary: () => ['probes', 'summary'] as const,
  comparison: (a: string, b: string) => ['probes', 'comparison', a, b] as const,
  siteComparison: (siteId: string) => ['probes', 'site-comparison', siteId] as const,
};
