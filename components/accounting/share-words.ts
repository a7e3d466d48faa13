/** What the figures of accounting are of, in words. Pure. */
import type { Accounting } from '@/lib/contracts/accounting';

export const daysWords = (count: number): string => `${count} ${count === 1 ? 'day' : 'days'}`;

/** Of what a share is one. @example 'of the vCPU-hours of real domains of all VOs, where use counts half after 7 days' */
export const shareOfWords = ({ of, halfLifeDays }: Pick<Accounting, 'of' | 'halfLifeDays'>): string =>
  `of the vCPU-hours of ${of} domains of all VOs, where use counts half after ${daysWords(halfLifeDays)}`;

/** By what hours are multiplied; undefined: by nothing. */
export const normalisedWords = ({ benchmark }: Pick<Accounting, 'benchmark'>): string | undefined =>
  benchmark === null
    ? undefined
    : `${benchmark.type}, of which ${benchmark.hosts} ${benchmark.hosts === 1 ? 'host has' : 'hosts have'} an accepted figure`;
