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
  /** Of the specification that it brings; undefined: it asks for the pool's environment. Slots of one take no jobs of another. */
  readonly kind?: string | undefined;
}

/** `free`: jobs begin there and none runs; `coming`: it is being booted; `busy`: a job runs; `ending`: no job begins there any more. */
export type SlotUse = 'free' | 'coming' | 'busy' | 'ending';

export interface PoolPlace {
  readonly id: string;
  readonly use: SlotUse;
  /** Since when it was free without a break. */
  readonly freeSince: Date | undefined;
  readonly kind?: string | undefined;
}

export interface PoolDecision {
  /** So many more are to be booted of the pool's environment. */
  readonly boot: number;
  /** The same of specifications that jobs bring, by kind. */
  readonly bootOf: ReadonlyMap<string, number>;
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
  /** Why none of a kind can be booted yet. */
  readonly haltedOf?: ReadonlyMap<string, string> | undefined;
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
  const { now, policy, halted, haltedOf, off, jobs, slots, processors, bootMs } = question;
  const nowMs = now.getTime();
  const leftMs = policy.closesAt === undefined ? Infinity : policy.closesAt.getTime() - nowMs;
  const isClosed = off !== undefined || leftMs <= 0;
  // Slots that go hold their place until they are gone. All kinds share what room there is.
  const room = budgetOf(halted === undefined && !isClosed ? Math.max(0, policy.max - slots.length) : 0);
  const kinds = new Map<string | undefined, ReturnType<typeof kindOf>>();
  for (const { kind } of [{ kind: undefined }, ...slots, ...jobs]) if (!kinds.has(kind)) kinds.set(kind, kindOf(kind));

  function kindOf(kind: string | undefined) {
    const count = (use: SlotUse): number => slots.filter((slot) => slot.use === use && slot.kind === kind).length;
    const why = kind === undefined ? undefined : haltedOf?.get(kind);
    return {
      count,
      halted: why ?? halted,
      free: fill(budgetOf(isClosed ? 0 : count('free')), processors),
      coming: fill(budgetOf(isClosed ? 0 : count('coming')), processors),
      fresh: fill(why === undefined ? room : budgetOf(0), processors),
      /** Slots that would be booted if there were room. */
      missed: fill(budgetOf(Infinity), processors),
    };
  }
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
    const own = kinds.get(job.kind) ?? kindOf(job.kind);
    if (own.free.take(job.processors)) return 'A slot is free; its batch system begins it next.';
    const late = misfit(bootMs);
    if (late === undefined && own.coming.take(job.processors)) return 'A slot is being booted for it.';
    if (late !== undefined) return late;
    if (own.fresh.take(job.processors)) return 'A slot is to be booted for it.';
    if (own.halted !== undefined) return own.halted;
    own.missed.take(job.processors);
    return `All ${policy.max} slots that the pool may have are taken; it waits for one of them.`;
  }

  const usual = kinds.get(undefined) ?? kindOf(undefined);
  const asked = usual.fresh.used();
  const isWanted = usual.free.used() + usual.coming.used() + asked > 0;
  const spare = usual.free.left() + usual.coming.left();
  const ahead = isWanted ? Math.max(0, policy.bootAhead - spare) : 0;
  const kept = usual.count('free') + usual.count('coming') + usual.count('busy');
  const floor = Math.max(0, policy.min - kept - asked);
  const bootOf = new Map(
    [...kinds].flatMap(([kind, { fresh }]) =>
      kind === undefined || fresh.used() === 0 ? [] : [[kind, fresh.used()] as const],
    ),
  );
  const boot = asked + Math.min(room.left(), Math.max(ahead, floor));

  return { boot, bootOf, drain: drained(), waits };

  function drained(): string[] {
    if (isClosed) return slots.filter(({ use }) => use !== 'ending').map(({ id }) => id);
    // Those that were free longest go first.
    const unused = [...kinds].flatMap(([kind, { free, count }]) => {
      const idle = slots.filter((slot) => slot.use === 'free' && slot.kind === kind).toSorted(freeLongestFirst);
      // What is spared for waiting jobs, for what comes next, and for the least of the pool.
      const spared = free.used() + (kind === undefined && isWanted ? policy.bootAhead : 0);
      const most = kind === undefined ? Math.min(count('free') - spared, kept - policy.min) : count('free') - spared;
      return idle.slice(0, Math.max(0, most));
    });
    const isOld = ({ freeSince }: PoolPlace): boolean =>
      freeSince !== undefined && nowMs - freeSince.getTime() >= policy.idleMs;
    // A job of another kind does not wait for the end of an idle time: what goes already makes room for as many.
    const going = slots.filter(({ use }) => use === 'ending').length + unused.filter(isOld).length;
    const missed = [...kinds.values()].reduce((sum, each) => sum + each.missed.used(), 0);
    const early = unused
      .filter((slot) => !isOld(slot))
      .toSorted(freeLongestFirst)
      .slice(0, Math.max(0, missed - going));
    return [...unused.filter(isOld), ...early].map(({ id }) => id);
  }

  function freeLongestFirst(a: PoolPlace, b: PoolPlace): number {
    return (a.freeSince?.getTime() ?? nowMs) - (b.freeSince?.getTime() ?? nowMs);
  }
}

/** So many slots that are given out one by one. */
function budgetOf(most: number) {
  let given = 0;
  return {
    take: (): boolean => {
      if (given >= most) return false;
      given += 1;
      return true;
    },
    left: (): number => most - given,
  };
}

/** Slots of a budget, into which jobs are put whole, the first that has room. */
function fill(budget: ReturnType<typeof budgetOf>, processors: number) {
  const taken: number[] = [];
  return {
    take: (wanted: number): boolean => {
      const at = taken.findIndex((used) => used + wanted <= processors);
      if (at >= 0) taken[at] = (taken[at] ?? 0) + wanted;
      else if (budget.take()) taken.push(wanted);
      else return false;
      return true;
    },
    used: (): number => taken.length,
    left: (): number => budget.left(),
  };
}
