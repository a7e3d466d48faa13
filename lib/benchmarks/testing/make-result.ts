/** For tests: a result with what matters named and the rest usual. */
import type { BenchmarkResult, Conditions } from '../result';

let made = 0;

export function makeResult(
  change: Partial<Omit<BenchmarkResult, 'conditions' | 'metric'>> & {
    readonly conditions?: Partial<Conditions>;
    readonly metric?: Partial<BenchmarkResult['metric']>;
    /** Days after an arbitrary Monday. */
    readonly day?: number;
  } = {},
): BenchmarkResult {
  const { conditions, metric, day = 0, ...rest } = change;
  made += 1;
  return {
    id: `run-${made}`,
    source: 'run',
    title: 'CPU loop',
    metric: { name: 'speed', title: 'Speed', unit: '1/s', direction: 'higher-is-better', ...metric },
    measuredOn: 'xen-pvh',
    hostId: 'h1',
    hostName: 'dempsey-01',
    ends: 'wn-01',
    at: new Date(Date.UTC(2026, 10, 2 + day, 12)),
    samples: [99, 100, 101],
    contaminated: false,
    standing: 'not-proposed',
    conditions: {
      benchmark: 'cpu-loop',
      version: 1,
      parameters: 'seconds=5',
      ends: 'one',
      sameHost: undefined,
      guests: 1,
      hostCpuModel: 'Xeon 5050',
      emulated: false,
      hypervisorVersion: '4.17',
      guestKernel: '6.1',
      vcpus: 1,
      memoryKiB: 524_288,
      microcode: '0x2',
      ...conditions,
    },
    ...rest,
  };
}

/** Ten figures without a tie, the first given and the rest one apart. */
export const tenFrom = (first: number): number[] => Array.from({ length: 10 }, (_, index) => first + index);
