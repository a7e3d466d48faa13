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

  it('tells once what is about the source host, though a refused candidate does not repeat it', () => {
    const source = { ...reason('the source was last read an hour ago'), values: { end: 'source' } };
    const shared = sharedRefusals([
      { refusals: [source] },
      { refusals: [source] },
      { refusals: [reason('c is down')] },
    ]);
    expect(shared).toEqual([source]);
  });

  it('leaves a single candidate its reasons', () => {
    expect(sharedRefusals([{ refusals: [reason('a is full')] }])).toEqual([]);
    expect(sharedRefusals([])).toEqual([]);
  });
});
