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
 * The interval of an estimate in words, with how sure it is. One measurement has none.
 * @example formatInterval({ low: 9.5, high: 10.25, confidence: 0.95 }) // '9.5 to 10.25 (95 %)'
 */
export function formatInterval(interval: {
  readonly low: number;
  readonly high: number;
  readonly confidence: number;
}): string {
  if (interval.confidence === 0) return 'no interval';
  return `${formatNumber(interval.low)} to ${formatNumber(interval.high)} (${percentOf(interval.confidence)})`;
}

/** Rounded down: nobody is surer than the figures are. */
const percentOf = (confidence: number): string => `${Math.floor(confidence * 100)} %`;

/** @example formatFactor(0.8613) // '0.861' */
export const formatFactor = (ratio: number): string =>
  ratio.toLocaleString('en-GB', { minimumSignificantDigits: 3, maximumSignificantDigits: 3 });

/** From here on, and below the other, a reader takes in a factor more easily than a percentage. */
const FACTOR_FROM = 3;
const FACTOR_BELOW = 0.01;

/**
 * How far a ratio lies from one.
 * @example formatChange(0.8613) // '−13.9 %'
 * @example formatChange(28.02) // '28.0 ×'
 */
export function formatChange(ratio: number): string {
  if (ratio >= FACTOR_FROM || (ratio > 0 && ratio < FACTOR_BELOW)) return `${formatFactor(ratio)} ×`;
  const percent = (ratio - 1) * 100;
  const whole = Math.round(percent * 100) / 100;
  const digits = Math.abs(whole) < 10 ? 2 : 1;
  const size = Math.abs(whole).toLocaleString('en-GB', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return `${whole < 0 ? '−' : '+'}${size} %`;
}

/** How sure an interval is where nothing else is said. */
const USUAL_CONFIDENCE = 0.95;

/**
 * A change with its interval, never the one without the other; how sure it is where that is less than usual.
 * @example '−13.9 % (−15.1 % to −12.2 %)', '−13.9 % (−15.1 % to −12.2 %, only 75 % sure)', '−13.9 % (no interval)'
 */
export function formatChangeInterval(ratio: {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly confidence: number;
}): string {
  if (ratio.confidence === 0) return `${formatChange(ratio.value)} (no interval)`;
  const sure = ratio.confidence < USUAL_CONFIDENCE ? `, only ${percentOf(ratio.confidence)} sure` : '';
  return `${formatChange(ratio.value)} (${formatChange(ratio.low)} to ${formatChange(ratio.high)}${sure})`;
}
