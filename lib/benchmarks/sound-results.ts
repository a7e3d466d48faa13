import type { BenchmarkResult } from './result';

export interface Sound {
  readonly sound: readonly BenchmarkResult[];
  /** Runs, not results. */
  readonly contaminated: number;
  readonly rejected: number;
}

/**
 * What no manager threw out and nothing disturbed: only that is taken together unasked. A disturbed run that a manager accepted
 * all the same counts: somebody has looked at it and said why.
 */
export function soundResults(results: readonly BenchmarkResult[]): Sound {
  const rejected = results.filter(({ standing }) => standing === 'rejected' || standing === 'rerun-asked');
  const contaminated = results.filter(
    (result) => result.contaminated && result.standing !== 'accepted' && !rejected.includes(result),
  );
  const out = new Set([...rejected, ...contaminated]);
  const runs = (some: readonly BenchmarkResult[]): number => new Set(some.map(({ id }) => id)).size;
  return {
    sound: results.filter((result) => !out.has(result)),
    contaminated: runs(contaminated),
    rejected: runs(rejected),
  };
}
