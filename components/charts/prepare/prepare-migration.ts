import type { MigrationDetail } from '@/lib/contracts/migrations';
import { formatDuration } from '@/lib/utils/time';
import { formatBytes } from '@/lib/utils/units';
import type { ChartLine, ChartMark, ChartModel, ChartPoint } from '../chart-model';
import { axisTop } from './axis-top';
import { formatValue } from './format-value';

const LEFT: ChartLine = { key: 'left', label: 'Bytes left', unit: 'bytes', tone: 1, kind: 'measured', axis: 'left' };
const DIRTY: ChartLine = {
  key: 'dirty',
  label: 'Dirty rate',
  unit: 'bytes-per-second',
  tone: 4,
  kind: 'measured',
  axis: 'right',
};
const FORETOLD: ChartLine = {
  key: 'foretold',
  label: 'Bytes left, predicted',
  unit: 'bytes',
  tone: 1,
  kind: 'predicted',
  axis: 'left',
};

/**
 * The one chart of a migration: bytes left and dirty rate over time, a mark where each round begins, the prediction dashed.
 * The prediction knows how much is copied and how long that takes, not the way there, so it is a straight line to nothing
 * left at the predicted end; the spread of that end is `predictedEnd`.
 */
export function prepareMigration(
  migration: Pick<MigrationDetail, 'samples' | 'prediction' | 'durationMs'>,
): ChartModel {
  const samples = migration.samples.toSorted((a, b) => a.elapsedMs - b.elapsedMs);
  const points: ChartPoint[] = samples.map((sample) => ({
    x: sample.elapsedMs,
    values: { left: sample.bytesRemaining, dirty: sample.dirtyBytesPerSecond },
  }));
  const foretold = foretell(migration, samples);
  const hasBytes = samples.some((sample) => sample.bytesRemaining !== null);
  const hasDirty = samples.some((sample) => sample.dirtyBytesPerSecond !== null);
  const lines = [hasBytes && LEFT, hasDirty && DIRTY].filter((each) => each !== false);
  const duration = migration.prediction?.durationMs ?? undefined;
  const ends = [samples.at(-1)?.elapsedMs ?? 0, migration.durationMs ?? 0, foretold?.to.x ?? 0, duration?.high ?? 0];
  return {
    title: 'Bytes left and dirty rate',
    scale: 'elapsed',
    lines,
    points,
    from: 0,
    to: Math.max(1, ...ends),
    top: {
      left: axisTop(Math.max(highest(points, 'left'), foretold?.from.y ?? 0), 'bytes'),
      right: axisTop(highest(points, 'dirty'), 'bytes-per-second'),
    },
    marks: roundMarks(samples),
    foretold,
    predictedEnd: duration,
    drawable: hasBytes || hasDirty,
    summary: summarise(migration, samples),
  };
}

function foretell(
  { prediction }: Pick<MigrationDetail, 'prediction'>,
  samples: MigrationDetail['samples'],
): ChartModel['foretold'] {
  const end = prediction?.durationMs?.value;
  // What is left at the start: the whole of the memory where the driver told it, else what was foretold to be copied.
  const start = samples.find((sample) => sample.bytesTotal !== null)?.bytesTotal ?? prediction?.bytes;
  if (end === undefined || end <= 0 || start === undefined || start === null) return undefined;
  return { line: FORETOLD, from: { x: 0, y: start }, to: { x: end, y: 0 } };
}

/** A mark where the count of rounds rises; a driver that counts none gets none. */
function roundMarks(samples: MigrationDetail['samples']): ChartMark[] {
  const marks: ChartMark[] = [];
  let round = 0;
  for (const sample of samples) {
    if (sample.rounds === null || sample.rounds <= round) continue;
    round = sample.rounds;
    marks.push({ x: sample.elapsedMs, label: String(round) });
  }
  return marks;
}

function summarise(
  migration: Pick<MigrationDetail, 'prediction' | 'durationMs'>,
  samples: MigrationDetail['samples'],
): string {
  const last = samples.findLast((sample) => sample.bytesRemaining !== null);
  const words: string[] = [];
  if (last?.bytesRemaining === null || last === undefined) {
    words.push(
      migration.durationMs === null
        ? 'The hypervisor has reported no bytes so far.'
        : 'The hypervisor reported no bytes; only the stages are known.',
    );
  } else {
    words.push(`After ${formatDuration(last.elapsedMs)}, ${formatBytes(last.bytesRemaining)} were left.`);
  }
  const dirty = samples.map((sample) => sample.dirtyBytesPerSecond).filter((value) => value !== null);
  if (dirty.length > 0) words.push(`Dirty rate at most ${formatValue(Math.max(...dirty), 'bytes-per-second')}.`);
  const rounds = Math.max(0, ...samples.map((sample) => sample.rounds ?? 0));
  if (rounds > 0) words.push(`${rounds} ${rounds === 1 ? 'round' : 'rounds'} seen while copying.`);
  const foretold = migration.prediction?.durationMs;
  if (foretold) words.push(`Predicted to end after ${formatDuration(foretold.value)}.`);
  if (migration.durationMs !== null) words.push(`Ended after ${formatDuration(migration.durationMs)}.`);
  return words.join(' ');
}

const highest = (points: readonly ChartPoint[], key: string): number =>
  Math.max(0, ...points.map((point) => point.values[key] ?? 0));
