import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '@/lib/utils/time';
import {
  afterFailure,
  afterRetry,
  afterSuccess,
  deathWords,
  FAILURE_CAUSES,
  type Failure,
  FAILURES_BEFORE,
  heldBackWords,
  isHeldBack,
  jobVerdict,
  NO_FAILURES,
  type Tries,
  waitMsAfter,
} from './held-back';

const T0 = Date.UTC(2026, 10, 30, 12);
const at = (minutes: number): Date => new Date(T0 + minutes * MINUTE_MS);
const boot = (wanted: number, failed: number): Failure => ({
  cause: 'boot',
  words: 'Its domain was not made.',
  at: at(failed),
  wantedAt: at(wanted),
  begunAt: at(wanted),
});
const job = (wanted: number, began: number): Failure => ({
  cause: 'jobs',
  words: 'Job 1 died.',
  at: at(began),
  wantedAt: at(wanted),
  begunAt: at(began),
});
const all = (...failures: readonly Failure[]): Tries => failures.reduce(afterFailure, NO_FAILURES);

describe('a pool', () => {
  test('is held back by the third failure in a row, for a minute, then for twice as long, an hour at most', () => {
    const two = all(boot(0, 1), boot(2, 3));
    expect(two).toMatchObject({ failures: 2, heldBackSince: null, heldBackUntil: null });
    const three = afterFailure(two, boot(4, 5));
    expect(three).toMatchObject({ failures: 3, cause: 'boot', heldBackSince: at(5), heldBackUntil: at(6) });
    expect(heldBackWords(three, at(5))).toBe(
      'Nothing is booted until 30 Nov 2026 12:06 UTC, because the last 3 tries failed. The last: Its domain was not made.',
    );
    expect(heldBackWords(three, at(6))).toBeUndefined();
    expect(afterFailure(three, boot(6, 7))).toMatchObject({ failures: 4, heldBackSince: at(5), heldBackUntil: at(9) });
    expect([3, 4, 5, 9, 40].map(waitMsAfter)).toEqual([MINUTE_MS, 2 * MINUTE_MS, 4 * MINUTE_MS, HOUR_MS, HOUR_MS]);
  });

  test('counts slots that were booted together once', () => {
    expect(all(boot(0, 1), boot(0, 1), boot(0.5, 2), boot(1, 2))).toMatchObject({ failures: 1 });
  });

  test('is let go by one success: of a boot by a slot that opens, of jobs by one that lives', () => {
    const boots = all(boot(0, 1), boot(2, 3), boot(4, 5));
    expect(afterSuccess(boots, 'boot')).toEqual(NO_FAILURES);
    // Of a slot from before, it says nothing of booting.
    expect(afterSuccess(boots, 'jobs')).toEqual(boots);
    const jobs = all(job(0, 1), job(0, 2), job(0, 3));
    expect(jobs).toMatchObject({ failures: 3, cause: 'jobs', heldBackUntil: at(4) });
    expect(afterSuccess(jobs, 'boot')).toEqual(jobs);
    expect(afterSuccess(jobs, 'jobs')).toEqual(NO_FAILURES);
    // What dies in the slots from before is known.
    expect(afterFailure(jobs, job(0, 3.5))).toEqual(jobs);
    expect(afterFailure(jobs, job(4, 5))).toMatchObject({ failures: 4, heldBackUntil: at(7) });
  });

  test('is tried now where somebody asks for it, and held back for longer where that fails', () => {
    const asked = afterRetry(all(boot(0, 1), boot(2, 3), boot(4, 5)));
    expect(isHeldBack(asked, at(5))).toBe(false);
    expect(afterFailure(asked, boot(5.1, 5.5))).toMatchObject({
      failures: 4,
      heldBackSince: at(5),
      heldBackUntil: at(7.5),
    });
  });
});

test('a job lives by ending well or by running for a while, and dies by failing at once', () => {
  const of = (state: string, ranMs: number, ended = true) =>
    jobVerdict({ state, startedAt: at(0), endedAt: ended ? new Date(T0 + ranMs) : undefined }, new Date(T0 + ranMs));
  expect(of('completed', 0)).toBe('lived');
  expect(of('failed', 0)).toBe('died');
  expect(of('failed', MINUTE_MS)).toBe('lived');
  expect(of('running', SECOND_MS, false)).toBeUndefined();
  expect(of('running', MINUTE_MS, false)).toBe('lived');
  expect(of('cancelled', 0)).toBeUndefined();
  expect(jobVerdict({ state: 'queued', startedAt: undefined, endedAt: undefined }, at(0))).toBeUndefined();
  const died = { id: '17', node: 'slot-1', nativeState: 'FAILED', startedAt: at(0), endedAt: new Date(T0 + 1000) };
  expect(deathWords({ ...died, exitCode: 127 })).toBe('Job 17 died 1 s after it began on slot-1: exit code 127.');
  expect(deathWords({ ...died, exitCode: undefined })).toMatch(/: FAILED\.$/);
});

const anyDeed = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('failure' as const),
      cause: fc.constantFrom(...FAILURE_CAUSES),
      tookMs: fc.integer({ min: 0, max: 20 * MINUTE_MS }),
      waitedMs: fc.integer({ min: 0, max: 2 * HOUR_MS }),
    }),
  },
  fc.record({ kind: fc.constant('success' as const), cause: fc.constantFrom(...FAILURE_CAUSES) }),
  fc.record({ kind: fc.constant('retry' as const) }),
);

test('in every course: it is held back by three failures or more and by nothing else, never for more than an hour, and a success ends it', () => {
  fc.assert(
    fc.property(fc.array(anyDeed, { maxLength: 30 }), (deeds) => {
      let [tries, nowMs]: [Tries, number] = [NO_FAILURES, T0];
      for (const deed of deeds) {
        const before = tries;
        if (deed.kind === 'failure') {
          const wantedAt = new Date(nowMs);
          nowMs += deed.tookMs;
          tries = afterFailure(tries, {
            cause: deed.cause,
            words: 'It failed.',
            at: new Date(nowMs),
            wantedAt,
            begunAt: wantedAt,
          });
          expect(tries.failures - before.failures).toBeLessThanOrEqual(1);
          if (before.heldBackUntil !== null)
            expect(tries.heldBackUntil?.getTime()).toBeGreaterThanOrEqual(before.heldBackUntil.getTime());
          nowMs += deed.waitedMs;
        } else if (deed.kind === 'success') {
          tries = afterSuccess(tries, deed.cause);
          if (before.cause === deed.cause) expect(tries).toEqual(NO_FAILURES);
          else expect(tries).toEqual(before);
        } else tries = afterRetry(tries);
        expect(tries.heldBackSince !== null).toBe(tries.failures >= FAILURES_BEFORE);
        expect(tries.cause === null).toBe(tries.failures === 0);
        if (tries.heldBackUntil === null) continue;
        const waitMs = tries.heldBackUntil.getTime() - (tries.failedAt?.getTime() ?? 0);
        expect(waitMs).toBe(waitMsAfter(tries.failures));
        expect(waitMs).toBeGreaterThan(0);
        expect(waitMs).toBeLessThanOrEqual(HOUR_MS);
      }
    }),
    { numRuns: 300 },
  );
});
