/** What may be asked of an environment. Pure: the form says it while it is filled, and the service before it keeps anything. */
import type { FieldError } from './errors';
import { LEASE_AHEAD_MAX_MS } from './lease';
import { DAY_MS, MINUTE_MS } from '@/lib/utils/time';
import { formatMemory, KIB_PER_MIB } from '@/lib/utils/units';

/** What of an environment binds a request. */
export interface Offer {
  readonly memoryMiB: number;
  readonly diskGiB: number | null;
  readonly most: {
    readonly domains: number;
    readonly vcpus: number;
    readonly memoryMiB: number;
    readonly diskGiB: number | null;
  };
  readonly daysMax: number;
}
/** What is wished; of what is left out nothing is said. */
export interface WishedTerms {
  readonly count?: number | undefined;
  readonly vcpus?: number | undefined;
  readonly memoryMiB?: number | undefined;
  readonly diskGiB?: number | null | undefined;
  /** Left out: now. */
  readonly startsAtMs?: number | undefined;
  readonly endsAtMs?: number | undefined;
}

/** A clock of a browser that is behind, or a form that was filled slowly, asks for now all the same. */
export const PAST_START_MS = 5 * MINUTE_MS;
/** Shorter, and it would be over while it is made. */
const LEASE_LEAST_MS = 15 * MINUTE_MS;

const days = (count: number): string => `${count} day${count === 1 ? '' : 's'}`;

/** @returns by field what the environment does not offer, in half a sentence; empty where it may be asked for */
export function termsProblems(offer: Offer, terms: WishedTerms, nowMs: number): readonly FieldError[] {
  return [...sizeProblems(offer, terms), ...timeProblems(offer, terms, nowMs)];
}

function sizeProblems(offer: Offer, { count, vcpus, memoryMiB, diskGiB }: WishedTerms): readonly FieldError[] {
  const { most } = offer;
  const problems: FieldError[] = [];
  const bad = (field: string, message: string): void => void problems.push({ field, message });
  if (count !== undefined && count > most.domains) bad('count', `must be ${most.domains} at most`);
  if (vcpus !== undefined && vcpus > most.vcpus) bad('vcpus', `must be ${most.vcpus} at most`);
  if (memoryMiB !== undefined && memoryMiB > most.memoryMiB) bad('memoryMiB', `must be ${most.memoryMiB} at most`);
  if (memoryMiB !== undefined && memoryMiB < offer.memoryMiB)
    bad('memoryMiB', `must be ${offer.memoryMiB} at least: with less it does not work`);
  if (diskGiB === undefined || diskGiB === null) return problems;
  if (diskGiB !== offer.diskGiB && diskGiB > (most.diskGiB ?? 0))
    bad(
      'diskGiB',
      most.diskGiB === null ? 'is that of its image, and cannot be chosen' : `must be ${most.diskGiB} at most`,
    );
  if (offer.diskGiB !== null && diskGiB < offer.diskGiB) bad('diskGiB', `must be ${offer.diskGiB} at least`);
  return problems;
}

function timeProblems(offer: Offer, terms: WishedTerms, nowMs: number): readonly FieldError[] {
  const { startsAtMs = nowMs, endsAtMs } = terms;
  const problems: FieldError[] = [];
  const bad = (field: string, message: string): void => void problems.push({ field, message });
  if (startsAtMs < nowMs - PAST_START_MS) bad('startsAt', 'is in the past');
  if (startsAtMs > nowMs + LEASE_AHEAD_MAX_MS) bad('startsAt', 'must be within a year');
  if (endsAtMs === undefined) return problems;
  const begins = Math.max(startsAtMs, nowMs);
  if (endsAtMs <= nowMs) bad('endsAt', 'is in the past');
  else if (endsAtMs <= begins) bad('endsAt', 'must be after the start');
  else if (endsAtMs - begins < LEASE_LEAST_MS)
    bad('endsAt', `must be ${LEASE_LEAST_MS / MINUTE_MS} minutes after the start at least`);
  if (endsAtMs - startsAtMs > offer.daysMax * DAY_MS)
    bad('endsAt', `must be ${days(offer.daysMax)} after the start at most`);
  return problems;
}

/** Of how many domains, and how large each. `diskGiB` null: as the image. */
export interface LeaseSize {
  readonly count: number;
  readonly vcpus: number;
  readonly memoryMiB: number;
  readonly diskGiB: number | null;
}
/** @example sizeWords({ count: 2, vcpus: 1, memoryMiB: 512, diskGiB: null }) // '2 domains of 1 vCPU, 512 MiB' */
export const sizeWords = ({ count, vcpus, memoryMiB, diskGiB }: LeaseSize): string =>
  [
    `${count} domain${count === 1 ? '' : 's'} of ${vcpus} vCPU${vcpus === 1 ? '' : 's'}`,
    formatMemory(memoryMiB * KIB_PER_MIB),
    ...(diskGiB === null ? [] : [`${diskGiB} GiB of disk`]),
  ].join(', ');
