/** A cluster as large as the product promises to plan for, the same each time. */
import type { BalanceCluster, BalanceDomain, BalanceHost } from '@/lib/placement/balance/cluster';
import { KIB_PER_GIB } from '@/lib/utils/units';

const HOST_GIB = 64;
const CPUS = 16;
const SIZES_GIB = [1, 1, 2, 2, 4] as const;
const VOS = ['alice', 'atlas', 'cms', 'lhcb'] as const;

/** Numerical Recipes' "quick and dirty" linear congruential generator: the same numbers on every machine. */
function createNumbers(): (below: number) => number {
  const [FACTOR, ADDEND, MODULUS] = [1_664_525, 1_013_904_223, 2 ** 32];
  let state = 2006;
  return (below) => {
    state = (state * FACTOR + ADDEND) % MODULUS;
    return Math.floor((state / MODULUS) * below);
  };
}

/** Half the hosts take three quarters of the domains, as far as there is room: much to be levelled. */
export function largeCluster(hostCount: number, domainCount: number): BalanceCluster {
  const next = createNumbers();
  const hosts = Array.from({ length: hostCount }, (_, index): BalanceHost => {
    const name = `host-${index}`;
    return { id: name, name, memoryKiB: HOST_GIB * KIB_PER_GIB, cpus: CPUS, kind: 'xen' };
  });
  const used = new Float64Array(hostCount);
  const domains = Array.from({ length: domainCount }, (_, index): BalanceDomain => {
    const memoryKiB = (SIZES_GIB[next(SIZES_GIB.length)] ?? 1) * KIB_PER_GIB;
    let at = next(4) < 3 ? next(hostCount / 2) : next(hostCount);
    while ((used[at] ?? 0) + memoryKiB > HOST_GIB * KIB_PER_GIB) at = (at + 1) % hostCount;
    used[at] = (used[at] ?? 0) + memoryKiB;
    return {
      id: `domain-${index}`,
      name: `domain-${index}`,
      hostId: hosts[at]?.id ?? '',
      memoryKiB,
      vcpus: 1 + next(4),
      load: 1,
      kind: 'pvh',
      vo: VOS[next(VOS.length)] ?? null,
    };
  });
  return {
    hosts,
    domains,
    rules: { takes: () => true, isolatedVos: new Set(), mostVcpusPerCpu: 4, keepsNPlusOne: true },
  };
}
