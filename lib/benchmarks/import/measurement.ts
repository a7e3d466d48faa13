/** What an imported file says, whichever form it has. Pure. */
import type { MetricDirection } from '@/lib/domain/benchmark';
import { IMPORT_PROBLEMS_SHOWN, type ImportedOn, type ImportProblem } from '@/lib/domain/imported-result';

/** The samples of one metric of one benchmark on one host. */
export interface ImportedMeasurement {
  /** Of its first row; null where the file is no table. */
  readonly line: number | null;
  readonly benchmark: string;
  /** As the file has it; empty: not known. */
  readonly version: string;
  readonly metric: string;
  readonly unit: string;
  readonly direction: MetricDirection;
  /** In the unit, above zero, in the order of the file. */
  readonly samples: readonly number[];
  readonly hostName: string;
  readonly measuredOn: ImportedOn;
  readonly at: Date;
  /** `name=value`, separated by blanks. */
  readonly parameters: string;
  readonly ends: 'one' | 'pair';
  readonly cpuModel: string | undefined;
  readonly emulated: boolean | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

/** A file as it was read: with problems there is nothing that may be imported. */
export interface ReadImport {
  readonly measurements: readonly ImportedMeasurement[];
  /** At most `IMPORT_PROBLEMS_SHOWN` of them, in the order of the file. */
  readonly problems: readonly ImportProblem[];
  readonly problemCount: number;
  /** The document's own id, by which it is known again; undefined where it has none. */
  readonly documentId: string | undefined;
  /** What was passed by on purpose, in words: rows that do not count, parts that are no benchmark. */
  readonly leftOut: readonly string[];
}

/** Gathers problems: the first ones whole, of the rest the number. */
export class ProblemList {
  readonly shown: ImportProblem[] = [];
  count = 0;
  add(problem: ImportProblem): void {
    this.count += 1;
    if (this.shown.length < IMPORT_PROBLEMS_SHOWN) this.shown.push(problem);
  }
  /** About the file as a whole. */
  addWhole(message: string): void {
    this.add({ line: null, column: null, field: '', message });
  }
}

export const failed = (problems: ProblemList): ReadImport => ({
  measurements: [],
  problems: problems.shown,
  problemCount: problems.count,
  documentId: undefined,
  leftOut: [],
});
