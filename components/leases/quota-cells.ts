/** A quota as its table says it: what is taken of what there may be, and what is left. Pure. */
import type { VoQuota } from '@/lib/contracts/environments';
import { KIB_PER_MIB, formatMemory } from '@/lib/utils/units';

export const QUOTA_COLUMNS = [
  { name: 'domains', label: 'Domains', words: String },
  { name: 'vcpus', label: 'vCPUs', words: String },
  { name: 'ia64Vcpus', label: 'of these on IA-64', words: String },
  { name: 'memoryMiB', label: 'Memory', words: (mib: number) => formatMemory(mib * KIB_PER_MIB) },
  { name: 'diskGiB', label: 'Disk', words: (gib: number) => `${gib} GiB` },
] as const;

/** Leases that were approved before a limit stay, so that more may be taken than it allows. */
export function quotaCell(
  quota: VoQuota,
  { name, words }: (typeof QUOTA_COLUMNS)[number],
): { readonly taken: string; readonly left: string | undefined } {
  const [limit, taken] = [quota[name], quota.taken[name]];
  if (limit === null) return { taken: `${words(taken)}, no limit`, left: undefined };
  const left = limit - taken;
  return {
    taken: `${words(taken)} of ${words(limit)}`,
    left: left < 0 ? `over by ${words(-left)}` : `${words(left)} left`,
  };
}
