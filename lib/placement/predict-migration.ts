import type { MoveOptions, PlacementDomain, PlacementHost } from '@/lib/domain/placement';
import type { Estimate, MigrationPrediction, PastMigration } from '@/lib/domain/prediction';
import { formatRate, KIB, MIB } from '@/lib/utils/units';
import { learnPair, median, type PairLesson, type Spread } from './learn-pair';
import { modelPreCopy, preCopyPolicy, type PreCopyInput } from './pre-copy-model';

export interface PredictMigrationInput {
  readonly domain: PlacementDomain;
  readonly source: PlacementHost;
  readonly target: PlacementHost;
  readonly options: MoveOptions;
  /** Past migrations of this driver pair, newest first. */
  readonly history?: readonly PastMigration[] | undefined;
}

const NOT_KNOWN = {
  durationMs: undefined,
  downtimeMs: undefined,
  bytes: undefined,
  rounds: undefined,
  converges: undefined,
};

/**
 * Foretells duration, downtime, bytes and rounds of a move.
 *
 *     duration = overhead(pair) + (V₀ + V₁ + … + Vₙ) / B      downtime = switch-over(pair) + Vₙ / B
 *
 * The rounds Vᵢ are those of Clark et al., NSDI 2005 (`modelPreCopy`). B is the link's speed shared with the migrations
 * that run on either host, under the cap asked for; where no driver tells the speed it is learnt from past migrations,
 * as is the fixed cost of the pair. With five or more past migrations `low` and `high` bound the middle four fifths of
 * their errors, with fewer they are half to double, and with none the model with no writing at all and with twice the
 * writing. Migrations that were capped teach nothing; live ones learn from live ones where there are any, stop and copy from
 * its like. A guest that is stopped and copied stands still from the beginning to the end: its downtime is the duration.
 * @returns undefined figures where neither the link's speed nor a history is known; `basis` says so
 */
export function predictMigration(input: PredictMigrationInput): MigrationPrediction {
  const { domain, options, history = [] } = input;
  const alike = history.filter((entry) => (entry.stopped === true) !== options.live);
  const past = alike.length > 0 ? alike : history.map((entry) => ({ ...entry, downtimeMs: undefined }));
  const foretold = foretell({ ...input, history: past });
  if (options.live || domain.state !== 'running' || foretold.durationMs === undefined) return foretold;
  return {
    ...foretold,
    downtimeMs: foretold.durationMs,
    basis: `${foretold.basis} The guest stands still all the while.`,
  };
}

function foretell(input: PredictMigrationInput): MigrationPrediction {
  const { domain, source, target, options, history = [] } = input;
  const hypervisor = source.reading?.hypervisor;
  // How much of a disk is in use, and how fast it is read, nobody says beforehand.
  if (options.copyStorage === true) return { ...NOT_KNOWN, basis: 'How long its disks take is not foretold.' };
  if (hypervisor === undefined) return { ...NOT_KNOWN, basis: 'The source host has not been read yet.' };
  const link = linkSpeed(source, target);
  const lesson = learnPair(history, link?.bytesPerSecond);
  const speed = link?.bytesPerSecond ?? lesson.bytesPerSecond;
  if (speed === undefined || speed <= 0) return withoutSpeed(lesson);
  const sharing = link === undefined ? 0 : link.sharedWith;
  const bandwidth = Math.min(speed / (1 + sharing), (options.bandwidthMiBps ?? Infinity) * MIB);
  const own = history.filter((entry) => entry.sameDomain);
  const dirty = domain.dirtyBytesPerSecond ?? median(own.flatMap((entry) => entry.dirtyBytesPerSecond ?? []));
  const model = (factor: number) =>
    modelPreCopy({
      memoryBytes: memoryToSend(domain, own),
      dirtyBytesPerSecond: (dirty ?? 0) * factor,
      workingSetBytes: domain.writableWorkingSetBytes,
      bandwidthBytesPerSecond: bandwidth,
      policy: preCopyPolicy(hypervisor, options.maxDowntimeMs),
      live: options.live && domain.state === 'running',
      autoConverge: options.autoConverge === true,
      postCopy: options.postCopy === true,
    } satisfies PreCopyInput);
  const expected = model(1);
  const [quiet, busy] = [model(0), model(2)];
  const switchOverMs = Math.max(0, (lesson.downtimeMs ?? 0) - (own.length > 0 ? expected.stopMs : 0));
  const figures = {
    bytes: Math.round(expected.bytes),
    rounds: expected.rounds,
    converges: dirty === undefined ? undefined : expected.converges,
  };
  const basis = basisOf(bandwidth, link !== undefined, sharing, dirty, lesson);
  if (expected.endless)
    return {
      ...NOT_KNOWN,
      bytes: undefined,
      converges: false,
      basis: `${basis} Copying is not expected to end by itself.`,
    };
  return {
    ...figures,
    durationMs: estimate(
      lesson.overheadMs + expected.copyMs,
      lesson.durationSpread,
      lesson.overheadMs + quiet.copyMs,
      lesson.overheadMs + busy.copyMs,
    ),
    downtimeMs:
      dirty === undefined && lesson.downtimeMs === undefined && options.live
        ? undefined
        : estimate(
            switchOverMs + expected.stopMs,
            lesson.downtimeSpread,
            switchOverMs + quiet.stopMs,
            switchOverMs + busy.stopMs,
          ),
    basis,
  };
}

