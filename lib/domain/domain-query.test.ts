import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDomainQuery, tokenizeQuery } from './domain-query';

const terms = (query: string) => {
  const parsed = parseDomainQuery(query);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.terms;
};
const error = (query: string) => {
  const parsed = parseDomainQuery(query);
  if (parsed.ok) throw new Error(`accepted: ${query}`);
  return parsed.error;
};

describe('parseDomainQuery', () => {
  it('reads fields, comparisons and free words', () => {
    expect(terms('state:running role:wn host:dempsey-* mem>2GiB free words')).toEqual([
      { kind: 'match', field: 'state', values: ['running'], negated: false },
      { kind: 'match', field: 'role', values: ['WN'], negated: false },
      { kind: 'match', field: 'host', values: ['dempsey-*'], negated: false },
      { kind: 'compare', field: 'mem', operator: '>', value: 2 * 1024 * 1024 },
      { kind: 'text', value: 'free', negated: false },
      { kind: 'text', value: 'words', negated: false },
    ]);
  });

  it('reads lists, negation, quotes and units', () => {
    expect(terms('-state:off,"shutting down" role:vo-box name:"my domain" cpu>=80% vcpu<4 mem<=512M')).toEqual([
      { kind: 'match', field: 'state', values: ['off', 'shutting-down'], negated: true },
      { kind: 'match', field: 'role', values: ['VOBOX'], negated: false },
      { kind: 'match', field: 'name', values: ['my domain'], negated: false },
      { kind: 'compare', field: 'cpu', operator: '>=', value: 0.8 },
      { kind: 'compare', field: 'vcpu', operator: '<', value: 4 },
      { kind: 'compare', field: 'mem', operator: '<=', value: 512 * 1024 },
    ]);
  });

  it.each([
    ['state:runing', '“runing” is no state', 0, 12],
    ['wn colour:red', 'There is no field “colour”', 3, 13],
    ['mem:2', 'with a comparison', 0, 5],
    ['mem>lots', '“lots” is no value for mem', 0, 8],
    ['host=x', 'with a colon', 0, 6],
    ['vo:', 'Say which vo', 0, 3],
    ['-mem>2', 'Turn the comparison round', 0, 6],
  ])('says what is wrong with %s and where', (query, sentence, start, end) => {
    const found = error(query);
    expect(found.message).toContain(sentence);
    expect([found.start, found.end]).toEqual([start, end]);
  });

  it('takes any text without throwing, and its tokens are stretches of it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (query) => {
        parseDomainQuery(query);
        for (const token of tokenizeQuery(query)) expect(query.slice(token.start, token.end)).toBe(token.text);
      }),
    );
  });
});
