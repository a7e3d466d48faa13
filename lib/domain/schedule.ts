/** Vocabulary of schedules of benchmarks. Pure. */
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@/lib/utils/time';

export const TRIGGER_KINDS = ['times', 'host-change', 'migration'] as const;
export type TriggerKind = (typeof TRIGGER_KINDS)[number];

/** Why a run was due: what its schedule waits for, or what somebody or a drift asked for. */
export const FIRING_CAUSES = [
  'time',
  'host-change',
  'before-migration',
  'after-migration',
  'by-hand',
  'confirmation',
] as const;
export type FiringCause = (typeof FIRING_CAUSES)[number];

/** `waiting`: something is in the way, and it is tried again until its schedule gives up. */
export const FIRING_OUTCOMES = ['waiting', 'run', 'skipped'] as const;
export type FiringOutcome = (typeof FIRING_OUTCOMES)[number];

/**
 * A time that passed while no agent ran is made up for within so long, once; later it is skipped. Longer, and a run meant for
 * the night begins in the working day; shorter, and an agent that is upgraded at night costs a night's figure.
 */
export const MADE_UP_WITHIN_MS = 6 * HOUR_MS;
/** A due run that found something in the way looks again after so long. */
export const TRY_AGAIN_MS = 10 * MINUTE_MS;
/** What a budget counts: benchmarks on the host within so long before the run. Rolling, so that no zone has to say when a day begins. */
export const BUDGET_WINDOW_MS = DAY_MS;

export const MOST_BUDGET_MINUTES = DAY_MS / MINUTE_MS;
export const MOST_RETRY_HOURS = 48;
export const DEFAULT_BUDGET_MINUTES = 60;
export const DEFAULT_RETRY_HOURS = 2;
/** Share of a host's processors: above it somebody works there. */
export const DEFAULT_MOST_CPU_LOAD = 0.5;
