/** Which suites there are, and which of them run beside each other. */

export const SUITES = [
  'unit',
  'integration',
  'images',
  'rig',
  'second-rig',
  'esx',
  'grid',
  'kvm',
  'xen',
  'browser',
] as const;
export type Suite = (typeof SUITES)[number];

/** Or what is built for suites that come later (the pages, the machines of labs): beside others, so that none of those waits for it. */
export type Work = Suite | 'builds';

/** What runs one after the other, beside other lanes. */
export type Lane = readonly Work[];

/**
 * Stages follow each other; the lanes of one run at the same time. The first has the suites that wait for emulated machines half of
 * their time (rig 41 % and xen 59 % of two cores) beside those that need few (`docs/benchmarks.md`); half of the rig's files
 * fill the other lane, so that both end together. The grid's services wait for nine tenths of theirs. KVM guests within
 * emulated machines leave a third and the browsers a quarter, enough for two short ones and for what needs nothing but that.
 */
export const STAGES: readonly (readonly Lane[])[] = [
  [['rig', 'xen'], ['builds', 'integration', 'second-rig'], ['grid']],
  [
    ['kvm', 'browser'],
    ['esx', 'images', 'unit'],
  ],
];

/** What waits for nothing and hurries nobody: beside others it has little more than what they leave of the processors. */
export const GIVING_WAY: readonly Suite[] = ['unit'];

/** The same with the chosen suites only; lanes and stages of which none is chosen are gone. */
export function stagesOf(chosen: readonly Suite[]): Lane[][] {
  const isChosen = (work: Work): boolean => work === 'builds' || chosen.includes(work);
  const hasSuite = (lane: Lane): boolean => lane.some((work) => work !== 'builds');
  return STAGES.map((lanes) => lanes.map((lane) => lane.filter(isChosen)).filter(hasSuite)).filter(
    (lanes) => lanes.length > 0,
  );
}

/** Those of the chosen that come later than something else: what they need can be built before. The others build for themselves. */
export function laterSuites(chosen: readonly Suite[]): Suite[] {
  const [first = []] = stagesOf(chosen);
  const atOnce = new Set(first.flatMap((lane) => lane.filter((work) => work !== 'builds').slice(0, 1)));
  return chosen.filter((suite) => !atOnce.has(suite));
}

/** Runs them in that order. @param run never rejects: what fails is in what it returns */
export async function runStages<T>(
  stages: readonly (readonly Lane[])[],
  run: (work: Work, besideOthers: boolean) => Promise<T>,
): Promise<T[]> {
  const results: T[] = [];
  for (const lanes of stages)
    await Promise.all(
      lanes.map(async (lane) => {
        for (const work of lane) results.push(await run(work, lanes.length > 1));
      }),
    );
  return results;
}
