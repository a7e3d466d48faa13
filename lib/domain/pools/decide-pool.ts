/**
 * What becomes of a pool: how many slots are booted, which are drained, and why each job waits. Pure. From the queue as its batch
 * system tells it, the slots as our rows have them, and the pool's policy.
 */
import type { PoolPolicy } from '@/lib/domain/pool';
import { formatDuration } from '@/lib/utils/time';

/** A job that waits and names the pool's environment. */
export interface PoolWish {
  readonly id: string;
  readonly processors: number;
  /** After which its batch system ends it; undefined: never, as far as anybody knows. */
  readonly limitMs: number | undefined;
  readonly held: boolean;
}

/** `free`: jobs begin there and none runs; `coming`: it is being booted; `busy`: a job runs; `ending`: no job begins there any more. */
export type SlotUse = 'free' | 'coming' | 'busy' | 'ending';

export interface PoolPlace {
  readonly id: string;
  readonly use: SlotUse;
  /** Since when it was free without a break. */
  readonly freeSince: Date | undefined;
}

export interface PoolDecision {
  /** So many more are to be booted. */
  readonly boot: number;
  /** These are to take no more jobs, and go. Only such as are free, unless the pool closes. */
  readonly drain: readonly string[];
  /** One for each job, in their order. */
  readonly waits: readonly { readonly jobId: string; readonly why: string }[];
}

export type PoolOff = 'switched off' | 'being deleted';

export interface PoolQuestion {
  readonly now: Date;
  readonly policy: PoolPolicy;
  /** Whether it may boot at all, and why not. */
  readonly halted: string | undefined;
  /** No job begins in its slots any more, and they go. Undefined: it is on. */
  readonly off: PoolOff | undefined;
  /** In the order in which their batch system would begin them. */
  readonly jobs: readonly PoolWish[];
  readonly slots: readonly PoolPlace[];
  /** Of one slot. */
  readonly processors: number;
  /** From a boot until a job can begin: a job that is booted for has to fit behind it. */
  readonly bootMs: number;
}

export function decidePool(question: PoolQuestion): PoolDecision {
  const { now, policy, halted, off, jobs, slots, processors, bootMs } = question;
  const nowMs = now.getTime();
  const leftMs = policy.closesAt === undefined ? Infinity : policy.closesAt.getTime() - nowMs;
  const isClosed = off !== undefined || leftMs <= 0;
  const count = (use: SlotUse): number => slots.filter((slot) => slot.use === use).length;
  // Slots that go hold their place until they are gone.
  const room = Math.max(0, policy.max - slots.length);
  const mayBoot = halted === undefined && !isClosed;

  const free = fill(isClosed ? 0 : count('free'), processors);
  const coming = fill(isClosed ? 0 : count('coming'), processors);
  const fresh = fill(mayBoot ? room : 0, processors);
  const waits = jobs.map((job) => ({ jobId: job.id, why: whyWaits(job) }));

  function whyWaits(job: PoolWish): string {
    if (job.held) return 'It is held.';
    if (job.processors > processors)
      return `It asks for ${job.processors} processors; a slot of this pool has ${processors}.`;
    if (off !== undefined) return `The pool is ${off}.`;
    if (isClosed) return 'The pool is closed: its hosts are in maintenance.';
    const misfit = (startMs: number): string | undefined => {
      if (leftMs === Infinity) return undefined;
      if (job.limitMs === undefined) return 'It has no limit of time, and the hosts of the pool go into maintenance.';
      if (startMs + job.limitMs <= leftMs) return undefined;
      return `Its limit of ${formatDuration(job.limitMs)} does not fit into the ${formatDuration(leftMs)} before the maintenance of the pool’s hosts.`;
    };
    const never = misfit(0);
    if (never !== undefined) return never;
    if (free.take(job.processors)) return 'A slot is free; its batch system begins it next.';
    const late = misfit(bootMs);
    if (late === undefined && coming.take(job.processors)) return 'A slot is being booted for it.';
    if (late !== undefined) return late;
    if (fresh.take(job.processors)) return 'A slot is to be booted for it.';
    if (halted !== undefined) return halted;
    return `All ${policy.max} slots that the pool may have are taken; it waits for one of them.`;
  }

  const asked = fresh.used();
  const isWanted = free.used() + coming.used() + asked > 0;
  const spare = free.left() + coming.left();
  const ahead = isWanted ? Math.max(0, policy.bootAhead - spare) : 0;
  const kept = count('free') + count('coming') + count('busy');
  const floor = Math.max(0, policy.min - kept - asked);
  const boot = mayBoot ? Math.min(room, asked + Math.max(ahead, floor)) : 0;

  return { boot, drain: drained(), waits };

  function drained(): string[] {
    if (isClosed) return slots.filter(({ use }) => use !== 'ending').map(({ id }) => id);
    // Those that are spared for waiting jobs, for what comes next, and for the least of the pool. Those that were free longest go first.
    const sparedForJobs = free.used() + (isWanted ? policy.bootAhead : 0);
    const idle = slots
      .filter((slot) => slot.use === 'free')
      .toSorted((a, b) => (a.freeSince?.getTime() ?? nowMs) - (b.freeSince?.getTime() ?? nowMs));
    const most = Math.min(idle.length - sparedForJobs, kept - policy.min);
    return idle
      .slice(0, Math.max(0, most))
      .filter(({ freeSince }) => freeSince !== undefined && nowMs - freeSince.getTime() >= policy.idleMs)
      .map(({ id }) => id);
  }
}

/** So many slots, into which jobs are put whole, the first that has room. */
function fill(most: number, processors: number) {
  const taken: number[] = [];
  return {
    take: (wanted: number): boolean => {
      const at = taken.findIndex((used) => used + wanted <= processors);
      if (at >= 0) taken[at] = (taken[at] ?? 0) + wanted;
      else if (taken.length < most) taken.push(wanted);
      else return false;
      return true;
    },
    used: (): number => taken.length,
    left: (): number => most - taken.length,
  };
}
