import { benchmarkKeys } from './benchmarks';

export const definitionKeys = {
  /** Lists of definitions, retired ones among them or not. */
  list: (retired: boolean) => [...benchmarkKeys.all(), 'definitions', { retired }] as const,
  detail: (id: string) => [...benchmarkKeys.all(), 'definition', id] as const,
  checked: (yaml: string) => ['benchmark-definition-check', yaml] as const,
};
