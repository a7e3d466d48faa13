/**
 * The order of a plan's acts, so that there is room for each at its moment, whichever of those that may be done at the same time are
 * done first. Pure.
 *
 * An act waits for what frees room on a host before it in the order only where without that there would be too little. Then any order
 * that the waits let has room: of the acts that are done, let L be the one latest here. What they take is at most what was taken
 * here up to L; what L waited for has been freed. `order-acts.test.ts` tries it.
 */
import { groupBy } from '@/lib/utils/group-by';

/** What an act takes and gives, by resource: memory of a host, room of a pool. */
export type Amounts = ReadonlyMap<string, number>;
export interface Act {
  readonly id: string;
  readonly takes: Amounts;
  readonly frees: Amounts;
  /** Ids of acts that have to be done before it. */
  readonly after: readonly string[];
}

export interface OrderedActs {
  /** In an order in which they can be done one after the other, with all that each waits for. */
  readonly acts: readonly Act[];
  /** Of an act for which there is never enough, what it lacks, by resource. */
  readonly short: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

/** @param free what there is now, by resource; one that is not there is not known, and never short. @param acts without a circle */
export function orderActs(acts: readonly Act[], free: Amounts): OrderedActs {
  const state: State = {
    free,
    taken: new Map(),
    freed: new Map(),
    freers: new Map(),
    done: new Map(),
    short: new Map(),
  };
  const places = new Map(acts.map(({ id }, index) => [id, index]));
  const waits = acts.map(({ after }) => new Set(after.filter((id) => places.has(id))));
  const waiting = groupBy(
    waits.flatMap((ids, index) => [...ids].map((id) => ({ id, index }))),
    ({ id }) => id,
  );
  const open = new Set(acts.flatMap((_, index) => (waits[index]?.size === 0 ? [index] : [])));
  while (open.size > 0) {
    const next = chooseNext(
      [...open].toSorted((a, b) => a - b),
      acts,
      state,
    );
    const act = acts[next];
    if (act === undefined) break;
    open.delete(next);
    take(act, state);
    for (const { index } of waiting.get(act.id) ?? []) {
      waits[index]?.delete(act.id);
      if (waits[index]?.size === 0) open.add(index);
    }
  }
  if (state.done.size < acts.length) throw new Error('acts wait for one another in a circle');
  return { acts: [...state.done.values()], short: state.short };
}

/** The first that has room now; where none has, the first that frees some; else the first, which is short. */
function chooseNext(open: readonly number[], acts: readonly Act[], state: State): number {
  const is = (holds: (act: Act) => boolean) =>
    open.find((index) => {
      const act = acts[index];
      return act !== undefined && holds(act);
    });
  return is((act) => lacks(act, state).size === 0) ?? is(({ frees }) => frees.size > 0) ?? open[0] ?? 0;
}

interface State {
  readonly free: Amounts;
  readonly taken: Map<string, number>;
  readonly freed: Map<string, number>;
  /** Of each resource the acts that have freed some of it. */
  readonly freers: Map<string, string[]>;
  readonly done: Map<string, Act>;
  readonly short: Map<string, ReadonlyMap<string, number>>;
}

function lacks(act: Act, { free, taken, freed }: State): ReadonlyMap<string, number> {
  const lacking = new Map<string, number>();
  for (const [resource, amount] of act.takes) {
    const have = free.get(resource);
    if (have === undefined) continue;
    const short = (taken.get(resource) ?? 0) + amount - have - (freed.get(resource) ?? 0);
    if (short > 0) lacking.set(resource, short);
  }
  return lacking;
}

function take(act: Act, state: State): void {
  const lacking = lacks(act, state);
  const waits = new Set(act.after);
  // One that is short is not done, and takes nothing from the others.
  if (lacking.size > 0) state.short.set(act.id, lacking);
  for (const [resource, amount] of lacking.size > 0 ? [] : act.takes) {
    const taken = (state.taken.get(resource) ?? 0) + amount;
    state.taken.set(resource, taken);
    // Enough without what others free: it need not wait for them.
    if (taken > (state.free.get(resource) ?? Number.POSITIVE_INFINITY))
      for (const freer of state.freers.get(resource) ?? []) waits.add(freer);
  }
  for (const [resource, amount] of act.frees) {
    state.freed.set(resource, (state.freed.get(resource) ?? 0) + amount);
    state.freers.set(resource, [...(state.freers.get(resource) ?? []), act.id]);
  }
  state.done.set(act.id, { ...act, after: [...waits] });
}
