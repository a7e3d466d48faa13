/** What the analysis pages are told of results: the shapes of the contracts. */
import type { Judged as JudgedPair } from '@/lib/benchmarks/judge';
import { conditionWords } from '@/lib/benchmarks/likeness';
import { technologyWordsOf } from '@/lib/benchmarks/measured-on';
import type { Pool } from '@/lib/benchmarks/pool';
import type { Judged, ResultPool } from '@/lib/contracts/benchmark-analysis';

const once = (values: readonly string[]): string[] =>
  [...new Set(values)].filter((value) => value !== '').toSorted((a, b) => a.localeCompare(b));

export function poolBody({ results, samples, median, older }: Pool): ResultPool {
  const [first] = results;
  return {
    measuredOn: first.measuredOn,
    technology: technologyWordsOf(first),
    conditions: conditionWords(first),
    hosts: once(results.map(({ hostName }) => hostName)),
    ends: once(results.map(({ ends }) => ends)),
    runs: results.map(({ id }) => id),
    imported: results.filter(({ source }) => source === 'import').length,
    older,
    accepted: results.filter(({ standing }) => standing === 'accepted').length,
    contaminated: results.filter(({ contaminated }) => contaminated).length,
    samples: samples.length,
    median,
    latestAt: first.at.toISOString(),
  };
}

export const judgedBody = (judged: JudgedPair): Judged => ({
  change: judged.change,
  performance: judged.performance,
  verdict: judged.verdict,
  p: judged.p,
  threshold: judged.threshold,
  detectable: judged.detectable ?? null,
  moreForOnePercent: judged.moreForOnePercent ?? null,
});
