/** Vocabulary of batch systems, as far as the emptying of worker nodes asks for it: slots, and the jobs in them. Pure. */
import { MINUTE_MS } from '@/lib/utils/time';
import type { DomainId } from './ids';

/** A job that runs on a worker node. What is undefined its batch system does not say. */
export interface BatchJob {
  /** By the batch system's own count. */
  readonly id: string;
  readonly vo: string | undefined;
  readonly startedAt: Date | undefined;
  /** Milliseconds after which the batch system itself ends it. */
  readonly limitMs: number | undefined;
}

/** A worker node as its batch system sees it. */
export interface BatchNode {
  readonly domainId: DomainId;
  /** How the batch system is called, for people; one that is simulated says so. */
  readonly system: string;
  readonly slots: number;
  /** False: no job begins there any more; those that run go on. */
  readonly open: boolean;
  readonly jobs: readonly BatchJob[];
  /** Our clock, when it was asked. */
  readonly readAt: Date;
}

/**
 * How long jobs are waited for unless somebody says otherwise; then a person decides. Too short costs that person a question, too
 * long holds a host in maintenance that nobody works on.
 */
export const DEFAULT_JOB_WAIT_MINUTES = 60;
/** Two weeks: the longest queues of sites end their jobs before. */
export const MOST_JOB_WAIT_MINUTES = 14 * 24 * 60;
/** What a batch system last said longer ago than this is not known any more. It is asked every few seconds. */
export const NODE_STALE_MS = 2 * MINUTE_MS;

const ofVo = (jobs: readonly Pick<BatchJob, 'vo'>[]): string => {
  const counts = new Map<string, number>();
  for (const { vo = 'no VO' } of jobs) counts.set(vo, (counts.get(vo) ?? 0) + 1);
  const parts = [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const [only] = parts;
  if (only === undefined) return '';
  if (parts.length === 1) return ` of ${only[0]}`;
  return ` (${parts.map(([vo, count]) => `${count} of ${vo}`).join(', ')})`;
};

/** @example jobsWords(jobs) // 'no job', '1 job of alice', '3 jobs (2 of alice, 1 of cms)' */
export const jobsWords = (jobs: readonly Pick<BatchJob, 'vo'>[]): string =>
  jobs.length === 0 ? 'no job' : `${jobs.length} ${jobs.length === 1 ? 'job' : 'jobs'}${ofVo(jobs)}`;

/**
 * Where a worker node of a drain stands before it is shut down. `closing`: its slots are being closed; `emptying`: its jobs are
 * waited for; `empty`: none is left, it waits for its turn; `limit`: jobs were left when the limit passed, somebody decides.
 */
export const JOB_STAGES = ['closing', 'emptying', 'empty', 'limit'] as const;
export type JobStage = (typeof JOB_STAGES)[number];

/** What somebody decides of a node whose jobs were not over in time. */
export const JOB_DECISIONS = ['wait', 'stop', 'leave'] as const;
export type JobDecision = (typeof JOB_DECISIONS)[number];

/** @example waitingWords([{ domainName: 'wn-07', jobs: 3 }]) // 'waits for 3 jobs at wn-07'; undefined where nothing is waited for */
export function waitingWords(
  nodes: readonly { readonly domainName: string; readonly jobs: number | null }[],
): string | undefined {
  const [first] = nodes;
  if (first === undefined) return undefined;
  const known = nodes.every(({ jobs }) => jobs !== null);
  const count = nodes.reduce((sum, { jobs }) => sum + (jobs ?? 0), 0);
  const what = known ? `${count} ${count === 1 ? 'job' : 'jobs'}` : 'jobs';
  return `waits for ${what} at ${nodes.length === 1 ? first.domainName : `${nodes.length} worker nodes`}`;
}
