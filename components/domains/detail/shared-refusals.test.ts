import { describe, expect, it } from 'vitest';
import { sharedRefusals } from './shared-refusals';

const reason = (sentence: string) => ({ code: 'x', severity: 'refuse' as const, sentence, remedy: '', values: {} });

describe('sharedRefusals', () => {
  it('finds what all say, and nothing that only one says', () => {
    const shared = sharedRefusals([
      { refusals: [reason('the domain is stale'), reason('a is full')] },
      { refusals: [reason('b is down'), reason('the domain is stale')] },
    ]);
    expect(shared.map((each) => each.sentence)).toEqual(['the domain is stale']);
  });

  it('leaves a single candidate its reasons', () => {
    expect(sharedRefusals([{ refusals: [reason('a is full')] }])).toEqual([]);
    expect(sharedRefusals([])).toEqual([]);
  });
});
