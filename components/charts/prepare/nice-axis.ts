import type { Axis } from '../analysis-models';

/** Beyond this between the least and the greatest a linear axis shows the least as nothing. */
const LOG_FROM = 20;
const STEPS = [1, 2, 2.5, 5, 10] as const;
/** More marks than that run into each other on a phone. */
const MOST_TICKS = 5;

/**
 * An axis that holds these values.
 * @param options.zero begins at 0, so that lengths compare; else about the values, for dots
 * @param options.wide may turn logarithmic where the values lie far apart
 */
export function niceAxis(
  values: readonly number[],
  options: {
    readonly title: string;
    readonly words: (value: number) => string;
    readonly zero?: boolean;
    readonly wide?: boolean;
  },
): Axis {
  const known = values.filter((value) => Number.isFinite(value));
  const [least, most] = [Math.min(...known), Math.max(...known)];
  const { title, words, zero = false, wide = false } = options;
  if (known.length === 0) return { from: 0, to: 1, ticks: [], log: false, title };
  if (wide && least > 0 && most / least > LOG_FROM) return logAxis(least, most, 10, title, words);
  const low = zero ? Math.min(0, least) : least;
  const span = most - low || Math.abs(most) || 1;
  const step = stepOf(span / MOST_TICKS);
  // Room before the first mark, but no room below nothing.
  const begin = least >= 0 ? Math.max(0, least - span * 0.05) : least - span * 0.05;
  const from = zero ? low : Math.floor(begin / step) * step;
  const to = Math.ceil((most + span * 0.02) / step) * step;
  const count = Math.round((to - from) / step);
  const ticks = Array.from({ length: count + 1 }, (_, index) => from + index * step);
  const thinned = ticks.filter((_, index) => count <= MOST_TICKS + 1 || index % 2 === 0);
  return { from, to, ticks: thinned.map((value) => ({ value, words: words(tidy(value, step)) })), log: false, title };
}

/** Each step multiplies by `base`; values above 0. */
export function logAxis(
  least: number,
  most: number,
  base: number,
  title: string,
  words: (value: number) => string,
): Axis {
  const first = Math.floor(Math.log(least) / Math.log(base) + 1e-9);
  const last = Math.max(first + 1, Math.ceil(Math.log(most) / Math.log(base) - 1e-9));
  const stride = Math.ceil((last - first) / MOST_TICKS);
  const powers = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  return {
    from: base ** first,
    to: base ** last,
    ticks: powers
      .filter((_, index) => index % stride === 0)
      .map((power) => ({ value: base ** power, words: words(base ** power) })),
    log: true,
    title,
  };
}

function stepOf(rough: number): number {
  const base = 10 ** Math.floor(Math.log10(rough));
  return (STEPS.find((step) => step * base >= rough * (1 - 1e-9)) ?? 10) * base;
}

/** 0.1 + 0.2 is no label. */
const tidy = (value: number, step: number): number => Math.round(value / step) * step || 0;
