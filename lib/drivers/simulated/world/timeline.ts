/** What time will bring, in order: a binary heap, so that 20,000 guests with plans cost little. */
export interface Timeline {
  /** @returns a function that takes the plan back; harmless once it has happened */
  schedule(atMs: number, run: () => void): () => void;
  /** Time of the next plan; undefined where there is none. */
  next(): number | undefined;
  /** Takes out and returns the next plan if it is due by `atMs`. */
  takeDue(atMs: number): { readonly atMs: number; readonly run: () => void } | undefined;
}

interface Plan {
  readonly atMs: number;
  /** Plans of one instant happen in the order they were made: the same seed gives the same story. */
  readonly sequence: number;
  readonly run: () => void;
  cancelled: boolean;
}

export function createTimeline(): Timeline {
  const heap: Plan[] = [];
  let sequence = 0;

  function push(plan: Plan): void {
    heap.push(plan);
    let index = heap.length - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!before(heap[index], heap[parent])) break;
      swap(heap, index, parent);
      index = parent;
    }
  }

  function pop(): void {
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    heap[0] = last;
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      const smaller = before(heap[left + 1], heap[left]) ? left + 1 : left;
      if (!before(heap[smaller], heap[index])) return;
      swap(heap, index, smaller);
      index = smaller;
    }
  }

  function skipCancelled(): void {
    while (heap[0]?.cancelled === true) pop();
  }

  return {
    schedule(atMs, run) {
      const plan: Plan = { atMs, sequence: (sequence += 1), run, cancelled: false };
      push(plan);
      return () => {
        plan.cancelled = true;
      };
    },
    next() {
      skipCancelled();
      return heap[0]?.atMs;
    },
    takeDue(atMs) {
      skipCancelled();
      const first = heap[0];
      if (first === undefined || first.atMs > atMs) return undefined;
      pop();
      return first;
    },
  };
}

function before(a: Plan | undefined, b: Plan | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.sequence < b.sequence);
}

function swap(heap: Plan[], a: number, b: number): void {
  const [first, second] = [heap[a], heap[b]];
  if (first === undefined || second === undefined) return;
  heap[a] = second;
  heap[b] = first;
}
