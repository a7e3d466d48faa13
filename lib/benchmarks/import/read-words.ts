/** Cells and fields of files as values. Each gives the value, or half a sentence that says what it is instead. Pure. */
import { METRIC_DIRECTIONS, type MetricDirection } from '@/lib/domain/benchmark';
import { type ImportedOn, MEASURED_ON, measuredOnWords } from '@/lib/domain/imported-result';
import { DAY_MS } from '@/lib/utils/time';

export type Read<T> = { readonly value: T } | { readonly problem: string };

/** Longer words are cut when they are told again. */
const TOLD = 40;
const told = (text: string): string => (text.length > TOLD ? `“${text.slice(0, TOLD)}…”` : `“${text}”`);
const problem = (text: string, rest: string) => ({ problem: text === '' ? 'is empty' : `${told(text)} ${rest}` });

/**
 * A figure of a benchmark. A point or a comma, as the file has it, and never one of thousands: 1,234 would be read in two ways.
 * @example readFigure('1,5e3', 'comma') // { value: 1500 }
 */
export function readFigure(text: string, decimal: 'point' | 'comma'): Read<number> {
  const [mark, other] = decimal === 'comma' ? [',', '.'] : ['.', ','];
  if (/^[+-]?[\d.,]+(e[+-]?\d+)?$/i.test(text) && text.includes(other))
    return problem(text, `has a ${other === ',' ? 'comma' : 'point'}; decimals of this file have a ${decimal}`);
  const plain = text.replace(mark, '.');
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain)) return problem(text, 'is no number');
  return checkFigure(Number(plain), text);
}

/** All comparing is by ratios, which figures that are not above zero have not. */
export function checkFigure(value: number, text = String(value)): Read<number> {
  if (!Number.isFinite(value)) return problem(text, 'is not finite');
  return value > 0 ? { value } : problem(text, 'is not above zero, as figures of benchmarks are');
}

const TIME =
  /^(?<day>\d{4}-\d{2}-\d{2})(?:[T ](?<clock>\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)\s?(?<zone>Z|[+-]\d{2}:?\d{2})?)?$/i;
/** The hosts of an import may go by another clock or calendar day, but not by another week. */
const AHEAD_MS = DAY_MS;

/**
 * A time, in ISO 8601's order; without a zone it is UTC.
 * @example readTime('2006-05-02', now) // { value: 2006-05-02T00:00:00Z }
 */
export function readTime(text: string, now: Date): Read<Date> {
  const parts = TIME.exec(text)?.groups;
  if (parts === undefined) return problem(text, 'is no time like 2026-11-28T14:03:00Z');
  const zone = (parts['zone'] ?? 'Z').toUpperCase().replace(/^([+-]\d{2})(\d{2})$/, '$1:$2');
  const at = new Date(`${parts['day'] ?? ''}T${parts['clock'] ?? '00:00'}${zone}`);
  // 30 February becomes 2 March in some readers and nothing in others.
  const day = new Date(`${parts['day'] ?? ''}T00:00:00Z`);
  if (Number.isNaN(at.getTime()) || Number.isNaN(day.getTime()) || !day.toISOString().startsWith(parts['day'] ?? ''))
    return problem(text, 'is no day or hour that there is');
  if (at.getTime() > now.getTime() + AHEAD_MS) return problem(text, 'lies in the future');
  return { value: at };
}

/** @example readDirection('higher') // { value: 'higher-is-better' } */
export function readDirection(text: string): Read<MetricDirection> {
  const word = text.toLowerCase();
  const found = METRIC_DIRECTIONS.find((direction) => direction === word || direction.split('-')[0] === word);
  return found === undefined ? problem(text, `is none of ${METRIC_DIRECTIONS.join(', ')}`) : { value: found };
}

/** @example readMeasuredOn('Xen PV') // { value: 'xen-pv' } */
export function readMeasuredOn(text: string): Read<ImportedOn> {
  const word = text.toLowerCase();
  const found = MEASURED_ON.find((on) => on === word || measuredOnWords(on).toLowerCase() === word);
  return found === undefined ? problem(text, `is none of ${MEASURED_ON.join(', ')}`) : { value: found };
}

export function readEnds(text: string): Read<'one' | 'pair'> {
  const word = text.toLowerCase();
  return word === 'one' || word === 'pair' ? { value: word } : problem(text, 'is none of one, pair');
}

const YES = ['yes', 'true', '1', 'y'];
const NO = ['no', 'false', '0', 'n'];
export function readYes(text: string): Read<boolean> {
  const word = text.toLowerCase();
  if (YES.includes(word)) return { value: true };
  return NO.includes(word) ? { value: false } : problem(text, 'is none of yes, no');
}
