import { stringify } from 'csv-stringify/sync';
import { guardCell } from '@/lib/benchmarks/import/formula-cell';
import type { ExportAccountingQuery } from '@/lib/contracts/accounting';
import { AppError } from '@/lib/domain/errors';
import { requireScope } from '@/lib/server/auth/require-scope';
import { getConfig, UNNAMED_SITE } from '@/lib/server/config';
import { fileResponse } from '@/lib/server/http/file-response';
import type { ServiceContext } from '@/lib/server/service-context';
import { KIB_PER_GIB } from '@/lib/utils/units';
import { apelRecords } from './apel-records';
import { SECONDS_PER_HOUR } from './read-accounting';
import { type DomainRow, readUseOfDomains } from './read-usage';
import { type Benchmarks, readBenchmarks, readSettings } from './settings-row';
import { daysAsked, vosAsked } from './stretch';

/**
 * What domains of the VOs that the caller sees used, as a file.
 * @throws AppError `forbidden`, `bad-request`; `refused` for APEL's records where the site has no name in the grid, or of simulated domains:
 * they are for what really ran.
 */
export async function exportAccounting(options: {
  readonly context: ServiceContext;
  readonly query: ExportAccountingQuery;
}): Promise<Response> {
  const { context, query } = options;
  const { actor, db } = context;
  requireScope(actor, 'leases:read');
  const vos = vosAsked(actor, query);
  const asked = daysAsked(query, context.now());
  const { benchmark } = await readSettings(db);
  const benchmarks = await readBenchmarks(context, benchmark);
  const rows = await readUseOfDomains(db, {
    from: asked.from,
    until: asked.until,
    of: query.of,
    vos,
    figures: benchmarks.chosen?.figures ?? [],
  });
  const name = `accounting-${query.vo === undefined ? '' : `${query.vo}-`}${query.of === 'simulated' ? 'simulated-' : ''}${asked.from}-${asked.to}`;
  if (query.format === 'csv') return fileResponse(csvOf(rows, benchmarks), 'text/csv', `${name}.csv`);
  if (query.of === 'simulated')
    throw new AppError('refused', 'Simulated domains used nothing that a grid could be told of. Take the CSV.');
  const { site } = getConfig();
  if (site.id === UNNAMED_SITE)
    throw new AppError(
      'refused',
      'This site has no name in the grid. Set GRIDBOX_SITE_NAME, then it stands in every record.',
    );
  return fileResponse(
    apelRecords(
      rows.map((row) => apelUse(row, benchmarks)),
      site.id,
    ),
    'text/plain',
    `${name}.apel.txt`,
  );
}

const perVcpu = ({ scoreSeconds, vcpuSeconds, unmeasuredVcpuSeconds }: DomainRow): number | undefined =>
  vcpuSeconds > unmeasuredVcpuSeconds ? scoreSeconds / (vcpuSeconds - unmeasuredVcpuSeconds) : undefined;

function apelUse(row: DomainRow, { chosen }: Benchmarks) {
  const measured = perVcpu(row);
  const benchmark =
    chosen === undefined || measured === undefined ? undefined : { type: chosen.type, perVcpu: measured };
  return { ...row, benchmark };
}

const DIGITS = 6;
const figure = (value: number): number => Number(value.toFixed(DIGITS));

/** A row a domain, each saying all by itself. */
function csvOf(rows: readonly DomainRow[], { chosen }: Benchmarks): string {
  return stringify(
    rows.map((row) => ({
      domain_id: row.domainId,
      domain: guardCell(row.name),
      vo: row.vo === null ? '' : guardCell(row.vo),
      host_class: row.hostClass,
      architecture: row.architecture,
      vcpus: row.vcpus,
      memory_kib_most: row.memoryKiB,
      begun_at: row.begin.toISOString(),
      ended_at: row.goesOn ? '' : row.end.toISOString(),
      wall_hours: figure(row.seconds / SECONDS_PER_HOUR),
      vcpu_hours: figure(row.vcpuSeconds / SECONDS_PER_HOUR),
      memory_gib_hours: figure(row.memoryKiBSeconds / KIB_PER_GIB / SECONDS_PER_HOUR),
      benchmark: chosen === undefined ? '' : guardCell(chosen.type),
      benchmark_unit: chosen === undefined ? '' : guardCell(chosen.unit),
      normalised: chosen === undefined ? '' : figure(row.scoreSeconds / SECONDS_PER_HOUR),
      unmeasured_vcpu_hours: chosen === undefined ? '' : figure(row.unmeasuredVcpuSeconds / SECONDS_PER_HOUR),
    })),
    { header: true, columns: [...COLUMNS] },
  );
}

/** Said here, so that a file without rows has its heading. */
const COLUMNS = [
  'domain_id',
  'domain',
  'vo',
  'host_class',
  'architecture',
  'vcpus',
  'memory_kib_most',
  'begun_at',
  'ended_at',
  'wall_hours',
  'vcpu_hours',
  'memory_gib_hours',
  'benchmark',
  'benchmark_unit',
  'normalised',
  'unmeasured_vcpu_hours',
] as const;
