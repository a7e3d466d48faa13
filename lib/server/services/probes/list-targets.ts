import type { z } from 'zod';
import type { ListProbeTargetsQuery, ProbeTargetPage, ProbeTargetSummary } from '@/lib/contracts/probes';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { Tx } from '@/lib/server/db/client';
import type { ServiceContext } from '@/lib/server/service-context';
import { availabilityBody, readSpans, targetHistory, weekBefore } from './read-availability';
import { summaryBody, TARGET_PARTS, type TargetRow, visibleTargets } from './target-rows';

const WORST = ['critical', 'warning', 'unknown', 'ok'];

/** What is probed: those that fail first, then by name. */
export async function listProbeTargets(options: {
  readonly context: ServiceContext;
  readonly query: ListProbeTargetsQuery;
}): Promise<z.input<typeof ProbeTargetPage>> {
  const { context, query } = options;
  requireScope(context.actor, 'probes:read');
  const rows = await context.db.probeTarget.findMany({
    where: { ...visibleTargets(context.actor), ...(query.domain === undefined ? {} : { domainId: query.domain }) },
    include: TARGET_PARTS,
  });
  const all = await summaryBodies(context.db, rows, context.now());
  const sorted = all.toSorted(
    (a, b) =>
      WORST.indexOf(a.verdict) - WORST.indexOf(b.verdict) || a.name.localeCompare(b.name) || a.id.localeCompare(b.id),
  );
  const first = (query.page - 1) * query.pageSize;
  return {
    items: sorted.slice(first, first + query.pageSize),
    total: sorted.length,
    page: query.page,
    pageSize: query.pageSize,
  };
}

/** With the availability of the day so far. */
export async function summaryBodies(
  db: Tx,
  rows: readonly TargetRow[],
  at: Date,
): Promise<z.input<typeof ProbeTargetSummary>[]> {
  const now = at.getTime();
  const today = weekBefore(now).days.at(-1) ?? { since: now, until: now };
  const spans = await readSpans(
    db,
    rows.map(({ id }) => id),
    today,
  );
  return rows.map((row) => summaryBody(row, availabilityBody(targetHistory(row, spans, today, now), today)));
}
