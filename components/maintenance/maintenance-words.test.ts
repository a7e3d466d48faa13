import { expect, test } from 'vitest';
import { domainId } from '@/lib/domain/ids';
import { dueWords, earlyDrainWords, foreseenWords, openAnswerWords, saidWords, toldWords } from './maintenance-words';

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
type Told = Parameters<typeof openAnswerWords>[0];
const announced = (change: Partial<Told>): Told => ({
  startsAt: 'Tuesday',
  answersDueAt: 'Monday',
  standing: 'announced',
  vos: [],
  ...change,
});
const day = (at: string) => at;
const early = (change: Partial<Told>, drain: 'draft' | 'under-way' = 'draft') =>
  earlyDrainWords(announced(change), drain, day);

test('a drain that empties the host before its time, or before the answers, is said to', () => {
  expect(early({ vos: [told('atlas', 'waiting'), told('cms', 'consents')] })).toBe(
    'Approved now, this drain empties the host before its maintenance begins, Tuesday, and before all have answered: atlas has until Monday to answer.',
  );
  // Silence is consent: what is left to say is the time.
  expect(early({ vos: [told('atlas', 'silent')] }, 'under-way')).toBe(
    'This drain empties the host before its maintenance begins, Tuesday.',
  );
  expect(early({ standing: 'under-way', vos: [told('atlas', 'waiting')] })).toBeUndefined();
});

test('whose answer is open is said while it may be given', () => {
  const vos = [told('atlas', 'waiting'), told('cms', 'waiting')];
  expect(openAnswerWords(announced({ vos }), day)).toBe('atlas, cms have until Monday to answer');
  expect(openAnswerWords(announced({ vos: [told('atlas', 'consents')] }), day)).toBeUndefined();
  expect(openAnswerWords(announced({ vos, standing: 'cancelled' }), day)).toBeUndefined();
});

test('what it would touch at another time is said, and what of that it does not touch now', () => {
  const lease = (number: number) => ({ id: `lease ${number}`, number });
  const domain = (name: string) => ({ id: domainId(name), name });
  const now = { vo: 'atlas', leases: [lease(6)], domains: [domain('wn-01')] };
  expect(foreseenWords({ leases: [lease(6), lease(9)], domains: [domain('wn-01'), domain('wn-02')] }, now)).toBe(
    'touches lease 6, lease 9 and 2 domains of atlas. Lease 9 it does not touch now.',
  );
  expect(foreseenWords(now, now)).toBe('touches lease 6 and 1 domain of atlas.');
  expect(foreseenWords({ leases: [], domains: [] }, now)).toBe('touches nothing of atlas that is known now.');
});

test('what was answered is said with who did, and what may be said still only while it may', () => {
  const by = { answeredByName: 'Ada' };
  const defers = { ...told('atlas', 'waiting'), ...by, standing: 'defers' as const, deferUntilAt: 'Wednesday' };
  expect(saidWords(told('atlas', 'waiting'), day)).toBeUndefined();
  expect(saidWords({ ...told('atlas', 'consents'), ...by }, day)).toBe('Said by Ada');
  expect(saidWords({ ...defers, words: 'A run' }, day)).toBe('To Wednesday, said by Ada: A run');
  const due = (vo: Parameters<typeof dueWords>[0]) => dueWords(vo, announced({}), day);
  expect(due(told('atlas', 'waiting'))).toBe('Answers until Monday; silence counts as consent.');
  expect(due(told('atlas', 'consents'))).toBe('Until Monday it may still be put off.');
  expect(due(defers)).toBeUndefined();
  expect(due(told('atlas', 'silent'))).toBeUndefined();
  const refused = { allowed: false as const, reason: 'It cannot be put off.' };
  expect(due({ ...told('atlas', 'consents'), can: { consent: refused, defer: refused } })).toBeUndefined();
  expect(dueWords(told('atlas', 'waiting'), announced({ standing: 'under-way' }), day)).toBeUndefined();
});

test('a row of the list says who was told and what each said', () => {
  expect(toldWords({ vos: [told('atlas', 'consents'), told('cms', 'silent')] })).toBe('atlas: consents, cms: silent');
  expect(toldWords({ vos: [] })).toBe('');
});
