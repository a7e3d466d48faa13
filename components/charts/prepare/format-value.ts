import { formatDuration } from '@/lib/utils/time';
import { formatBytes, formatRate } from '@/lib/utils/units';
import type { ChartUnit } from '../chart-model';

/**
 * A value of a chart with its unit.
 * @example formatValue(0.423, 'share') // '42.3 %'
 */
export function formatValue(value: number, unit: ChartUnit): string {
  switch (unit) {
    case 'share':
      return `${Math.round(value * 1000) / 10} %`;
    case 'bytes':
      return formatBytes(value);
    case 'bytes-per-second':
      return formatRate(value);
    case 'milliseconds':
      return formatDuration(value);
    case 'number':
      return value.toLocaleString('en-GB');
  }
}
