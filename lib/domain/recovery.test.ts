import { expect, test } from 'vitest';
import {
  hasRestarted,
  judgeLoss,
  LOST_AFTER_MS,
  lossRefusal,
  type LossEvidence,
  LOSS_STATES,
  restartWords,
} from './recovery';
import { parseSecondPath } from './second-path';

const silent: LossEvidence = {
  unreachableForMs: LOST_AFTER_MS,
  hasSecondPath: true,
  lastSign: { at: '2026-11-29T00:00:00.000Z', alive: false, words: 'no answer from 10.0.0.7:22 within 3 s.' },
  silentAsks: 3,
  others: 5,
  othersUp: 5,
};

test('a host is lost by the rules where both paths are silent for long enough and the others answer', () => {
  expect(judgeLoss(silent)).toMatchObject({ lost: true, why: expect.stringContaining('5 of 5 other hosts answer') });
});

test.each([
  [
    'a sign of life',
    { lastSign: { at: '', alive: true, words: 'x takes connections.' } },
    /sign of life.*takes connections/,
  ],
  ['no second path', { hasSecondPath: false, lastSign: undefined }, /say whether it is lost/],
  ['an agent that hears hardly anybody', { othersUp: 2 }, /may be Gridbox that is cut off/],
  [
    'a second path that could not be asked',
    { lastSign: { at: '', words: 'no route (ENETUNREACH).' } },
    /could not be asked/,
  ],
  ['a short silence', { unreachableForMs: 10_000 }, /not silent for long enough/i],
  ['one lost packet', { silentAsks: 1 }, /with 3 questions .* unanswered/],
] as const)('%s decides nothing, and the words say why', (_what, change, words) => {
  const verdict = judgeLoss({ ...silent, ...change });
  expect(verdict).toMatchObject({ lost: false, waitsFor: expect.stringMatching(words) });
});

test('the only host there is may be lost: nobody else could answer', () => {
  expect(judgeLoss({ ...silent, others: 0, othersUp: 0 }).lost).toBe(true);
});

test('nothing is confirmed, fenced or ended but where it stands so', () => {
  const at = (state: (typeof LOSS_STATES)[number], running = 0) => ({
    state,
    method: 'ipmi' as const,
    running,
    stuck: 0,
  });
  expect(LOSS_STATES.filter((state) => lossRefusal('confirmOff', at(state)) === undefined)).toEqual(['lost']);
  expect(LOSS_STATES.filter((state) => lossRefusal('dismiss', at(state)) === undefined)).toEqual(['suspected', 'lost']);
  expect(lossRefusal('fence', { ...at('lost'), method: 'manual' })).toMatch(/confirm that it is off/);
  expect(lossRefusal('finish', at('restarting', 2))).toMatch(/2 domains are just being started/);
  expect(lossRefusal('retry', at('restarting'))).toMatch(/None of its domains failed/);
  expect(LOSS_STATES.filter((state) => lossRefusal('finish', at(state)) === undefined)).toEqual([
    'restarting',
    'returned',
  ]);
});

test('a host was started anew where its counter has begun anew, not where it counts on or steps back a little', () => {
  const hour = 3_600n * 10n ** 9n;
  expect(hasRestarted(hour, 30n * 10n ** 9n)).toBe(true);
  expect(hasRestarted(hour, hour + 1n)).toBe(false);
  expect(hasRestarted(hour, hour - 10n ** 9n)).toBe(false);
  expect(hasRestarted(0n, 0n)).toBe(false);
  expect(restartWords('xen-a', new Date('2026-11-29T12:03:20Z'))).toBe('xen-a restarted at 12:03 UTC');
});

test('a second path is an address and a port, and nothing that means something to a shell', () => {
  expect(parseSecondPath('192.168.1.7:22')).toEqual({ host: '192.168.1.7', port: 22 });
  expect(parseSecondPath('[2001:db8::7]:623')).toEqual({ host: '2001:db8::7', port: 623 });
  for (const text of ['dempsey-01', ':22', 'a:0', 'a:99999', '-oX:22', 'a b:22', '2001:db8::7:22', 'x@a:22', ''])
    expect(parseSecondPath(text)).toBeUndefined();
});
