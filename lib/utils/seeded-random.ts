/** Reproducible randomness: the same seed gives the same world. Not for secrets. Pure. */

export interface SeededRandom {
  /** Uniform in [0, 1). */
  next(): number;
  /** Integer in [low, high], both included. */
  integer(low: number, high: number): number;
  pick<T>(items: readonly [T, ...T[]]): T;
  /** Multiplier around 1, uniform within ±`share`. */
  jitter(share: number): number;
  /** Lower-case UUID, version 4 in form. */
  uuid(): string;
  /** A generator of its own for a named part, so that adding draws in one part leaves the others as they were. */
  fork(name: string): SeededRandom;
}

/** FNV-1a, 32 bits: spreads names over seeds. https://datatracker.ietf.org/doc/html/draft-eastlake-fnv */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash ^= text.charCodeAt(index);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}

/** Mulberry32: 32 bits of state, good enough for a simulation and identical on every machine. */
export function createSeededRandom(seed: number | string): SeededRandom {
  const origin = typeof seed === 'number' ? seed >>> 0 : hashText(seed);
  let state = origin;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
  const integer = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  const hex = (digits: number): string => Array.from({ length: digits }, () => integer(0, 15).toString(16)).join('');
  return {
    next,
    integer,
    // The index is in range and the tuple type says there is a first item.
    pick: (items) => items[integer(0, items.length - 1)] ?? items[0],
    jitter: (share) => 1 + (next() * 2 - 1) * share,
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${integer(8, 11).toString(16)}${hex(3)}-${hex(12)}`,
    fork: (name) => createSeededRandom(hashText(`${origin}/${name}`)),
  };
}
