import { formatDuration } from '@/lib/utils/time';
import type { ChartModel } from '../chart-model';
import { formatValue } from './format-value';

export interface ChartTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Said above the table when rows were left out. */
  readonly note: string | undefined;
}

/** A table longer than this is a file, not a table: `toCsv` gives all. */
export const TABLE_ROWS_MAX = 120;

/** The chart as a table, newest last; thinned evenly when long, and said so. */
export function toTable(model: ChartModel): ChartTable {
  const drawn = model.points.filter((point) => model.lines.some((line) => point.values[line.key] !== null));
  const stride = Math.max(1, Math.ceil(drawn.length / TABLE_ROWS_MAX));
  const kept = drawn.filter((_, index) => index % stride === 0 || index === drawn.length - 1);
  return {
    columns: [model.scale === 'instant' ? 'Time' : 'Elapsed', ...model.lines.map((line) => line.label)],
    rows: kept.map((point) => [
      model.scale === 'instant' ? new Date(point.x).toLocaleString('en-GB') : formatDuration(point.x),
      ...model.lines.map((line) => {
        const value = point.values[line.key];
        return value === null || value === undefined ? '–' : formatValue(value, line.unit);
      }),
    ]),
    note: stride === 1 ? undefined : `Every ${stride}th of ${drawn.length} readings; the CSV file has them all.`,
  };
}

/** All points with raw values: ISO instants or elapsed ms, empty where nothing was read. */
export function toCsv(model: ChartModel): string {
  const head = [
    model.scale === 'instant' ? 'at' : 'elapsedMs',
    ...model.lines.map((line) => `${line.label} (${line.unit})`),
  ];
  const rows = model.points.map((point) => [
    model.scale === 'instant' ? new Date(point.x).toISOString() : String(point.x),
    ...model.lines.map((line) => point.values[line.key] ?? ''),
  ]);
  return csvOf([head, ...rows]);
}

/** RFC 4180. @param rows the head first */
export const csvOf = (rows: readonly (readonly (string | number)[])[]): string =>
  rows.map((row) => row.map((cell) => quote(String(cell))).join(',')).join('\r\n');

const quote = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
