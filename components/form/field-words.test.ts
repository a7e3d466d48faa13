import { expect, it } from 'vitest';
import { AppError } from '@/lib/domain/errors';
import { fieldSentence, sentenceInWords } from './field-words';
import { placeErrors } from './place-errors';

it('makes whole sentences of what the API says about a field', () => {
  expect(fieldSentence('is the name of another host')).toBe('This is the name of another host.');
  expect(fieldSentence('use letters, digits, dot, dash or underscore')).toBe(
    'Use letters, digits, dot, dash or underscore.',
  );
  expect(fieldSentence('Too long: at most 5.')).toBe('Too long: at most 5.');
});

it('names fields as the form does, items of a list by their list', () => {
  const error = new AppError('bad-request', 'vos.0: use letters', {
    fields: [
      { field: 'vos.0', message: 'use letters' },
      { field: 'uri', message: 'is not allowed' },
    ],
  });
  expect(sentenceInWords(error)).toBe('VOs: Use letters. Address: This is not allowed.');
});

it('puts complaints at the fields of a form, and only what has no field there in its sentence', () => {
  const error = new AppError('bad-request', 'count: must be 8 at most', {
    fields: [
      { field: 'count', message: 'must be 8 at most' },
      { field: 'count', message: 'is odd' },
    ],
  });
  expect(placeErrors(error, ['count', 'vo'])).toEqual({ at: { count: 'This must be 8 at most.' }, rest: undefined });
  expect(placeErrors(error, ['vo'])).toMatchObject({
    at: {},
    rest: expect.stringContaining('This must be 8 at most.'),
  });
  expect(placeErrors(new AppError('conflict', 'It is full.'), ['count'])).toEqual({ at: {}, rest: 'It is full.' });
});

it('leaves a message without fields as it is', () => {
  expect(sentenceInWords(new AppError('unavailable', 'Nothing answers.'))).toBe('Nothing answers.');
});
