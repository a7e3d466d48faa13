import { expect, it } from 'vitest';
import { actionWords, changeWords } from './action-words';

it('says an action by the title of its operation, else in words, else by its code', () => {
  expect(actionWords({ action: 'actOnDomain', after: { title: 'Pause wn-01' } })).toBe('Pause wn-01');
  expect(actionWords({ action: 'updateHost', after: { name: 'a' } })).toBe('Edit a host');
  expect(actionWords({ action: 'ofAnOlderVersion', after: null })).toBe('ofAnOlderVersion');
});

it('tells two changes and counts the rest, without what the title says', () => {
  expect(changeWords({ before: { class: 'other', name: 'a', uri: 'x' }, after: { class: 'dempsey', name: 'b' } })).toBe(
    'class: other → dempsey, name: a → b +1',
  );
  expect(changeWords({ before: null, after: { operationId: '1', title: 'Resize', input: { vcpus: 2 } } })).toBe(
    'vcpus: 2',
  );
  expect(changeWords({ before: null, after: null })).toBe('');
});
