/**
 * What becomes of a pool: how many slots are booted, which are drained, and why each job waits. Pure. From the queue as its batch
 * system tells it, the slots as our rows have them, and the pool's policy.
 */
import type { PoolPolicy } from '@/lib/domain/pool';
import { budgetOf, fillBudget, fillPlaces } from './fill-slots';
import { formatDuration, MINUTE_MS } from '@/lib/utils/time';
import { momentWords } from '@/lib/utils/utc-words';

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
  /** Its host is to be maintained from then on; undefined: nothing of the kind is announced. */
  readonly closesAt?: Date | undefined;
}

/** Before the maintenance of its host a slot takes no job any more, and goes. Shorter, and the work begins with a domain there; longer, and short jobs wait beside an idle slot. */
export const TAKEN_AWAY_BEFORE_MS = 10 * MINUTE_MS;

export interface PoolDecision {
  /** So many more are to be booted of the pool's environment. */
  readonly boot: number;
  /** The same of specifications that jobs bring, by kind. */
  readonly bootOf: ReadonlyMap<string, number>;
  /**
   * Of each that is to be booted, the pool's own first: its host is not to close before; undefined: never, as far as anybody knows.
   */
  readonly fitUntil: readonly { readonly kind: string | undefined; readonly at: Date | undefined }[];
  /** These are to take no more jobs, and go. Only such as are free, unless the pool closes or maintenance of a slot's host is near. */
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
  /** Why one is booted at a time and no more: it is not known whether it will do. */
  readonly careful?: string | undefined;
  /** Nothing is booted, and what is free or being booted takes no job: those before died there. `halted` says so. */
  readonly distrusted?: boolean | undefined;
  /** No job begins in its slots any more, and they go. Undefined: it is on. */
  readonly off: PoolOff | undefined;
  /** In the order in which their batch system would begin them. */
  readonly jobs: readonly PoolWish[];
  readonly slots: readonly PoolPlace[];
  /** Of one slot. */
  readonly processors: number;
  /** From a boot until a job can begin: a job that is booted for has to fit behind it. */
  readonly bootMs: number;
  /** Hosts that a slot may be booted on, each with its announced maintenance; none: whoever boots finds out. */
  readonly hosts?: readonly { readonly closesAt: Date | undefined }[] | undefined;
}

