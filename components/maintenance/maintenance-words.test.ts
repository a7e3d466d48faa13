import { expect, test } from 'vitest';
import { tooEarlyWords } from './maintenance-words';

const told = (vo: string, standing: 'waiting' | 'silent' | 'consents') => ({
  vo,
  standing,
  toldAt: '',
  deferUntilAt: null,
  words: null,
  answeredByName: null,
  answeredAt: null,
  domains: [],
  leases: [],
  can: { consent: { allowed: true as const }, defer: { allowed: true as const } },
});
const at = { startsAt: 'Tuesday', answersDueAt: 'Monday' };
const words = (change: Partial<Parameters<typeof tooEarlyWords>[0]>) =>
  tooEarlyWords({ ...at, standing: 'announced', vos: [], ...change }, (day) => day);

test('work that would begin before the answers, or before the time, is said to', () => {
  expect(words({ vos: [told('atlas', 'waiting'), told('cms', 'consents')] })).toBe(
    'It was announced for Tuesday: what begins now begins before that, and before the consents are in: atlas has until Monday to answer.',
  );
  expect(words({ vos: [told('atlas', 'waiting'), told('cms', 'waiting')] })).toContain('atlas, cms have until Monday');
  // Silence is consent: what is left to say is the time.
  expect(words({ vos: [told('atlas', 'silent')] })).toBe(
    'It was announced for Tuesday: what begins now begins before that.',
  );
  expect(words({ standing: 'under-way', vos: [told('atlas', 'waiting')] })).toBeUndefined();
});
