import type { z } from 'zod';
import type { DeclaredFigure, DeclaredFigureList } from '@/lib/contracts/drift';
import { operationId } from '@/lib/domain/ids';
import { notFound, requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { estimateMedian } from '@/lib/statistics/bootstrap';
import { driftBody } from './drift-rows';
import { findMeasuredRuns, type MeasuredRun } from './measured-run';
import { metricBody } from './run-rows';

/**
 * What a host is declared to do: of each kind of run the newest that was accepted. Nothing is copied: a verdict that takes an
 * acceptance back takes the figure with it.
 * @throws AppError `forbidden`, for who is bound to VOs as well; `not-found`.
 */
export async function listDeclaredFigures(options: {
  readonly context: ServiceContext;
  readonly hostId: string;
}): Promise<z.input<typeof DeclaredFigureList>> {
  const { context, hostId } = options;
  const { actor, db } = context;
  requireScope(actor, 'hosts:read');
  requireScope(actor, 'benchmarks:read');
  if ((await db.host.count({ where: { id: hostId } })) === 0) throw notFound('host');
  const declared = newestOfEach(await findMeasuredRuns(db, { hostId, standing: 'accepted' }));
  const ids = declared.map(({ id }) => id);
  const [verdicts, drifts] = await Promise.all([
    db.benchmarkVerdict.findMany({ where: { operationId: { in: ids } }, orderBy: { sequence: 'asc' } }),
    db.benchmarkDrift.findMany({
      where: { declaredOperationId: { in: ids }, standing: { not: 'not-judged' } },
      orderBy: { at: 'desc' },
      distinct: ['declaredOperationId', 'metric'],
    }),
  ]);
  // The one with the highest sequence holds, and comes last.
  const signed = new Map(verdicts.map((verdict) => [verdict.operationId, verdict]));
  const items = declared.flatMap((run) =>
    run.definition.metrics.flatMap((defined): z.input<typeof DeclaredFigure>[] => {
      const samples = run.samples.get(defined.name) ?? [];
      const verdict = signed.get(run.id);
      if (samples.length === 0) return [];
      const drift = drifts.find((row) => row.declaredOperationId === run.id && row.metric === defined.name);
      return [
        {
          runId: operationId(run.id),
          title: run.definition.title,
          benchmark: run.definition.name,
          benchmarkVersion: run.definition.version,
          metric: metricBody(defined),
          parameters: run.parameters,
          ends: run.ends,
          technology: run.technology,
          emulated: run.emulated,
          contaminated: run.contaminated,
          guests: run.guests,
          estimate: estimateMedian(samples),
          samples: samples.length,
          measuredAt: run.finishedAt.toISOString(),
          acceptedByName: verdict?.actorName ?? '',
          acceptedAt: (verdict?.at ?? run.finishedAt).toISOString(),
          drift: drift === undefined ? null : { ...driftBody(drift), runId: operationId(drift.operationId) },
        },
      ];
    }),
  );
  return { items: items.toSorted((a, b) => a.title.localeCompare(b.title) || a.ends.localeCompare(b.ends)) };
}

/** @param newestFirst runs of one host */
function newestOfEach(newestFirst: readonly MeasuredRun[]): readonly MeasuredRun[] {
  const seen = new Set<string>();
  return newestFirst.filter(({ series }) => {
    if (seen.has(series)) return false;
    seen.add(series);
    return true;
  });
}
