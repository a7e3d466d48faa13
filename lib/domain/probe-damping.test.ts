import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PROBE_VERDICTS, type ProbeVerdict } from './probe';
import {
  damp,
  type Damped,
  DAMPING,
  type DampingRule,
  isDamping,
  isFlapping,
  isUnsettled,
  UNDAMPED,
} from './probe-damping';

const verdict = fc.constantFrom(...PROBE_VERDICTS);
const rule: fc.Arbitrary<DampingRule> = fc
  .record({ agree: fc.integer({ min: 1, max: 8 }), outOf: fc.integer({ min: 1, max: 8 }) })
  .filter(isDamping);
const after = (verdicts: readonly ProbeVerdict[], from: Damped = UNDAMPED, by: DampingRule = DAMPING): Damped =>
  verdicts.reduce((state, each) => damp(state, each, by), from);

test('one lost answer is nothing, three of four are', () => {
  expect(after(['ok', 'ok', 'ok', 'critical', 'ok']).confirmed).toBe('ok');
  expect(after(['ok', 'ok', 'ok', 'critical', 'critical']).confirmed).toBe('ok');
  expect(after(['ok', 'ok', 'ok', 'critical', 'critical', 'critical']).confirmed).toBe('critical');
  expect(after(['ok', 'ok', 'ok', 'critical', 'critical', 'ok', 'critical']).confirmed).toBe('critical');
  expect(after(['ok', 'ok']).confirmed).toBeUndefined();
});

describe('for every rule that damps', () => {
  test('a verdict that stays is confirmed after as many askings as must agree, and not before', () => {
    fc.assert(
      fc.property(rule, verdict, fc.array(verdict), (by, last, before) => {
        const start = after(before, UNDAMPED, by);
        const stayed = Array.from({ length: by.agree }, () => last);
        expect(after(stayed, start, by).confirmed).toBe(last);
        if (start.confirmed === last || before.slice(1 - by.outOf).includes(last)) return;
        expect(after(stayed.slice(1), start, by).confirmed).toBe(start.confirmed);
      }),
    );
  });

  test('what is confirmed has been said so often within the last askings', () => {
    fc.assert(
      fc.property(rule, fc.array(verdict, { maxLength: 40 }), (by, said) => {
        let state = UNDAMPED;
        for (const each of said) {
          const next = damp(state, each, by);
          expect(next.recent.length).toBeLessThanOrEqual(by.outOf);
          if (next.confirmed !== state.confirmed) {
            expect(next.recent.filter((one) => one === next.confirmed).length).toBeGreaterThanOrEqual(by.agree);
          }
          state = next;
        }
      }),
    );
  });

  test('it does not change at two askings that follow each other, however they alternate', () => {
    fc.assert(
      fc.property(rule, fc.array(verdict, { maxLength: 60 }), (by, said) => {
        let state = UNDAMPED;
        let changedAt = -Infinity;
        said.forEach((each, index) => {
          const next = damp(state, each, by);
          if (next.confirmed !== state.confirmed) {
            expect(index - changedAt).toBeGreaterThanOrEqual(2 * by.agree - by.outOf);
            changedAt = index;
          }
          state = next;
        });
      }),
    );
  });

  test('two verdicts that take turns confirm nothing new', () => {
    fc.assert(
      fc.property(rule, verdict, verdict, fc.integer({ min: 2, max: 30 }), (by, a, b, times) => {
        fc.pre(a !== b && by.agree >= 2);
        const start: Damped = { confirmed: a, recent: Array.from({ length: by.outOf }, () => a) };
        const turns = Array.from({ length: times }, (_, index) => (index % 2 === 0 ? b : a));
        expect(after(turns, start, by).confirmed).toBe(a);
      }),
    );
  });
});

test('a rule that would flap is refused', () => {
  expect(isDamping({ agree: 2, outOf: 3 })).toBe(false);
  expect(isDamping({ agree: 3, outOf: 4 })).toBe(true);
  expect(() => damp(UNDAMPED, 'ok', { agree: 2, outOf: 3 })).toThrow(/2 of 3 does not damp/);
});

test('it is said when the last asking is not what is confirmed, and when it comes and goes', () => {
  expect(isUnsettled(after(['ok', 'ok', 'ok']))).toBe(false);
  expect(isUnsettled(after(['ok', 'ok', 'ok', 'critical']))).toBe(true);
  expect(isUnsettled(after(['ok']))).toBe(true);
  expect(isFlapping(after(['ok', 'ok', 'critical', 'ok']))).toBe(true);
  expect(isFlapping(after(['ok', 'ok', 'critical', 'critical']))).toBe(false);
});
