import { describe, expect, it } from 'vitest';
import { type BulkOutcome, runBulk } from './run-bulk';

const items = Array.from({ length: 20 }, (_, index) => index);

describe('runBulk', () => {
  it('never has more under way than allowed, and tells each outcome', async () => {
    let now = 0;
    let most = 0;
    const outcomes = new Map<number, BulkOutcome>();
    await runBulk(
      items,
      async (item) => {
        now += 1;
        most = Math.max(most, now);
        await Promise.resolve();
        now -= 1;
        if (item % 5 === 0) throw new Error(`no ${item}`);
        return { operationId: String(item) };
      },
      (item, outcome) => outcomes.set(item, outcome),
      { concurrency: 3 },
    );
    expect(most).toBe(3);
    expect(outcomes.size).toBe(20);
    expect(outcomes.get(5)).toEqual({ state: 'refused', message: 'no 5' });
    expect(outcomes.get(6)).toEqual({ state: 'accepted', operationId: '6' });
  });

  it('sends nothing more once stopped', async () => {
    const stop = new AbortController();
    const sent: number[] = [];
    const outcomes = new Map<number, BulkOutcome>();
    await runBulk(
      items,
      async (item) => {
        sent.push(item);
        if (item === 2) stop.abort();
        return { operationId: '' };
      },
      (item, outcome) => outcomes.set(item, outcome),
      { concurrency: 1, signal: stop.signal },
    );
    expect(sent).toEqual([0, 1, 2]);
    expect(outcomes.get(3)?.state).toBe('skipped');
  });
});
