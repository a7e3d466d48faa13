import { z } from 'zod';
import type { BenchmarkResult } from '@/lib/benchmarks/result';
import type { Actor } from '@/lib/domain/access';
import type { Db, Tx } from '@/lib/server/db/client';
import { StoredResult, visibleImports } from '@/lib/server/services/benchmark-imports/import-rows';
import type { ServiceContext } from '@/lib/server/service-context';
import type { ResultFilter, SourceAnswer } from './load-results';

/** Which imported results; what is left out narrows nothing. */
export interface ImportedResultFilter {
  readonly ids?: readonly string[] | undefined;
  /** Name of a benchmark. */
  readonly benchmark?: string | undefined;
  readonly metric?: string | undefined;
  readonly hostId?: string | undefined;
  /** Measured at or after, and before. */
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

/** What nobody here has run nobody here can sign. */
const STANDING = 'not-proposed';
/** A version that is no whole number is told apart by the parameters: the number of a definition is one. */
const NOT_NUMBERED = 0;
/** The newest that are read for one answer; beyond this it would be a report, not a page. */
const RESULTS_MAX = 5_000;

/**
 * Imported figures in the one shape of a result, oldest first: none of a retracted import, and none for who is bound to VOs,
 * because they concern hosts. Of conditions that a file does not tell, undefined: alike with nothing.
 */
export async function loadImportedResults(
  db: Pick<Db | Tx, 'importedResult'>,
  actor: Actor,
  filter: ImportedResultFilter = {},
): Promise<SourceAnswer> {
  const { ids, benchmark, metric, hostId, from, to } = filter;
  const rows = await db.importedResult.findMany({
    where: {
      import: { AND: [{ retractedAt: null }, visibleImports(actor)] },
      ...(ids === undefined ? {} : { id: { in: [...ids] } }),
      ...(benchmark === undefined ? {} : { benchmark }),
      ...(metric === undefined ? {} : { metric }),
      ...(hostId === undefined ? {} : { hostId }),
      measuredAt: { ...(from === undefined ? {} : { gte: from }), ...(to === undefined ? {} : { lt: to }) },
    },
    orderBy: [{ measuredAt: 'desc' }, { importId: 'asc' }, { sequence: 'desc' }],
    take: RESULTS_MAX + 1,
  });
  const results = rows
    .slice(0, RESULTS_MAX)
    .toReversed()
    .map((row): BenchmarkResult => {
      const stored = StoredResult.parse(row);
      const numbered = /^[1-9]\d{0,8}$/.test(row.version);
      const version = numbered || row.version === '' ? [] : [`version=${row.version}`];
      return {
        id: row.id,
        source: 'import',
        title: row.version === '' ? row.benchmark : `${row.benchmark} ${row.version}`,
        metric: { name: row.metric, title: row.metric, unit: row.unit, direction: stored.direction },
        measuredOn: stored.measuredOn,
        hostId: row.hostId ?? undefined,
        hostName: row.hostName,
        ends: stored.ends === 'pair' ? `${row.hostName}, between two` : row.hostName,
        at: row.measuredAt,
        samples: stored.samples,
        conditions: {
          benchmark: row.benchmark,
          version: numbered ? Number(row.version) : NOT_NUMBERED,
          parameters: [...row.parameters.split(/[\s,;]+/).filter((word) => word !== ''), ...version]
            .toSorted()
            .join(', '),
          ends: stored.ends,
          sameHost: undefined,
          guests: 1,
          hostCpuModel: row.cpuModel ?? undefined,
          emulated: row.emulated ?? undefined,
          hypervisorVersion: undefined,
          guestKernel: undefined,
          vcpus: undefined,
          memoryKiB: undefined,
          microcode: undefined,
        },
        contaminated: false,
        standing: STANDING,
      };
    });
  return { results, cut: rows.length > RESULTS_MAX };
}

/** As a source of the analysis pages: none where only what concerns a domain, or was signed, is asked for. */
export async function readImportedResults(context: ServiceContext, filter: ResultFilter): Promise<SourceAnswer> {
  const { domain, standing, since, until, host, ids, benchmark, metric } = filter;
  if (domain !== undefined || standing?.includes(STANDING) === false) return { results: [], cut: false };
  return await loadImportedResults(context.db, context.actor, {
    // A run's number is as good an id as any, but in this table all are UUIDs.
    ids: ids?.filter((id) => z.uuid().safeParse(id).success),
    benchmark,
    metric,
    hostId: host,
    from: since === undefined ? undefined : new Date(since),
    to: until === undefined ? undefined : new Date(until),
  });
}
