import { describe, expect, it } from 'vitest';
import { TYPED_PARAMETER_BYTES } from '@/lib/drivers/libvirt/ffi/typed-parameters';
import { toProgress, toReport } from '@/lib/drivers/libvirt/verbs/job-progress';

/** Lays figures out as libvirt does: INT as type 1, ULLONG as type 4. */
function jobStats(type: number, figures: Readonly<Record<string, number | bigint>>) {
  const TYPE_AT = 80;
  const VALUE_AT = 88;
  const entries = Object.entries(figures);
  const bytes = Buffer.alloc(entries.length * TYPED_PARAMETER_BYTES);
  for (const [index, [name, value]] of entries.entries()) {
    const at = index * TYPED_PARAMETER_BYTES;
    bytes.write(name, at, 'latin1');
    bytes.writeInt32LE(typeof value === 'bigint' ? 4 : 1, at + TYPE_AT);
    if (typeof value === 'bigint') bytes.writeBigUInt64LE(value, at + VALUE_AT);
    else bytes.writeInt32LE(value, at + VALUE_AT);
  }
  return { type, bytes };
}
const at = new Date(0);

describe('toProgress', () => {
  it('invents nothing before there is something to tell', () => {
    expect(toProgress(jobStats(2, { operation: 5, time_elapsed: 120n }), at)).toEqual({
      at,
      phase: 'preparing',
      elapsedMs: 120,
    });
  });

  it('leaves the dirty rate out until a round is over', () => {
    const figures = {
      operation: 5,
      time_elapsed: 200n,
      data_total: 100n,
      data_processed: 30n,
      data_remaining: 70n,
      memory_iteration: 1n,
      memory_page_size: 4096n,
      memory_dirty_rate: 0n,
    };
    expect(toProgress(jobStats(2, figures), at)).toMatchObject({
      phase: 'copying',
      bytesTotal: 100,
      bytesTransferred: 30,
      bytesRemaining: 70,
      rounds: 1,
      dirtyBytesPerSecond: undefined,
    });
    expect(toProgress(jobStats(2, { ...figures, memory_iteration: 2n, memory_dirty_rate: 3n }), at)).toMatchObject({
      dirtyBytesPerSecond: 12_288,
    });
  });

  it('shows no other job as a migration, and none as none', () => {
    const SAVE = 2;
    expect(toProgress(jobStats(2, { operation: SAVE, data_total: 1n }), at)).toBeUndefined();
    expect(toProgress(jobStats(0, {}), at)).toBeUndefined();
  });
});

describe('a job of Xen’s driver', () => {
  it('tells for how long it has run, and nothing else', () => {
    expect(toProgress(jobStats(2, { time_elapsed: 2_580n }), at)).toEqual({ at, phase: 'copying', elapsedMs: 2_580 });
    expect(toProgress(jobStats(0, {}), at)).toBeUndefined();
  });
});

describe('toReport', () => {
  it('gives the hypervisor’s figures, or only our own clock', () => {
    const figures = { operation: 4, time_elapsed: 700n, downtime: 90n, data_processed: 5n, memory_iteration: 3n };
    expect(toReport(jobStats(3, figures), 2_000)).toEqual({
      elapsedMs: 700,
      reportedDowntimeMs: 90,
      bytesTransferred: 5,
      rounds: 3,
    });
    expect(toReport(undefined, 2_000)).toEqual({ elapsedMs: 2_000 });
  });
});
