/**
 * A result: the figures of one metric from one run, or from one imported measurement. What is compared, drawn and tracked over
 * time is results, wherever they come from. Pure.
 */
import type { MetricDirection, Standing } from '@/lib/domain/benchmark';
import type { Technology } from '@/lib/domain/technologies/technologies';

/** What ran it: a technology of the capability matrix, or the bare host. */
export type MeasuredOn = 'native' | Technology | 'unknown';

/** What has to be alike before two results may be compared; undefined: not known. */
export interface Conditions {
  readonly benchmark: string;
  readonly version: number;
  /** `name=value`, sorted: other parameters measure something else. */
  readonly parameters: string;
  /** One end, or between two. */
  readonly ends: 'one' | 'pair';
  /** Measured on a host itself, which is Xen's own first domain: a guest too, if a privileged one. */
  readonly dom0?: boolean | undefined;
  /** Both ends of a pair on one host. */
  readonly sameHost: boolean | undefined;
  /** Ends, or pairs, that ran at the same time. */
  readonly guests: number;
  readonly hostCpuModel: string | undefined;
  /** Instructions were emulated: a figure of the emulator, not of a processor. */
  readonly emulated: boolean | undefined;
  readonly hypervisorVersion: string | undefined;
  readonly guestKernel: string | undefined;
  readonly vcpus: number | undefined;
  readonly memoryKiB: number | undefined;
  readonly microcode: string | undefined;
}

export interface BenchmarkResult {
  /** Of the run or of the imported measurement. */
  readonly id: string;
  readonly source: 'run' | 'import';
  readonly title: string;
  readonly metric: {
    readonly name: string;
    readonly title: string;
    readonly unit: string;
    readonly direction: MetricDirection;
  };
  readonly measuredOn: MeasuredOn;
  readonly hostId: string | undefined;
  readonly hostName: string;
  /** What was measured, in words: see `endsOf`. */
  readonly ends: string;
  readonly at: Date;
  /** In the metric's unit, in the order of the repeats: no warm-up, none that failed. */
  readonly samples: readonly number[];
  readonly conditions: Conditions;
  readonly contaminated: boolean;
  readonly standing: Standing;
}
