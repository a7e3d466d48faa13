import type { Judged } from '@/lib/contracts/benchmark-analysis';

const WORDS: Record<Judged['verdict'], string> = {
  better: 'better',
  worse: 'worse',
  'no-difference-shown': 'no difference shown',
  'too-few-runs': 'too few repeats for a verdict',
};
/** @example verdictWords('no-difference-shown') // 'no difference shown' */
export const verdictWords = (verdict: Judged['verdict']): string => WORDS[verdict];
