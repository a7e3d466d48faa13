import { expect, it } from 'vitest';
import { changeWords } from './change-words';

it('tells two changes and counts the rest, without what the title says', () => {
  expect(changeWords({ before: { class: 'other', name: 'a', uri: 'x' }, after: { class: 'dempsey', name: 'b' } })).toBe(
    'class: other → dempsey, name: a → b +1',
  );
  expect(changeWords({ before: null, after: { operationId: '1', title: 'Resize', input: { vcpus: 2 } } })).toBe(
    'vcpus: 2',
  );
  expect(changeWords({ before: null, after: null })).toBe('');
});
