import type { MigrationDetail } from '@/lib/contracts/migrations';
import { isFinished, type MigrationStage } from '@/lib/domain/operation';

export interface StageMark {
  readonly stage: MigrationStage;
  /** `stalled` is passed without having got anywhere, `stopped` an end that was asked for: neither is a success. */
  readonly standing: 'past' | 'now' | 'ahead' | 'bad' | 'stalled' | 'stopped';
  /** Instant it began; undefined where it was not reached. */
  readonly at: string | undefined;
  /** Since the first stage, in ms. */
  readonly afterMs: number | undefined;
  /** Until the next stage began, in ms. */
  readonly tookMs: number | undefined;
}

/** The way a migration goes when nothing is in its way. */
const WAY: readonly MigrationStage[] = ['queued', 'preparing', 'copying', 'switching-over', 'verifying', 'done'];
/** Stages beside that way: what lies ahead of them is what lies ahead of these. */
const AS_FAR_AS: Partial<Record<MigrationStage, MigrationStage>> = {
  'not-converging': 'copying',
  'post-copy': 'switching-over',
};
const BAD: readonly MigrationStage[] = ['moved-unheard', 'moved-restarted', 'failed'];

/**
 * Stages passed with their times, then those still ahead. A migration that ended elsewhere has nothing ahead.
 * @example stageMarks({ stage: 'copying', … }).map((mark) => mark.standing) // ['past', 'past', 'now', 'ahead', 'ahead', 'ahead']
 */
export function stageMarks({ stage, stages, state }: Pick<MigrationDetail, 'stage' | 'stages' | 'state'>): StageMark[] {
  const first = stages[0] === undefined ? undefined : Date.parse(stages[0].at);
  const passed = stages.map(({ stage: name, at }, index): StageMark => {
    const next = stages[index + 1];
    const began = Date.parse(at);
    const last = next === undefined;
    return {
      stage: name,
      standing: last ? lastStanding(name, state) : name === 'not-converging' ? 'stalled' : 'past',
      at,
      afterMs: first === undefined ? undefined : began - first,
      tookMs: last ? undefined : Date.parse(next.at) - began,
    };
  });
  if (isFinished(state)) return passed;
  const place = WAY.indexOf(AS_FAR_AS[stage] ?? stage);
  const ahead = WAY.slice(place + 1).map((name): StageMark => ({
    stage: name,
    standing: 'ahead',
    at: undefined,
    afterMs: undefined,
    tookMs: undefined,
  }));
  return [...passed, ...ahead];
}

function lastStanding(name: MigrationStage, state: MigrationDetail['state']): StageMark['standing'] {
  if (BAD.includes(name)) return 'bad';
  if (name === 'cancelled') return 'stopped';
  return isFinished(state) ? 'past' : 'now';
}
