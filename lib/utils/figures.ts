/** Measured figures in words: so many digits as a reader can use, always with their unit. Pure. */

/** More digits than that no benchmark here repeats. */
const DIGITS = 4;

/** @example formatFigure(100.43, 'MB/s') // '100.4 MB/s' */
export function formatFigure(value: number, unit: string): string {
  const number = value.toLocaleString('en-GB', { maximumSignificantDigits: DIGITS });
  return unit === '' ? number : `${number} ${unit}`;
}

/** @example formatFactor(0.8613) // '0.861' */
export const formatFactor = (ratio: number): string =>
  ratio.toLocaleString('en-GB', { minimumSignificantDigits: 3, maximumSignificantDigits: 3 });

/** From here on a reader takes in a factor more easily than a percentage. */
const FACTOR_FROM = 3;

/**
 * How far a ratio lies from one.
 * @example formatChange(0.8613) // '−13.9 %'
 * @example formatChange(28.02) // '28.0 ×'
 */
export function formatChange(ratio: number): string {
  if (ratio >= FACTOR_FROM) return `${formatFactor(ratio)} ×`;
  const percent = (ratio - 1) * 100;
  const whole = Math.round(percent * 100) / 100;
  const digits = Math.abs(whole) < 10 ? 2 : 1;
  const size = Math.abs(whole).toLocaleString('en-GB', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return `${whole < 0 ? '−' : '+'}${size} %`;
}

/** A change with its interval: never the one without the other. @example '−13.9 % (−15.1 % to −12.2 %)' */
export const formatChangeInterval = (ratio: {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}): string => `${formatChange(ratio.value)} (${formatChange(ratio.low)} to ${formatChange(ratio.high)})`;
