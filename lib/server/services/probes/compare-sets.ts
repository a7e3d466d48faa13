/** Two sets of targets by the same probes: what the second makes of what the first passes, and the median latencies of both. */
import type { z } from 'zod';
import type { PROBE_STANDINGS, ProbeComparison } from '@/lib/contracts/probes';
import { PROBE_IDS, type ProbeId, type ProbeVerdict, worstVerdict } from '@/lib/domain/probe';
import type { ServiceContext } from '@/lib/server/service-context';
import { DAY_MS } from '@/lib/utils/time';
import { probesOf, type TargetRow, verdictOf } from './target-rows';

export interface ComparedSet {
  /** As a sentence begins with it. */
  readonly name: string;
  readonly targets: readonly TargetRow[];
}
type Row = z.input<typeof ProbeComparison>['rows'][number];
interface Median {
  readonly probe: string;
  readonly median: number | null;
  readonly askings: number;
}

export async function compareSets(
  context: ServiceContext,
  a: ComparedSet,
  b: ComparedSet,
): Promise<Pick<z.input<typeof ProbeComparison>, 'asGood' | 'sentence' | 'rows'>> {
  const [medianA, medianB] = [await mediansOf(context, a), await mediansOf(context, b)];
  const has = ({ targets }: ComparedSet, probe: ProbeId) => targets.some((row) => probesOf(row).includes(probe));
  const rows = PROBE_IDS.filter((probe) => has(a, probe) || has(b, probe)).map((probe): Row => {
    const [left, right] = [sideOf(a, probe, medianA), sideOf(b, probe, medianB)];
    const { medianMs: base } = left;
    return {
      probe,
      a: left,
      b: right,
      ratio: base === null || base === 0 || right.medianMs === null ? null : right.medianMs / base,
      standing: standingOf(left.verdict, right.verdict),
    };
  });
  return { ...judge(a, b, rows), rows };
}

function sideOf({ targets }: ComparedSet, probe: ProbeId, medians: readonly Median[]): Row['a'] {
  const verdicts = targets
    .filter((row) => probesOf(row).includes(probe))
    .map((row) => verdictOf(row.states.find((each) => each.probe === probe)?.confirmed ?? null));
  const known = verdicts.filter((verdict) => verdict !== undefined);
  const worst = known.length === 0 ? undefined : worstVerdict(known);
  const found = medians.find((each) => each.probe === probe);
  return {
    // One that does not pass is known whatever becomes of the others; that all pass is not, while one is not known.
    verdict: worst === undefined || (worst === 'ok' && known.length < verdicts.length) ? null : worst,
    medianMs: found?.median ?? null,
    askings: found?.askings ?? 0,
  };
}

function standingOf(a: ProbeVerdict | null, b: ProbeVerdict | null): (typeof PROBE_STANDINGS)[number] {
  if (a === null || b === null) return 'unknown';
  if (a === b) return 'as-good';
  return worstVerdict([a, b]) === b ? 'worse' : 'better';
}

function judge(
  a: ComparedSet,
  b: ComparedSet,
  rows: readonly Row[],
): Pick<z.input<typeof ProbeComparison>, 'asGood' | 'sentence'> {
  const known = rows.filter((row) => row.a.verdict !== null && row.b.verdict !== null);
  if (known.length === 0)
    return {
      asGood: null,
      sentence: `${a.name} and ${b.name} have no probe in common of which both verdicts are known.`,
    };
  const worse = known.filter((row) => row.a.verdict === 'ok' && row.b.verdict !== 'ok').map(({ probe }) => probe);
  const passed = known.filter((row) => row.a.verdict === 'ok').length;
  if (worse.length > 0)
    return { asGood: false, sentence: `${b.name} does not pass ${worse.join(', ')}, which ${a.name} passes.` };
  return {
    asGood: true,
    sentence: `${b.name} passes all ${passed} probes that ${a.name} passes, of ${known.length} that both have.`,
  };
}

async function mediansOf({ db, now }: ServiceContext, { targets }: ComparedSet): Promise<readonly Median[]> {
  const ids = targets.map(({ id }) => id);
  return await db.$queryRaw<Median[]>`
    select probe, count(*)::int as askings,
      (percentile_cont(0.5) within group (order by "latencyMs") filter (where verdict = 'ok'))::float8 as median
    from "ProbeResult" where "targetId" = any(${ids}::uuid[]) and at >= ${new Date(now().getTime() - DAY_MS)} group by probe`;
}