export function decidePool(question: PoolQuestion): PoolDecision {
  const { now, policy, halted, haltedOf, careful, distrusted = false, off, jobs, slots, processors, bootMs } = question;
  const nowMs = now.getTime();
  const leftOf = (at: Date | undefined): number => (at === undefined ? Infinity : at.getTime() - nowMs);
  const leftMs = leftOf(policy.closesAt);
  const isClosed = off !== undefined || leftMs <= 0;
  const hosts = question.hosts ?? [];
  const hostsLeftMs = hosts.length === 0 ? Infinity : Math.max(...hosts.map(({ closesAt }) => leftOf(closesAt)));
  // What is to go in any case serves nobody any more.
  const leaves = ({ use, closesAt }: PoolPlace): boolean =>
    use !== 'ending' &&
    (isClosed || leftOf(closesAt) <= TAKEN_AWAY_BEFORE_MS || (distrusted && (use === 'free' || use === 'coming')));
  const leaving = slots.filter(leaves);
  const staying = slots.filter((slot) => slot.use !== 'ending' && !leaves(slot));
  // Slots that go hold their place until they are gone. All kinds share what room there is.
  const free = halted === undefined && !distrusted && !isClosed ? Math.max(0, policy.max - slots.length) : 0;
  const coming = staying.filter(({ use }) => use === 'coming').length;
  const room = budgetOf(careful === undefined ? free : Math.min(free, Math.max(0, 1 - coming)));
  const kinds = new Map<string | undefined, ReturnType<typeof kindOf>>();
  for (const { kind } of [{ kind: undefined }, ...slots, ...jobs]) if (!kinds.has(kind)) kinds.set(kind, kindOf(kind));

  function kindOf(kind: string | undefined) {
    const own = staying.filter((slot) => slot.kind === kind);
    const why = kind === undefined ? undefined : haltedOf?.get(kind);
    // The soonest to close is filled first, as long as a job fits; of the others those that were free for the shortest time.
    const idle = own
      .filter(({ use }) => use === 'free')
      .toSorted((a, b) => compare(leftOf(a.closesAt), leftOf(b.closesAt)) || freeLongestFirst(b, a));
    return {
      count: (use: SlotUse): number => own.filter((slot) => slot.use === use).length,
      halted: why ?? halted,
      free: fillPlaces(
        idle.map((slot) => ({ slot, leftMs: leftOf(slot.closesAt) })),
        processors,
      ),
      coming: fillPlaces(
        own.filter(({ use }) => use === 'coming').map((slot) => ({ slot, leftMs: leftOf(slot.closesAt) - bootMs })),
        processors,
      ),
      fresh: fillBudget(why === undefined ? room : budgetOf(0), processors),
      /** Slots that would be booted if there were room. */
      missed: fillBudget(budgetOf(Infinity), processors),
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
    const lengthMs = job.limitMs ?? Infinity;
    if (own.free.take(job.processors, lengthMs)) return 'A slot is free; its batch system begins it next.';
    const late = misfit(bootMs);
    if (late !== undefined) return late;
    // Booted for it, a slot has to be there until its end, and takes jobs for a while at all.
    const neededMs = Math.max(lengthMs, TAKEN_AWAY_BEFORE_MS);
    if (own.coming.take(job.processors, neededMs)) return 'A slot is being booted for it.';
    if (bootMs + neededMs > hostsLeftMs) return hostsMisfit(job.limitMs);
    if (own.fresh.take(job.processors, neededMs)) return 'A slot is to be booted for it.';
    if (own.halted !== undefined) return own.halted;
    if (careful !== undefined && slots.length < policy.max) return careful;
    own.missed.take(job.processors, neededMs);
    return `All ${policy.max} slots that the pool may have are taken; it waits for one of them.`;
  }

  function hostsMisfit(limitMs: number | undefined): string {
    if (hostsLeftMs <= 0) return 'All hosts that it may run on are in maintenance.';
    if (limitMs === undefined)
      return 'It has no limit of time, and maintenance is announced of all hosts that it may run on.';
    return `Its limit of ${formatDuration(limitMs)} does not fit, after a boot, before the maintenance of the hosts that it may run on; the last of these begins at ${momentWords(nowMs + hostsLeftMs)}.`;
  }

  const usual = kinds.get(undefined) ?? kindOf(undefined);
  const asked = usual.fresh.used();
  const isWanted = usual.free.used() + usual.coming.used() + asked > 0;
  const spare = usual.free.left() + usual.coming.left();
  const ahead = isWanted ? Math.max(0, policy.bootAhead - spare) : 0;
  const kept = usual.count('free') + usual.count('coming') + usual.count('busy');
  const floor = Math.max(0, policy.min - kept - asked);
  // One that nobody asks for yet is worth a boot where it is there for its idle time.
  const spareMs = bootMs + Math.max(policy.idleMs, TAKEN_AWAY_BEFORE_MS);
  const spares = spareMs > hostsLeftMs ? 0 : Math.min(room.left(), Math.max(ahead, floor));
  const bootOf = new Map(
    [...kinds].flatMap(([kind, { fresh }]) =>
      kind === undefined || fresh.used() === 0 ? [] : [[kind, fresh.used()] as const],
    ),
  );
  const after = (ms: number): Date | undefined => (ms === Infinity ? undefined : new Date(nowMs + ms));
  const fitUntil = [
    ...usual.fresh.needs().map((ms) => ({ kind: undefined, at: after(bootMs + ms) })),
    ...Array.from({ length: spares }, () => ({ kind: undefined, at: after(spareMs) })),
    ...[...kinds].flatMap(([kind, { fresh }]) =>
      kind === undefined ? [] : fresh.needs().map((ms) => ({ kind, at: after(bootMs + ms) })),
    ),
  ];
  return { boot: asked + spares, bootOf, fitUntil, drain: drained(), waits };

  function drained(): string[] {
    // Those that were free longest go first.
    const unused = [...kinds].flatMap(([kind, { free: places }]) => {
      const idle = places.unused().toSorted(freeLongestFirst);
      if (kind !== undefined) return idle;
      // What is spared for what comes next, and for the least of the pool.
      const most = Math.min(idle.length - (isWanted ? policy.bootAhead : 0), kept - policy.min);
      return idle.slice(0, Math.max(0, most));
    });
    const isOld = ({ freeSince }: PoolPlace): boolean =>
      freeSince !== undefined && nowMs - freeSince.getTime() >= policy.idleMs;
    const old = unused.filter(isOld);
    // A job that another slot would take does not wait for the end of an idle time: what goes already makes room for as many.
    const going = slots.filter(({ use }) => use === 'ending').length + leaving.length + old.length;
    const missed = [...kinds.values()].reduce((sum, each) => sum + each.missed.used(), 0);
    // One whose host closes too soon for it goes though it is of the least of the pool: the one that follows is.
    const closing = [...kinds.values()].flatMap(({ free: places }) =>
      places.unused().filter((slot) => slot.closesAt !== undefined && !unused.includes(slot)),
    );
    const early = [...unused.filter((slot) => !isOld(slot)).toSorted(freeLongestFirst), ...closing].slice(
      0,
      Math.max(0, missed - going),
    );
    return [...leaving, ...old, ...early].map(({ id }) => id);
  }

  function freeLongestFirst(a: PoolPlace, b: PoolPlace): number {
    return (a.freeSince?.getTime() ?? nowMs) - (b.freeSince?.getTime() ?? nowMs);
  }
}

const compare = (a: number, b: number): number => (a === b ? 0 : a < b ? -1 : 1);
