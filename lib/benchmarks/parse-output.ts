/** The figures in what a benchmark wrote. Its output is data: whatever it holds, this ends, and says what was missing. */
import { query } from 'json-p3';
import { RE2JS } from 're2js';
import type { BenchmarkDefinition } from './definition';

export interface ParsedOutput {
  /** Metric → figure in the metric's unit. */
  readonly figures: Readonly<Record<string, number>>;
  /** Metric → points, where the benchmark has a series. */
  readonly series: Readonly<Record<string, readonly { readonly x: number; readonly y: number }[]>>;
}

/**
 * @throws Error with one sentence for all that is missing: which metric, and what its place held.
 */
export function parseOutput(definition: BenchmarkDefinition, output: string): ParsedOutput {
  const problems: string[] = [];
  const figures: Record<string, number> = {};
  let document: { readonly value: unknown } | undefined;
  for (const metric of definition.metrics) {
    let found: string | number | undefined;
    if ('jsonPath' in metric.from) {
      document ??= { value: readJson(output) };
      if (document.value === undefined) {
        problems.push(`${metric.title}: the output is not JSON`);
        continue;
      }
      found = firstAt(metric.from.jsonPath, document.value);
    } else {
      const matcher = RE2JS.compile(metric.from.pattern, RE2JS.MULTILINE).matcher(output);
      found = matcher.find() ? (matcher.group(1) ?? undefined) : undefined;
    }
    const figure = typeof found === 'number' ? found : readNumber(found);
    if (found === undefined) problems.push(`${metric.title}: not found in the output`);
    else if (figure === undefined) problems.push(`${metric.title}: “${String(found).slice(0, 40)}” is no number`);
    else figures[metric.name] = figure * metric.from.scale;
  }
  const series = definition.series === undefined ? {} : readSeries(definition.series, output);
  for (const y of definition.series?.y ?? []) {
    if ((series[y.metric] ?? []).length === 0) problems.push(`series of ${y.metric}: no line of the output fits`);
  }
  if (problems.length > 0) throw new Error(problems.join('; '));
  return { figures, series };
}

function readSeries(
  series: NonNullable<BenchmarkDefinition['series']>,
  output: string,
): Record<string, { x: number; y: number }[]> {
  const points = Object.fromEntries(series.y.map(({ metric }) => [metric, [] as { x: number; y: number }[]]));
  const matcher = RE2JS.compile(series.pattern, RE2JS.MULTILINE).matcher(output);
  while (matcher.find()) {
    const x = readNumber(matcher.group(series.x.group) ?? undefined);
    if (x === undefined) continue;
    for (const { metric, group, scale } of series.y) {
      const y = readNumber(matcher.group(group) ?? undefined);
      if (y !== undefined) points[metric]?.push({ x, y: y * scale });
    }
  }
  return points;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function firstAt(path: string, document: unknown): string | number | undefined {
  // A document that is no object or list holds nothing at any path.
  if (typeof document !== 'object' || document === null) return undefined;
  const value: unknown = query(path, document as Parameters<typeof query>[1]).values()[0];
  return typeof value === 'number' || typeof value === 'string' ? value : undefined;
}

/** Decimal, with an exponent or without. Anything else is no figure: `Number('')` would be zero. */
function readNumber(text: string | undefined): number | undefined {
  const trimmed = text?.trim();
  if (trimmed === undefined || !/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(trimmed)) return undefined;
  const value = Number(trimmed);
  return Number.isFinite(value) ? value : undefined;
}
