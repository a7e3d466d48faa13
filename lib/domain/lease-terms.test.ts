import { expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@/lib/utils/time';
import { type Offer, termsProblems, type WishedTerms } from './lease-terms';

const NOW = Date.UTC(2026, 10, 29, 12);
const OFFER: Offer = {
  memoryMiB: 96,
  diskGiB: null,
  most: { domains: 8, vcpus: 4, memoryMiB: 4_096, diskGiB: null },
  daysMax: 3,
};
const told = (terms: WishedTerms, offer: Offer = OFFER): readonly string[] =>
  termsProblems(offer, terms, NOW).map(({ field, message }) => `${field} ${message}`);

test('what the environment does not offer is told by field', () => {
  expect(told({ count: 8, vcpus: 4, memoryMiB: 96, endsAtMs: NOW + 3 * DAY_MS })).toEqual([]);
  expect(told({ count: 9, vcpus: 5, memoryMiB: 64, diskGiB: 4 })).toEqual([
    'count must be 8 at most',
    'vcpus must be 4 at most',
    'memoryMiB must be 96 at least: with less it does not work',
    'diskGiB is that of its image, and cannot be chosen',
  ]);
  const disks = { ...OFFER, diskGiB: 4, most: { ...OFFER.most, diskGiB: 8 } };
  expect(told({ diskGiB: 9 }, disks)).toEqual(['diskGiB must be 8 at most']);
  expect(told({ diskGiB: 3 }, disks)).toEqual(['diskGiB must be 4 at least']);
});

test('a time that is over is called so, and not a number of minutes', () => {
  expect(told({ endsAtMs: NOW - DAY_MS })).toEqual(['endsAt is in the past']);
  expect(told({ endsAtMs: NOW + MINUTE_MS })).toEqual(['endsAt must be 15 minutes after the start at least']);
  expect(told({ startsAtMs: NOW + DAY_MS, endsAtMs: NOW + HOUR_MS })).toEqual(['endsAt must be after the start']);
  expect(told({ startsAtMs: NOW - HOUR_MS, endsAtMs: NOW + HOUR_MS })).toEqual(['startsAt is in the past']);
  // A clock that is a little behind asks for now.
  expect(told({ startsAtMs: NOW - MINUTE_MS, endsAtMs: NOW + HOUR_MS })).toEqual([]);
  expect(told({ startsAtMs: NOW + 400 * DAY_MS })).toEqual(['startsAt must be within a year']);
  expect(told({ endsAtMs: NOW + 3 * DAY_MS + 1 })).toEqual(['endsAt must be 3 days after the start at most']);
});
