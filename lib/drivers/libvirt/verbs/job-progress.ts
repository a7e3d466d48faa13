/**
 * Job statistics of libvirt → our progress. Pure. A figure that libvirt did not give stays undefined.
 * Field names: https://libvirt.org/html/libvirt-libvirt-domain.html#virDomainGetJobStats
 */
import type { MigrationProgress, MigrationReport } from '@/lib/drivers/port';
import { typedParameters, type ParameterValue } from '@/lib/drivers/libvirt/ffi/typed-parameters';
import { VIR_DOMAIN_JOB_NONE, VIR_DOMAIN_JOB_UNBOUNDED } from '@/lib/drivers/libvirt/ffi/flags';

/** virDomainJobOperation: MIGRATION_IN and MIGRATION_OUT; a save or a snapshot is a job too, and not ours to show. */
const MIGRATION_OPERATIONS: readonly number[] = [4, 5];

export interface JobStats {
  readonly type: number;
  readonly bytes: Uint8Array;
}

/** Undefined where no migration is active. */
export function toProgress(stats: JobStats, at: Date): MigrationProgress | undefined {
  if (stats.type === VIR_DOMAIN_JOB_NONE) return undefined;
  const job = new JobFigures(stats);
  // Xen's driver says of any job of its own, and so of a migration, for how long it has run, and no more.
  if (stats.type === VIR_DOMAIN_JOB_UNBOUNDED && job.number('operation') === undefined)
    return { at, phase: 'copying', elapsedMs: job.number('time_elapsed') ?? 0 };
  if (!MIGRATION_OPERATIONS.includes(job.number('operation') ?? 0)) return undefined;
  const bytesTotal = job.number('data_total');
  const bytesRemaining = job.number('data_remaining');
  const copying = bytesTotal !== undefined && bytesTotal > 0;
  const rounds = job.number('memory_iteration');
  const pageBytes = job.number('memory_page_size');
  const dirtyPages = job.number('memory_dirty_rate');
  const postCopyRequests = job.number('memory_postcopy_requests');
  return {
    at,
    phase: !copying ? 'preparing' : bytesRemaining === 0 ? 'switching-over' : 'copying',
    elapsedMs: job.number('time_elapsed') ?? 0,
    bytesTotal: copying ? bytesTotal : undefined,
    bytesTransferred: copying ? job.number('data_processed') : undefined,
    bytesRemaining: copying ? bytesRemaining : undefined,
    // QEMU gives 0 until it has finished a round: that is "not known yet".
    dirtyBytesPerSecond:
      dirtyPages !== undefined && pageBytes !== undefined && (rounds ?? 0) > 1 ? dirtyPages * pageBytes : undefined,
    bandwidthBytesPerSecond: positive(job.number('memory_bps')),
    rounds: copying ? rounds : undefined,
    throttlePercent: job.number('auto_converge_throttle'),
    // While the job runs, libvirt's `downtime` is QEMU's expectation.
    expectedDowntimeMs: copying ? job.number('downtime') : undefined,
    postCopyActive: postCopyRequests !== undefined && postCopyRequests > 0 ? true : undefined,
  };
}

/** @param measuredMs our own clock over the call, where libvirt gives none */
export function toReport(stats: JobStats | undefined, measuredMs: number): MigrationReport {
  if (stats === undefined || stats.type === VIR_DOMAIN_JOB_NONE) return { elapsedMs: measuredMs };
  const job = new JobFigures(stats);
  return {
    elapsedMs: job.number('time_elapsed') ?? measuredMs,
    reportedDowntimeMs: job.number('downtime'),
    bytesTransferred: job.number('data_processed'),
    rounds: job.number('memory_iteration'),
  };
}

class JobFigures {
  readonly #values: Map<string, ParameterValue>;
  constructor(stats: JobStats) {
    this.#values = typedParameters(Buffer.from(stats.bytes));
  }
  number(field: string): number | undefined {
    const value = this.#values.get(field);
    return value === undefined ? undefined : Number(value);
  }
}

function positive(value: number | undefined): number | undefined {
  return value !== undefined && value > 0 ? value : undefined;
}
