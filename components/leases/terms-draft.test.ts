import { expect, test } from 'vitest';
import { draftOf, draftProblems, firstDraft, readDraft } from './terms-draft';

const TERMS = {
  count: 2,
  vcpus: 1,
  memoryMiB: 512,
  diskGiB: 10,
  startsAt: '2026-11-29T12:00:00.000Z',
  endsAt: '2026-12-01T12:30:00.000Z',
};

test('what was asked for is read back as it was, whatever zone the reader is in', () => {
  expect(readDraft(draftOf(TERMS))).toEqual(TERMS);
  const { diskGiB: _disk, startsAt: _start, ...rest } = TERMS;
  expect(readDraft({ ...draftOf({ ...TERMS, diskGiB: null }, true) })).toEqual(rest);
});

test('half a form is no wish', () => {
  const whole = draftOf(TERMS);
  for (const change of [
    { count: '' },
    { count: '0' },
    { vcpus: '1.5' },
    { memoryMiB: 'many' },
    { endsAt: '' },
    { diskGiB: 'x' },
  ])
    expect(readDraft({ ...whole, ...change })).toBeUndefined();
});

test('what is wrong with a draft is said at its field, also before its environment is known', () => {
  const now = Date.parse(TERMS.startsAt);
  const bad = { ...draftOf(TERMS), count: '-1', diskGiB: 'x', endsAt: '' };
  expect(draftProblems(bad, undefined, now).map(({ field }) => field)).toEqual(['count', 'diskGiB', 'endsAt']);
  const offer = {
    memoryMiB: 96,
    diskGiB: 10,
    most: { domains: 1, vcpus: 4, memoryMiB: 512, diskGiB: 10 },
    daysMax: 30,
  };
  expect(draftProblems(draftOf(TERMS), offer, now)).toEqual([{ field: 'count', message: 'must be 1 at most' }]);
});

test('a form begins with what the environment takes, for no longer than it may be had', () => {
  const now = Date.UTC(2026, 10, 29, 12);
  const draft = readDraft(firstDraft({ vcpus: 2, memoryMiB: 96, diskGiB: null, daysMax: 3 }, now));
  expect(draft).toEqual({ count: 1, vcpus: 2, memoryMiB: 96, endsAt: '2026-12-02T11:59:00.000Z' });
});
