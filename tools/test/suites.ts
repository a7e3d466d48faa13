/** Which suites there are, and which of them run beside each other. */

export const SUITES = ['unit', 'integration', 'images', 'rig', 'esx', 'grid', 'kvm', 'xen', 'browser'] as const;
export type Suite = (typeof SUITES)[number];

/** Suites that run one after the other, beside other lanes. */
export type Lane = readonly Suite[];

/**
 * Stages follow each other; the lanes of one run at the same time. The first has the suites that wait for emulated machines half of
 * their time (rig 41 % and xen 59 % of two cores) beside those that need few (`docs/benchmarks.md`). KVM guests within emulated machines and
 * two browsers keep both cores busy alone.
 */
export const STAGES: readonly (readonly Lane[])[] = [
  [
    ['rig', 'xen'],
    ['unit', 'integration', 'images', 'esx', 'grid'],
  ],
  [['kvm']],
  [['browser']],
];

/** The same with the chosen suites only; lanes and stages of which none is chosen are gone. */
export function stagesOf(chosen: readonly Suite[]): Lane[][] {
  return STAGES.map((lanes) =>
    lanes.map((lane) => lane.filter((suite) => chosen.includes(suite))).filter((lane) => lane.length > 0),
  ).filter((lanes) => lanes.length > 0);
}

/** Runs them in that order. @param run never rejects: what fails is in what it returns */
export async function runStages<T>(
  stages: readonly (readonly Lane[])[],
  run: (suite: Suite, besideOthers: boolean) => Promise<T>,
): Promise<T[]> {
  const results: T[] = [];
  for (const lanes of stages)
    await Promise.all(
      lanes.map(async (lane) => {
        for (const suite of lane) results.push(await run(suite, lanes.length > 1));
      }),
    );
  return results;
}
