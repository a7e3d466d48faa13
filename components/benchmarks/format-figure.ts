const DIGITS = 4;

/**
 * A figure with its unit, to as many digits as tell runs apart.
 * @example formatFigure(1234.567, 'events/s') // '1,235 events/s'
 * @example formatFigure(0.0123456, 'µs') // '0.01235 µs'
 */
export function formatFigure(value: number, unit: string): string {
  return `${formatNumber(value)} ${unit}`;
}

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
