/** Measured figures in words: so many digits as a reader can use, always with their unit. Pure. */

/** As many as tell runs apart. */
const DIGITS = 4;

/**
 * @example formatFigure(1234.567, 'events/s') // '1,235 events/s'
 * @example formatFigure(0.0123456, 'µs') // '0.01235 µs'
 */
export const formatFigure = (value: number, unit: string): string =>
  unit === '' ? formatNumber(value) : `${formatNumber(value)} ${unit}`;

/** @example formatNumber(50.8123) // '50.81' */
export function formatNumber(value: number): string {
  const whole = Math.abs(value) >= 10 ** DIGITS;
  return value.toLocaleString('en-GB', whole ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: DIGITS });
}

/**
 * The interval of an estimate in words.
 * @example formatInterval({ low: 9.5, high: 10.25, confidence: 0.95 }) // '9.5 to 10.25 (95 %)'
 */
export function formatInterval(interval: {
  readonly low: number;
  readonly high: number;
  readonly confidence: number;
}): string {
  return `${formatNumber(interval.low)} to ${formatNumber(interval.high)} (${Math.round(interval.confidence * 100)} %)`;
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
