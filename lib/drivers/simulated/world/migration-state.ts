import type { DriverError } from '@/lib/drivers/errors';
import type { MigrateOptions } from '@/lib/drivers/port';

/** How a migration ended, in the simulated hypervisor's words. */
export type MigrationOutcome =
  | {
      readonly kind: 'done';
      readonly elapsedMs: number;
      readonly downtimeMs: number;
      readonly bytes: number;
      readonly rounds: number;
    }
  | { readonly kind: 'failed'; readonly error: DriverError };

/** One migration under way. Bytes and times as of `settledAtMs`; the copy goes on at `bytesPerSecond`. */
export interface Migration {
  readonly domainId: string;
  readonly source: string;
  readonly target: string;
  readonly options: MigrateOptions;
  /** `bounded`: stops the guest after so many rounds (Xen); `patient`: copies until the rest is small enough (QEMU). */
  readonly manner: 'bounded' | 'patient';
  readonly startedAtMs: number;
  /** Memory that must be sent at least once. */
  readonly totalBytes: number;
  phase: 'preparing' | 'copying' | 'switching-over';
  /** Rounds begun. */
  round: number;
  roundStartedAtMs: number;
  /** Left of this round. */
  leftBytes: number;
  sentBytes: number;
  settledAtMs: number;
  bytesPerSecond: number;
  /** Of the last whole round. */
  dirtyBytesPerSecond: number | undefined;
  /** 0..1 of the guest's CPU taken away so that it writes less. */
  throttle: number;
  postCopyActive: boolean;
  /** The fault of a copy that stands still for ever. */
  stalled?: true;
  stoppedAtMs: number | undefined;
  /** Time the guest has stood. */
  downtimeMs: number;
  /** What happens when `leftBytes` have been sent. */
  onSent: () => void;
  readonly watchers: Set<(outcome: MigrationOutcome) => void>;
}
