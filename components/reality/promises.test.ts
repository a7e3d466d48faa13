import { describe, expect, it } from 'vitest';
import { PROMISES, REALITY_LABELS } from './promises';

describe('PROMISES', () => {
  it('names each once and says something of each', () => {
    expect(PROMISES.length).toBeGreaterThanOrEqual(18);
    expect(new Set(PROMISES.map((each) => each.id)).size).toBe(PROMISES.length);
    for (const each of PROMISES) expect(each.stands ?? each.missing).toBeDefined();
  });

  it('inflates nothing: a label needs something that stands, and what has none says what is missing', () => {
    for (const each of PROMISES) {
      if (each.label === undefined) expect(each.missing).toBeDefined();
      else {
        expect(each.stands).toBeDefined();
        expect(REALITY_LABELS[each.label]).toBeDefined();
      }
    }
  });
});
