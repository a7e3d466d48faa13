import { DEFAULT_HALF_LIFE_DAYS } from '@/lib/domain/accounting/fair-share';
import type { Tx } from '@/lib/server/db/client';
import type { ServiceContext } from '@/lib/server/service-context';
import { type AcceptedFigure, readAcceptedFigures } from '@/lib/server/services/benchmarks/accepted-figures';
import { groupBy } from '@/lib/utils/group-by';
import type { VcpuFigure } from './read-usage';

/** There is one testbed, and so one row. */
export const SETTINGS_ID = 1;

/** How use is reckoned now; by nothing that was measured before somebody chose it. */
export async function readSettings(
  db: Tx,
): Promise<{ readonly halfLifeDays: number; readonly benchmark: string | null }> {
  const row = await db.accountingSettings.findUnique({ where: { id: SETTINGS_ID } });
  return { halfLifeDays: row?.halfLifeDays ?? DEFAULT_HALF_LIFE_DAYS, benchmark: row?.benchmark ?? null };
}

export interface Benchmarks {
  /** Whose more is better: what takes less time cannot be multiplied with hours. */
  readonly types: readonly string[];
  readonly chosen:
    | { readonly type: string; readonly unit: string; readonly figures: readonly VcpuFigure[] }
    | undefined;
}

/**
 * Accepted figures of one vCPU of each host: of several flavours their mean. Read for whoever asks: by what a VO's use is multiplied is no
 * secret of its host, and without it nobody could check the sum.
 */
export async function readBenchmarks(context: ServiceContext, type: string | null): Promise<Benchmarks> {
  const { actor } = context;
  const accountant = { ...actor, vos: undefined, scopes: ['hosts:read', 'benchmarks:read'] as const };
  const accepted = (await readAcceptedFigures({ ...context, actor: accountant })).filter(
    ({ direction }) => direction === 'higher-is-better',
  );
  const types = [...new Set(accepted.map((figure) => figure.type))].toSorted();
  const chosen = accepted.filter((figure) => figure.type === type);
  const [first] = chosen;
  return {
    types,
    chosen: first === undefined ? undefined : { type: first.type, unit: first.unit, figures: means(chosen) },
  };
}

function means(figures: readonly AcceptedFigure[]): VcpuFigure[] {
  return [...groupBy(figures, ({ hostId }) => hostId)].map(([hostId, some]) => ({
    hostId,
    perVcpu: some.reduce((sum, { value, vcpus }) => sum + value / vcpus, 0) / some.length,
  }));
}
