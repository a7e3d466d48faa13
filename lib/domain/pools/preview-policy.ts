/** What a policy would do, told by the decisions that it would make: the loop's own, on cases that people think of. Pure. */
import type { PoolPolicy } from '@/lib/domain/pool';
import { formatDuration } from '@/lib/utils/time';
import { decidePool, type PoolOff, type PoolPlace, type PoolQuestion, type PoolWish } from './decide-pool';

export interface PolicyCase {
  readonly when: string;
  readonly outcome: string;
}

export interface PolicyPreview {
  readonly now: Date;
  readonly policy: PoolPolicy;
  readonly off: PoolOff | undefined;
  /** Of one slot. */
  readonly processors: number;
  readonly bootMs: number;
  /** As they are at this moment; undefined: of a pool that is not there yet. */
  readonly today:
    | {
        readonly jobs: readonly PoolWish[];
        readonly slots: readonly PoolPlace[];
        readonly halted: string | undefined;
        readonly hosts: PoolQuestion['hosts'];
      }
    | undefined;
}

export function previewPolicy({ now, policy, off, processors, bootMs, today }: PolicyPreview): readonly PolicyCase[] {
  const decide = (
    jobs: readonly PoolWish[],
    slots: readonly PoolPlace[],
    { halted, hosts }: Partial<Pick<PoolQuestion, 'halted' | 'hosts'>> = {},
  ) => decidePool({ now, policy, off, processors, bootMs, halted, hosts, jobs, slots });
  const cases: PolicyCase[] = [];
  if (today !== undefined) {
    const { boot, drain, waits } = decide(today.jobs, today.slots, today);
    const whys = [...new Set(waits.map(({ why }) => why))].slice(0, REASONS_SHOWN);
    const deed = `${booted(boot)} ${drain.length === 0 ? 'None is drained.' : `${slotsOf(drain.length)} drained.`}`;
    const waiting =
      today.jobs.length === 0 ? 'No job waits.' : `${jobsOf(today.jobs.length)} waiting: ${whys.join(' ')}`;
    cases.push({ when: 'At this moment', outcome: `${deed} ${waiting}` });
  }
  if (off !== undefined)
    return [...cases, { when: 'Whatever comes', outcome: `Nothing is booted: the pool is ${off}.` }];
  const isClosed = policy.closesAt !== undefined && policy.closesAt <= now;
  if (isClosed) return [...cases, { when: 'Whatever comes', outcome: 'Nothing is booted: the maintenance has begun.' }];

  // A job that fits whatever is left: the limit of real ones is another matter, told below.
  const wish = (id: number): PoolWish => ({ id: String(id), processors, limitMs: 0, held: false });
  const kept: PoolPlace[] = places(policy.min, now);
  cases.push({
    when: 'While no job asks',
    outcome: policy.min === 0 ? 'No slot is kept.' : `${slotsOf(decide([], []).boot)} kept.`,
  });
  const one = decide([wish(1)], kept);
  cases.push({
    when: 'A job comes',
    outcome: `${policy.min === 0 ? '' : 'It begins in a slot that is kept. '}${booted(one.boot)}`,
  });
  const many = Array.from({ length: policy.max + 1 }, (_, index) => wish(index));
  const flood = decide(many, kept);
  cases.push({
    when: `${many.length} jobs come at once, each as large as a slot`,
    outcome: `${booted(flood.boot)} The last waits: ${flood.waits.at(-1)?.why ?? ''}`,
  });
  const idle = decide([], places(policy.max, new Date(now.getTime() - policy.idleMs)));
  cases.push({
    when: `${formatDuration(policy.idleMs)} after the last job`,
    outcome: idle.drain.length === 0 ? 'No slot is taken away.' : `${slotsOf(idle.drain.length)} taken away.`,
  });
  if (policy.closesAt !== undefined) {
    const leftMs = policy.closesAt.getTime() - now.getTime();
    const most = Math.max(0, leftMs - bootMs);
    cases.push({
      when: 'Before the maintenance',
      outcome: `As of now a job may have a limit of ${formatDuration(leftMs)} in a slot that is there, ${formatDuration(most)} where one has to be booted; one without a limit does not begin.`,
    });
    cases.push({ when: 'From the maintenance on', outcome: 'All slots are drained, and none is booted.' });
  }
  return cases;
}

/** More reasons than these nobody reads in a form; the page of the pool has each job's. */
const REASONS_SHOWN = 3;

const places = (count: number, freeSince: Date): PoolPlace[] =>
  Array.from({ length: count }, (_, index) => ({ id: String(index), use: 'free', freeSince }));
const slotsOf = (count: number): string => (count === 1 ? '1 slot is' : `${count} slots are`);
const jobsOf = (count: number): string => (count === 1 ? '1 job is' : `${count} jobs are`);
const booted = (count: number): string => (count === 0 ? 'No slot is booted.' : `${slotsOf(count)} booted.`);
