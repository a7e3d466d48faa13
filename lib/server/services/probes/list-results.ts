import { z } from 'zod';
import type { ListProbeResultsQuery, ProbeResultPage } from '@/lib/contracts/probes';
import { PROBE_IDS, PROBE_VERDICTS } from '@/lib/domain/probe';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { readTargetRow } from './target-rows';

/** Every asking that is kept, newest first. @throws AppError `forbidden`, `not-found`. */
export async function listProbeResults(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly query: ListProbeResultsQuery;
}): Promise<z.input<typeof ProbeResultPage>> {
  const { context, id, query } = options;
  requireScope(context.actor, 'probes:read');
  await readTargetRow(context.db, context.actor, id);
  const where = { targetId: id, probe: query.probe ?? { in: [...PROBE_IDS] } };
  const [rows, total] = await Promise.all([
    context.db.probeResult.findMany({
      where,
      orderBy: { id: 'desc' },
      skip: (query.page - 1) * query.pageSize,
      take: query.pageSize,
    }),
    context.db.probeResult.count({ where }),
  ]);
  return {
    items: rows.map((row) => ({
      at: row.at.toISOString(),
      probe: z.enum(PROBE_IDS).parse(row.probe),
      verdict: z.enum(PROBE_VERDICTS).parse(row.verdict),
      sentence: row.sentence,
      latencyMs: row.latencyMs,
    })),
    total,
    page: query.page,
    pageSize: query.pageSize,
  };
}
