import { expect, it } from 'vitest';
import { AppError } from '@/lib/domain/errors';
import { fieldSentence, sentenceInWords } from './field-words';

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

it('leaves a message without fields as it is', () => {
  expect(sentenceInWords(new AppError('unavailable', 'Nothing answers.'))).toBe('Nothing answers.');
});
