import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** The project's own copy of the only measured figures in the report of May 2006. */
const File = z.object({
  source: z.string(),
  note: z.string(),
  cpu: z.object({ benchmark: z.string(), cpu: z.string(), os: z.string(), values: z.null() }),
  network: z.array(z.object({ configuration: z.string(), bandwidthMBps: z.number(), startupUs: z.number() })),
  derived: z.array(z.object({ what: z.string(), value: z.number(), unit: z.string() })),
});

export interface ReferenceFigureRow {
  readonly id: string;
  readonly source: string;
  readonly configuration: string;
  readonly metric: string;
  readonly value: number | null;
  readonly unit: string;
  readonly note: string | null;
}

const slug = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');

/**
 * One row a figure, as printed; what the report shows only as a chart has no value and says so.
 * @example { id: 'network-bandwidth-p4-native', metric: 'Network bandwidth', value: 116.6, unit: 'MB/s', … }
 */
export function readReferenceFigures(file = new URL('openlab-2006.json', import.meta.url)): ReferenceFigureRow[] {
  const { source, note, cpu, network, derived } = File.parse(JSON.parse(readFileSync(file, 'utf8')));
  const measured = network.flatMap(({ configuration, bandwidthMBps, startupUs }) => [
    {
      configuration,
      metric: 'Network bandwidth',
      value: bandwidthMBps,
      unit: 'MB/s',
      id: `network-bandwidth-${slug(configuration)}`,
    },
    {
      configuration,
      metric: 'Network start-up time',
      value: startupUs,
      unit: 'µs',
      id: `network-startup-${slug(configuration)}`,
    },
  ]);
  const computed = derived.map(({ what, value, unit }) => ({
    configuration: 'derived',
    metric: what.charAt(0).toUpperCase() + what.slice(1),
    value,
    unit,
    id: `derived-${slug(what)}`,
  }));
  return [
    ...measured.map((row) => ({ ...row, source, note: null })),
    ...computed.map((row) => ({ ...row, source, note: 'Computed from the measured figures.' })),
    {
      id: 'cpu',
      source,
      configuration: `${cpu.cpu}, ${cpu.os}`,
      metric: cpu.benchmark,
      value: cpu.values,
      unit: '',
      note,
    },
  ];
}
