/** Vocabulary of test campaigns: one command in clean domains of several environments, and what came of it. Pure. */
import { MINUTE_MS, SECOND_MS } from '@/lib/utils/time';

export const CAMPAIGN_STATES = ['running', 'finished', 'cancelled'] as const;
export type CampaignState = (typeof CAMPAIGN_STATES)[number];

/** Of one environment, in their order. */
export const CELL_STATES = ['waiting', 'creating', 'running', 'deleting', 'done'] as const;
export type CellState = (typeof CELL_STATES)[number];

/**
 * `failed`: the command said so by its exit code, or a test did. `error`: nobody knows whether it would have passed, e.g. its
 * domain was never made.
 */
export const CELL_OUTCOMES = ['passed', 'failed', 'error', 'cancelled'] as const;
export type CellOutcome = (typeof CELL_OUTCOMES)[number];

/** JUnit's words. */
export const TEST_OUTCOMES = ['passed', 'failed', 'error', 'skipped'] as const;
export type TestOutcome = (typeof TEST_OUTCOMES)[number];
/** Somebody has to look at it. */
export const isBad = (outcome: TestOutcome | CellOutcome): boolean => outcome === 'failed' || outcome === 'error';

export const ENVIRONMENTS_MAX = 24;
/** Typed into a guest in parts; what is larger belongs into its image. */
export const ARCHIVE_BYTES_MAX = 4 * 1024 * 1024;
/** Of one artefact; a larger one is not fetched, and that is said. */
export const ARTEFACT_BYTES_MAX = 4 * 1024 * 1024;
export const ARTEFACTS_MAX = 20;
/** Of one JUnit file. A report of thousands of tests is below it; what is above it may be made to fill memory. */
export const JUNIT_BYTES_MAX = 2 * 1024 * 1024;
export const JUNIT_FILES_MAX = 10;
/** Of one environment; further ones are counted and not kept. */
export const TESTS_MAX = 5_000;
/** Of each output the last so much is kept: the end of it is what tells. */
export const LOG_BYTES_MAX = 256 * 1024;
/** A command of some hours is a service and no test. */
export const TIMEOUT_SECONDS_MAX = 6 * 60 * 60;

/** A domain of a campaign answers by then, from its start. Too short: slow, emulated guests count as dead. */
export const READY_DEADLINE_MS = 5 * MINUTE_MS;
/** A test that took less before is not compared: at such times chance is as large as the test. */
export const COMPARED_FROM_SECONDS = 0.5;
/** So many times as long is slower. Emulated guests that share processors differ by less. */
export const SLOWER_FACTOR = 2;

/** How a campaign names the domain of one of its environments. @example campaignDomainName(12, 'bookworm') // 'c12-bookworm' */
export const campaignDomainName = (number: number, environment: string): string => `c${number}-${environment}`;

/** Whose things are taken away together (`MadeThing.owner`). */
export const campaignOwner = (id: string): string => `campaign:${id}`;

/** Between two looks while the guest of a cell boots. */
export const READY_EVERY_MS = SECOND_MS / 2;
