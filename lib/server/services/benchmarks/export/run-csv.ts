/** A run as rows of CSV: one a sample and metric, each with what it ran on, so that a row says all by itself. */
import { stringify } from 'csv-stringify/sync';
import { guardCell } from '@/lib/benchmarks/import/formula-cell';
import { measuredOnOf } from '@/lib/benchmarks/measured-on';
import type { MeasuredOn } from '@/lib/benchmarks/result';
import type { BenchmarkRunDetail, BenchmarkSample } from '@/lib/contracts/benchmarks';
import { GUEST_MODES } from '@/lib/domain/domain';
import { HYPERVISORS } from '@/lib/domain/host';

type Cell = string | number | boolean | null | undefined;
interface Row {
  readonly run: BenchmarkRunDetail;
  readonly sample: BenchmarkSample;
  readonly metric: BenchmarkRunDetail['metrics'][number];
}
/** The first end of the lane that the sample is of. */
const first = ({ run, sample }: Row) => run.provenance?.ends.find(({ lane }) => lane === sample.lane);
const laneOf = ({ run, sample }: Row) => run.lanes[sample.lane - 1] ?? run;
const counts = ({ sample, metric }: Row): boolean => !sample.warmUp && sample.figures?.[metric.name] !== undefined;

/** An import reads these names without being told what they mean; see `guess-mapping.ts`. */
const COLUMNS: readonly (readonly [string, (row: Row) => Cell])[] = [
  ['run_id', ({ run }) => run.id],
  ['benchmark', ({ run }) => run.benchmarkName],
  ['version', ({ run }) => run.benchmarkVersion],
  ['metric', ({ metric }) => metric.name],
  ['value', ({ sample, metric }) => sample.figures?.[metric.name]],
  ['unit', ({ metric }) => metric.unit],
  ['direction', ({ metric }) => metric.direction],
  ['counted', (row) => yes(counts(row))],
  ['warm_up', ({ sample }) => yes(sample.warmUp)],
  ['repeat', ({ sample }) => sample.repeat],
  ['lane', ({ sample }) => sample.lane],
  ['repeat_started_at', ({ sample }) => sample.startedAt],
  ['repeat_took_ms', ({ sample }) => sample.durationMs],
  ['repeat_error', ({ sample }) => sample.error],
  ['host', (row) => laneOf(row).hostName],
  ['domain', (row) => laneOf(row).domainName],
  ['peer_host', (row) => laneOf(row).peerHostName],
  ['peer_domain', (row) => laneOf(row).peerDomainName],
  ['vo', ({ run }) => run.vo],
  ['place', ({ run }) => run.place],
  ['ends', ({ run }) => (run.place.endsWith('-pair') ? 'pair' : 'one')],
  ['guests', ({ run }) => run.guests],
  ['technology', ({ run }) => technologyOf(run)],
  ['parameters', ({ run }) => parametersOf(run)],
  ['emulated', ({ run }) => (run.emulated === null ? null : yes(run.emulated))],
  ['hypervisor', (row) => first(row)?.hypervisor],
  ['hypervisor_version', (row) => first(row)?.hypervisorVersion],
  ['guest_mode', (row) => first(row)?.guestMode],
  ['guest_kernel', (row) => first(row)?.guest.kernel],
  ['host_cpu_model', (row) => first(row)?.hostCpuModel],
  ['guest_cpu_model', (row) => first(row)?.guest.cpuModel],
  ['microcode', (row) => first(row)?.guest.microcode],
  ['vcpus', (row) => first(row)?.vcpus],
  ['memory_kib', (row) => first(row)?.memoryKiB],
  [
    'neighbours',
    (row) =>
      first(row)
        ?.neighbours.map(({ name }) => name)
        .join(', '),
  ],
  ['disturbed', ({ run }) => yes(run.contaminated)],
  ['disturbances', ({ run }) => run.contamination.join(' ')],
  ['state', ({ run }) => run.state],
  ['standing', ({ run }) => run.standing],
  ['verdict_by', ({ run }) => run.verdicts[0]?.actorName],
  ['verdict_at', ({ run }) => run.verdicts[0]?.at],
  ['asked_by', ({ run }) => run.actorName],
  ['reason', ({ run }) => run.reason],
  ['gridbox_version', ({ run }) => run.provenance?.gridboxVersion],
];
const yes = (value: boolean): string => (value ? 'yes' : 'no');

const write = (rows: readonly (readonly Cell[])[]): string =>
  // RFC 4180's line ends.
  stringify(
    rows.map((row) => row.map(cellOf)),
    { record_delimiter: 'windows' },
  );
/** Digits that read back as the same number; text that no spreadsheet runs. */
const cellOf = (cell: Cell): string => (typeof cell === 'number' ? String(cell) : guardCell(String(cell ?? '')));

export const csvHeader = (): string => write([COLUMNS.map(([name]) => name)]);

/** A repeat that failed has a row without a value, and why. */
export const csvOfRun = (run: BenchmarkRunDetail): string =>
  write(
    run.samples.flatMap((sample) =>
      run.metrics.map((metric) => COLUMNS.map(([, read]) => read({ run, sample, metric }))),
    ),
  );

function parametersOf(run: BenchmarkRunDetail): string {
  const named = Object.entries(run.parameters).toSorted(([a], [b]) => a.localeCompare(b));
  return named.map(([name, value]) => `${name}=${value}`).join(', ');
}

function technologyOf(run: BenchmarkRunDetail): MeasuredOn {
  const end = run.provenance?.ends[0];
  const hypervisor = HYPERVISORS.find((each) => each === end?.hypervisor);
  // A host itself has no guest mode.
  const guestMode = GUEST_MODES.find((each) => each === end?.guestMode) ?? 'unknown';
  return measuredOnOf(run.place, hypervisor === undefined ? undefined : { hypervisor, guestMode });
}
