/**
 * A benchmark as data: what is run, where, and which figures its output holds. The shipped ones are YAML files beside this
 * (`definitions/`); people write their own in the same form. Pure.
 */
import { JSONPathError, compile as compilePath } from 'json-p3';
import { RE2JS, RE2JSException } from 're2js';
import { z } from 'zod';
import { BENCHMARK_PLACES, METRIC_ACROSS, METRIC_DIRECTIONS, MOST_REPEATS } from '@/lib/domain/benchmark';

const MOST_WORDS = 64;
const LONGEST_TEXT = 2_000;
const LONGEST_NAME = 63;
const A_DAY_IN_SECONDS = 86_400;

const Name = z
  .string()
  .max(LONGEST_NAME)
  .regex(/^[a-z][a-z0-9-]*$/, 'lower-case letters, digits and dashes, a letter first');
/** As it stands in `{name}` and in results. */
const Key = z
  .string()
  .max(LONGEST_NAME)
  .regex(/^[a-z][A-Za-z0-9]*$/, 'letters and digits, a lower-case letter first');
const Text = z.string().trim().min(1).max(LONGEST_TEXT);

/** RE2's syntax, which takes time in proportion to the text whatever the pattern: people write these, and outputs are long. */
const Pattern = Text.superRefine((text, context) => {
  try {
    RE2JS.compile(text);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    context.addIssue({ code: 'custom', message: `not a regular expression of RE2: ${error.message}` });
  }
});
/** RFC 9535. */
const JsonPath = Text.superRefine((text, context) => {
  try {
    compilePath(text);
  } catch (error) {
    if (!(error instanceof JSONPathError)) throw error;
    context.addIssue({ code: 'custom', message: `not a JSON path (RFC 9535): ${error.message}` });
  }
});

const Parameter = z.strictObject({
  name: Key,
  title: Text,
  unit: z.string().max(LONGEST_NAME).optional(),
  kind: z.enum(['integer', 'word']).default('integer'),
  default: z.union([z.number().int(), z.string().regex(/^[A-Za-z0-9._-]+$/, 'letters, digits, dot, dash, underscore')]),
  min: z.number().int().optional(),
  max: z.number().int().optional(),
});

/** Where in the output the figure stands: a JSON path, or the first group of a pattern; times `scale` it is in the metric's unit. */
const Source = z.union([
  z.strictObject({ jsonPath: JsonPath, scale: z.number().positive().default(1) }),
  z.strictObject({ pattern: Pattern, scale: z.number().positive().default(1) }),
]);

const Metric = z.strictObject({
  name: Key,
  title: Text,
  unit: z.string().trim().min(1).max(LONGEST_NAME),
  direction: z.enum(METRIC_DIRECTIONS),
  /** One repeat of several ends at once: the sum over them, or the median of each. */
  across: z.enum(METRIC_ACROSS).default('each'),
  from: Source,
});

/** Figures over something that varies within one run, e.g. bandwidth over message size: the pattern is sought line by line. */
const Series = z.strictObject({
  pattern: Pattern,
  x: z.strictObject({ title: Text, unit: z.string().max(LONGEST_NAME), group: z.number().int().min(1) }),
  y: z
    .array(
      z.strictObject({
        metric: Key,
        unit: z.string().max(LONGEST_NAME),
        group: z.number().int().min(1),
        scale: z.number().positive().default(1),
      }),
    )
    .min(1),
});

/**
 * Words of a command; `{parameter}`, and in a pair `{peer}` (the address of the other end) and `{port}` (one that no other lane
 * uses), are replaced within a word. No shell reads them.
 */
const Words = z.array(z.string().max(LONGEST_TEXT)).min(1).max(MOST_WORDS);

