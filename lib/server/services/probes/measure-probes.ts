import { PLUGIN_EXIT_CODES } from '@/lib/domain/probe';
import type { Db } from '@/lib/server/db/client';
import type { WebMetrics } from '@/lib/server/metrics';
import { SECOND_MS } from '@/lib/utils/time';
import { isProbed, nameOf, standingNow, statesOf, TARGET_PARTS, verdictOf, voOf } from './target-rows';

/**
 * Sets the gauges to what is confirmed now, for whoever scrapes them. Who may is checked by the route: the figures are of every VO.
 * Where the database is away there are none: those of before would be taken for those of now.
 */
export async function unsafeMeasureProbes(
  db: Db,
  { probeUp, probeVerdict, probeSeconds }: Pick<WebMetrics, 'probeUp' | 'probeVerdict' | 'probeSeconds'>,
): Promise<void> {
  for (const gauge of [probeUp, probeVerdict, probeSeconds]) gauge.reset();
  const rows = await db.probeTarget.findMany({ include: TARGET_PARTS }).catch(() => []);
  for (const row of rows.filter(isProbed)) {
    const labels = { target: nameOf(row), vo: voOf(row) ?? '', kind: row.domainId === null ? 'native' : 'domain' };
    const standing = standingNow(row);
    if (standing !== 'unknown') probeUp.set(labels, standing === 'up' ? 1 : 0);
    for (const { probe, state } of statesOf(row)) {
      probeVerdict.set({ ...labels, probe }, PLUGIN_EXIT_CODES[verdictOf(state.confirmed) ?? 'unknown']);
      if (state.latencyMs !== null) probeSeconds.set({ ...labels, probe }, state.latencyMs / SECOND_MS);
    }
  }
}