/** The slower of the two ends; migrations share the busier of them. */
function linkSpeed(
  source: PlacementHost,
  target: PlacementHost,
): { bytesPerSecond: number; sharedWith: number } | undefined {
  const ends = [source, target].flatMap((host) => host.reading?.migrationLinkBytesPerSecond ?? []);
  if (ends.length === 0) return undefined;
  const sharedWith = Math.max(source.migrationsIn + source.migrationsOut, target.migrationsIn + target.migrationsOut);
  return { bytesPerSecond: Math.min(...ends), sharedWith };
}

/** Memory in use where measured; else what its earlier moves sent in all, if less than its size; else its size. */
function memoryToSend(domain: PlacementDomain, own: readonly PastMigration[]): number {
  const size = domain.memoryKiB * KIB;
  if (domain.memoryUsedKiB !== undefined) return Math.min(size, domain.memoryUsedKiB * KIB);
  return Math.min(size, median(own.flatMap((entry) => entry.bytesTransferred ?? [])) ?? size);
}

function withoutSpeed(lesson: PairLesson): MigrationPrediction {
  if (lesson.count === 0) {
    return {
      ...NOT_KNOWN,
      basis: 'No earlier migration between hosts of this kind, and no driver tells the speed of the link.',
    };
  }
  const { overheadMs, downtimeMs } = lesson;
  return {
    ...NOT_KNOWN,
    durationMs: estimate(overheadMs, lesson.durationSpread, overheadMs, overheadMs),
    downtimeMs:
      downtimeMs === undefined ? undefined : estimate(downtimeMs, lesson.downtimeSpread, downtimeMs, downtimeMs),
    basis: `Median of ${counted(lesson.count)}; their bytes were not reported.`,
  };
}

function estimate(value: number, spread: Spread | undefined, low: number, high: number): Estimate {
  const bounds = spread === undefined ? { low, high } : { low: value * spread.low, high: value * spread.high };
  return {
    value: Math.round(value),
    low: Math.round(Math.min(value, bounds.low)),
    high: Math.round(Math.max(value, bounds.high)),
  };
}

/** The fixed cost is one of the drivers and architectures at both ends, not of the two hosts. */
const counted = (count: number): string =>
  `${count} earlier migration${count === 1 ? '' : 's'} between hosts of this kind`;

function basisOf(
  bandwidth: number,
  linkKnown: boolean,
  sharing: number,
  dirty: number | undefined,
  lesson: PairLesson,
): string {
  const speed = `${linkKnown ? 'Link' : 'Learnt speed'} ${formatRate(bandwidth)}${sharing > 0 ? ` (shared with ${sharing} running)` : ''}`;
  const writing =
    dirty === undefined
      ? 'the guest’s writing is not known and counted as none'
      : `the guest writes ${formatRate(dirty)}`;
  const past =
    lesson.count === 0
      ? 'no earlier migration between hosts of this kind: model only'
      : `fixed cost learnt from ${counted(lesson.count)}`;
  return `${speed}; ${writing}; ${past}.`;
}