export const BenchmarkDefinition = z
  .strictObject({
    name: Name,
    /** Raised by whoever changes what it measures: results of two versions are never compared unless told to. */
    version: z.number().int().min(1),
    title: Text,
    about: Text,
    places: z.array(z.enum(BENCHMARK_PLACES)).min(1),
    /** Looked for before anything runs. */
    programs: z.array(z.string().regex(/^[A-Za-z0-9._+-]+$/, 'the name of a program, without a path')).min(1),
    parameters: z.array(Parameter).default([]),
    /** In a pair: runs at the other end, begun first, ended when the command has. */
    server: Words.optional(),
    command: Words,
    /** Which of the two the figures stand in. */
    output: z.enum(['stdout', 'stderr']).default('stdout'),
    metrics: z.array(Metric).min(1),
    series: Series.optional(),
    repeats: z.number().int().min(1).max(MOST_REPEATS).default(10),
    warmUps: z.number().int().min(0).max(MOST_REPEATS).default(1),
    /** Of one repeat, in seconds; then it is killed and counts as failed. */
    timeLimitSeconds: z.number().int().min(1).max(A_DAY_IN_SECONDS),
  })
  .superRefine((definition, context) => {
    const issue = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message });
    const pair = definition.places.some((place) => place.endsWith('-pair'));
    if (pair && definition.places.some((place) => !place.endsWith('-pair')))
      issue(['places'], 'a benchmark runs at one end or between two, not both');
    if (definition.server !== undefined && !pair) issue(['server'], 'only a pair has another end');
    const known = new Set(definition.parameters.map(({ name }) => name));
    if (known.size < definition.parameters.length) issue(['parameters'], 'two parameters have one name');
    for (const name of ['peer', 'port']) {
      if (known.has(name)) issue(['parameters'], `{${name}} has a meaning of its own; name the parameter otherwise`);
      if (pair) known.add(name);
    }
    for (const field of ['command', 'server'] as const) {
      for (const [index, word] of (definition[field] ?? []).entries()) {
        for (const name of placeholders(word)) {
          if (!known.has(name)) issue([field, index], `{${name}} is no parameter of this benchmark`);
        }
      }
    }
    for (const [index, parameter] of definition.parameters.entries()) {
      const problem = checkParameter(parameter, parameter.default);
      if (problem !== undefined) issue(['parameters', index, 'default'], problem);
    }
    const metrics = definition.metrics.map(({ name }) => name);
    if (new Set(metrics).size < metrics.length) issue(['metrics'], 'two metrics have one name');
    for (const [index, metric] of definition.metrics.entries()) {
      if ('pattern' in metric.from && groupsOf(metric.from.pattern) === 0)
        issue(['metrics', index, 'from', 'pattern'], 'the figure is the first group of the pattern: it has none');
    }
    const { series } = definition;
    if (series !== undefined) {
      const groups = groupsOf(series.pattern);
      if (series.x.group > groups) issue(['series', 'x', 'group'], `the pattern has ${groups} groups`);
      for (const [index, y] of series.y.entries()) {
        if (y.group > groups) issue(['series', 'y', index, 'group'], `the pattern has ${groups} groups`);
      }
    }
  });
export type BenchmarkDefinition = z.output<typeof BenchmarkDefinition>;
export type ParameterValues = Readonly<Record<string, number | string>>;

const placeholders = (word: string): string[] => [...word.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');

/** Zero where it is no pattern: that is said elsewhere. */
function groupsOf(pattern: string): number {
  try {
    return RE2JS.compile(pattern).groupCount();
  } catch {
    return 0;
  }
}

/** A sentence where the value is not one of this parameter. */
export function checkParameter(
  parameter: {
    readonly kind: 'integer' | 'word';
    readonly min?: number | undefined;
    readonly max?: number | undefined;
  },
  value: number | string,
): string | undefined {
  if (parameter.kind === 'word')
    return typeof value === 'string' && /^[A-Za-z0-9._-]+$/.test(value)
      ? undefined
      : 'letters, digits, dot, dash, underscore';
  if (typeof value !== 'number' || !Number.isInteger(value)) return 'a whole number';
  if (parameter.min !== undefined && value < parameter.min) return `at least ${parameter.min}`;
  if (parameter.max !== undefined && value > parameter.max) return `at most ${parameter.max}`;
  return undefined;
}

/**
 * The words of a command with its parameters in their places. Values may not hold what a program would take for another option.
 * `at`: address of the other end of a pair, and the TCP port that is theirs.
 * @throws RangeError for a value that is none of this benchmark; it says which.
 */
export function fillCommand(
  definition: BenchmarkDefinition,
  field: 'command' | 'server',
  values: ParameterValues,
  at?: { readonly peer: string; readonly port: number },
): readonly [string, ...string[]] {
  const all = new Map<string, number | string>();
  for (const parameter of definition.parameters) {
    const value = values[parameter.name] ?? parameter.default;
    const problem = checkParameter(parameter, value);
    if (problem !== undefined) throw new RangeError(`${parameter.title}: ${problem}`);
    all.set(parameter.name, value);
  }
  for (const name of Object.keys(values)) {
    if (!all.has(name)) throw new RangeError(`${definition.title} has no parameter ${name}`);
  }
  if (at !== undefined) all.set('peer', at.peer).set('port', at.port);
  const [first, ...rest] = (definition[field] ?? []).map((word) =>
    word.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(all.get(name) ?? whole)),
  );
  if (first === undefined) throw new RangeError(`${definition.title} has no ${field}`);
  return [first, ...rest];
}
