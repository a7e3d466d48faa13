import { expect, test } from 'vitest';
import { endingDraftOf, endingProblems, FIRST_ENDING, readEnding } from './ending-draft';

test('how long copies are kept counts only where there are some', () => {
  expect(readEnding({ ...FIRST_ENDING, keepDays: 'x' })).toEqual({ atEnd: 'destroy' });
  expect(readEnding(endingDraftOf({ atEnd: 'export', keepDays: 30 }))).toEqual({ atEnd: 'export', keepDays: 30 });
  for (const keepDays of ['', '0', '91', '1.5', 'x']) {
    expect(readEnding({ atEnd: 'export', keepDays })).toBeUndefined();
    expect(endingProblems({ atEnd: 'export', keepDays }).keepDays).toMatch(/from 1 to 90/);
  }
});
