import type { z } from 'zod';
import type { ProbeComparison } from '@/lib/contracts/probes';
import { PROBE_IDS, type ProbeId } from '@/lib/domain/probe';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { DAY_MS } from '@/lib/utils/time';
import { summaryBodies } from './list-targets';
import { nameOf, probesOf, readTargetRow, type TargetRow, verdictOf } from './target-rows';

type Row = z.input<typeof ProbeComparison>['rows'][number];
interface Median {
  readonly probe: string;
  readonly median: number | null;
  readonly askings: number;
}

/** The same probes of two targets side by side, e.g. of a native service and of a domain. @throws AppError `forbidden`, `not-found`. */
export async function compareProbeTargets(options: {
  readonly context: ServiceContext;
  readonly query: { readonly a: string; readonly b: string };
}): Promise<z.input<typeof ProbeComparison>> {
  const { context, query } = options;
  requireScope(context.actor, 'probes:read');
  const [a, b] = [
    await readTargetRow(context.db, context.actor, query.a),
    await readTargetRow(context.db, context.actor, query.b),
  ];
  const [medianA, medianB] = [await mediansOf(context, a.id), await mediansOf(context, b.id)];
  const rows = PROBE_IDS.filter((probe) => probesOf(a).includes(probe) || probesOf(b).includes(probe)).map(
    (probe): Row => {
      const [left, right] = [sideOf(a, probe, medianA), sideOf(b, probe, medianB)];
      const ratio =
        left.medianMs === null || right.medianMs === null || left.medianMs === 0
          ? null
          : right.medianMs / left.medianMs;
      return { probe, a: left, b: right, ratio };
    },
  );
  const [first, second] = await summaryBodies(context.db, [a, b], context.now());
  if (first === undefined || second === undefined) throw new Error('two rows gave no two summaries');
  return { a: first, b: second, ...judge(a, b, rows), rows };
}

function sideOf(row: TargetRow, probe: ProbeId, medians: readonly Median[]): Row['a'] {
  const state = probesOf(row).includes(probe) ? row.states.find((each) => each.probe === probe) : undefined;
  const found = medians.find((each) => each.probe === probe);
  return {
    verdict: verdictOf(state?.confirmed ?? null) ?? null,
    medianMs: found?.median ?? null,
    askings: found?.askings ?? 0,
  };
}

function judge(
  a: TargetRow,
  b: TargetRow,
  rows: readonly Row[],
): Pick<z.input<typeof ProbeComparison>, 'asGood' | 'sentence'> {
  const known = rows.filter((row) => row.a.verdict !== null && row.b.verdict !== null);
  const [left, right] = [nameOf(a), nameOf(b)];
  if (known.length === 0)
    return { asGood: null, sentence: `${left} and ${right} have no probe in common of which both verdicts are known.` };
  const worse = known.filter((row) => row.a.verdict === 'ok' && row.b.verdict !== 'ok').map(({ probe }) => probe);
  const passed = known.filter((row) => row.a.verdict === 'ok').length;
  if (worse.length > 0)
    return { asGood: false, sentence: `${right} does not pass ${worse.join(', ')}, which ${left} passes.` };
  return {
    asGood: true,
    sentence: `${right} passes all ${passed} probes that ${left} passes, of ${known.length} that both have.`,
  };
}

const mediansOf = async ({ db, now }: ServiceContext, id: string): Promise<readonly Median[]> =>
  await db.$queryRaw<Median[]>`
    select probe, count(*)::int as askings,
      (percentile_cont(0.5) within group (order by "latencyMs") filter (where verdict = 'ok'))::float8 as median
    from "ProbeResult" where "targetId" = ${id}::uuid and at >= ${new Date(now().getTime() - DAY_MS)} group by probe`;
