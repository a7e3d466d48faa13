/**
 * What a migration writes while it runs: its stages at once, its figures a few times a second. Writing never holds up the
 * move, and nothing is written by a run that was fenced.
 */
import type { MigrationStage } from '@/lib/domain/operation';
import type { MigrationProgress } from '@/lib/drivers/port';
import { advance, NO_PROGRESS, type ProgressState } from './progress';
import type { MigrateRun } from './move';
import { WRITE_ARRIVED, WRITE_PROGRESS } from './sql';
import { FLUSH_EVERY_MS } from './tunables';

export interface Journal {
  /** Enters a stage; the write goes out at once, in order, and is not waited for. */
  enter(stage: MigrationStage): void;
  record(reading: MigrationProgress): void;
  /** Since when the guest gives no sign of life at either end; undefined once it does. */
  silent(sinceAt: Date | undefined): void;
  /** The guest was heard at the target. In post-copy its memory is still on its way then, and this says nothing. */
  arrived(): void;
  readonly state: ProgressState;
  readonly last: MigrationProgress | undefined;
  /** Resolves when everything said so far is written. */
  settled(): Promise<void>;
  close(): void;
}

export function createJournal(run: MigrateRun): Journal {
  const { id, fencingToken } = run.operation;
  let stage: MigrationStage = 'queued';
  let entered: { stage: MigrationStage; at: string }[] = [];
  let samples: MigrationProgress[] = [];
  let state = NO_PROGRESS;
  let last: MigrationProgress | undefined;
  let silentSinceAt: Date | undefined;
  let writing: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;

  let unsaid = false;
  const write = async () => {
    if (entered.length === 0 && samples.length === 0 && !unsaid) return;
    unsaid = false;
    const [stages, points] = [entered, samples];
    entered = [];
    samples = [];
    await run.sql.query(WRITE_PROGRESS, [
      id,
      fencingToken,
      stage,
      JSON.stringify(stages),
      state.progress ?? null,
      last?.bytesTransferred ?? null,
      last?.rounds ?? null,
      JSON.stringify(points.map(toSample)),
      silentSinceAt ?? null,
    ]);
  };
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    // Figures that could not be written are a hole in the chart and no reason to disturb the move.
    writing = writing
      .then(write)
      .catch((error: unknown) => run.ports.emit({ type: 'loop.error', loop: 'journal', error }));
  };
  const enter = (next: MigrationStage) => {
    if (next === stage) return;
    stage = next;
    entered.push({ stage: next, at: run.ports.clock.now().toISOString() });
    flush();
  };
  return {
    enter,
    get state() {
      return state;
    },
    get last() {
      return last;
    },
    record: (reading) => {
      state = advance(state, reading);
      // A reading without figures says only which phase it is.
      if (reading.bytesTransferred !== undefined || reading.bytesRemaining !== undefined) {
        if (last === undefined) run.probe('copying');
        last = reading;
        samples.push(reading);
      }
      if (reading.postCopyActive === true) enter('post-copy');
      else if (reading.phase === 'switching-over') enter('switching-over');
      else if (reading.phase === 'copying') enter(state.notConverging ? 'not-converging' : 'copying');
      timer ??= setTimeout(flush, FLUSH_EVERY_MS);
    },
    silent: (sinceAt) => {
      if (sinceAt?.getTime() === silentSinceAt?.getTime()) return;
      silentSinceAt = sinceAt;
      unsaid = true;
      flush();
    },
    arrived: () => {
      if (run.input.postCopy) return;
      writing = writing
        .then(async () => void (await run.sql.query(WRITE_ARRIVED, [id, fencingToken, true])))
        .catch((error: unknown) => run.ports.emit({ type: 'loop.error', loop: 'journal', error }));
    },
    settled: async () => {
      flush();
      await writing;
    },
    close: () => clearTimeout(timer),
  };
}

const toSample = (reading: MigrationProgress) => ({
  at: reading.at.toISOString(),
  elapsedMs: reading.elapsedMs,
  bytesTotal: reading.bytesTotal ?? null,
  bytesTransferred: reading.bytesTransferred ?? null,
  bytesRemaining: reading.bytesRemaining ?? null,
  dirtyBytesPerSecond: reading.dirtyBytesPerSecond ?? null,
  bandwidthBytesPerSecond: reading.bandwidthBytesPerSecond ?? null,
  rounds: reading.rounds ?? null,
});
