import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  allUp,
  combineStandings,
  lastDays,
  measureAvailability,
  oneUp,
  type Standing,
  standingOf,
  type StandingSpan,
} from './probe-availability';

const STANDINGS: readonly Standing[] = ['up', 'down', 'unknown'];
const window = { since: 100, until: 1_000 };
/** By time, with gaps, reaching out of the window at both ends. */
const history: fc.Arbitrary<StandingSpan[]> = fc
  .array(
    fc.record({ gap: fc.nat(60), length: fc.integer({ min: 1, max: 200 }), standing: fc.constantFrom(...STANDINGS) }),
    {
      maxLength: 12,
    },
  )
  .map((parts) => {
    let at = 0;
    return parts.map(({ gap, length, standing }) => {
      const since = at + gap;
      at = since + length;
      return { since, until: at, standing };
    });
  });
const at = (spans: readonly StandingSpan[], time: number): Standing =>
  spans.find(({ since, until }) => since <= time && time < until)?.standing ?? 'unknown';

test('a role with two CEs is up while one of them is', () => {
  const first: StandingSpan[] = [
    { since: 0, until: 400, standing: 'up' },
    { since: 400, until: 1_000, standing: 'down' },
  ];
  const second: StandingSpan[] = [
    { since: 0, until: 600, standing: 'down' },
    { since: 600, until: 1_000, standing: 'up' },
  ];
  const role = combineStandings([first, second], window, oneUp);
  expect(role).toEqual([
    { since: 100, until: 400, standing: 'up' },
    { since: 400, until: 600, standing: 'down' },
    { since: 600, until: 1_000, standing: 'up' },
  ]);
  expect(measureAvailability(role, window)).toEqual({ upMs: 700, downMs: 200, unknownMs: 0, share: 700 / 900 });
});

test('a service is down as soon as one critical probe is, and not known while one says nothing', () => {
  expect(allUp(['up', 'unknown', 'down'])).toBe('down');
  expect(allUp(['up', 'unknown'])).toBe('unknown');
  expect(allUp(['up', 'up'])).toBe('up');
  expect([allUp([]), oneUp([])]).toEqual(['unknown', 'unknown']);
  expect(oneUp(['down', 'unknown'])).toBe('unknown');
  expect((['ok', 'warning', 'critical', 'unknown', undefined] as const).map(standingOf)).toEqual([
    'up',
    'up',
    'down',
    'unknown',
    'unknown',
  ]);
});

describe('for every history', () => {
  const several = fc.array(history, { maxLength: 4 });

  test('the combined one covers the window without gap, overlap or equal neighbours', () => {
    fc.assert(
      fc.property(several, fc.constantFrom(allUp, oneUp), (series, rule) => {
        const spans = combineStandings(series, window, rule);
        expect(spans[0]?.since).toBe(window.since);
        expect(spans.at(-1)?.until).toBe(window.until);
        spans.slice(1).forEach((span, index) => {
          expect(span.since).toBe(spans[index]?.until);
          expect(span.standing).not.toBe(spans[index]?.standing);
        });
      }),
    );
  });

  test('it says at every instant what the rule makes of the others', () => {
    fc.assert(
      fc.property(several, fc.constantFrom(allUp, oneUp), fc.integer({ min: 100, max: 999 }), (series, rule, time) => {
        expect(at(combineStandings(series, window, rule), time)).toBe(rule(series.map((spans) => at(spans, time))));
      }),
    );
  });

  test('all of the time is up, down or unknown, and a cut window adds up', () => {
    fc.assert(
      fc.property(history, fc.integer({ min: 100, max: 1_000 }), (spans, cut) => {
        const whole = measureAvailability(spans, window);
        expect(whole.upMs + whole.downMs + whole.unknownMs).toBe(window.until - window.since);
        const parts = [
          measureAvailability(spans, { since: window.since, until: cut }),
          measureAvailability(spans, { since: cut, until: window.until }),
        ];
        for (const key of ['upMs', 'downMs', 'unknownMs'] as const)
          expect(parts.reduce((sum, part) => sum + part[key], 0)).toBe(whole[key]);
      }),
    );
  });

  test('more CEs never make a role less up, more probes never a service more', () => {
    fc.assert(
      fc.property(several, history, (series, another) => {
        const upOf = (list: readonly StandingSpan[][], rule: typeof allUp) =>
          measureAvailability(combineStandings(list, window, rule), window).upMs;
        expect(upOf([...series, another], oneUp)).toBeGreaterThanOrEqual(upOf(series, oneUp));
        if (series.length > 0) expect(upOf([...series, another], allUp)).toBeLessThanOrEqual(upOf(series, allUp));
      }),
    );
  });
});

test('days are those of UTC, and the last one ends now', () => {
  const day = (text: string) => Date.parse(text);
  expect(lastDays(day('2027-02-03T06:00:00Z'), 2)).toEqual([
    { since: day('2027-02-02T00:00:00Z'), until: day('2027-02-03T00:00:00Z') },
    { since: day('2027-02-03T00:00:00Z'), until: day('2027-02-03T06:00:00Z') },
  ]);
});

test('an empty window has no history and nothing known', () => {
  expect(combineStandings([], { since: 5, until: 5 }, allUp)).toEqual([]);
  expect(measureAvailability([], { since: 5, until: 5 })).toEqual({
    upMs: 0,
    downMs: 0,
    unknownMs: 0,
    share: undefined,
  });
});
