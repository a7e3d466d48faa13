import { describe, expect, it } from 'vitest';
import { parseQuery } from '@/lib/domain/query-language';
import { applySuggestion, suggestTerms, SUGGESTIONS_MAX } from './suggest-terms';

const known = { hosts: ['dempsey-01', 'dempsey-02', 'Lab host'], vos: ['atlas', 'alice'], tags: ['gold'] };
const labels = (query: string, caret = query.length) => suggestTerms(query, caret, known).map((each) => each.label);

describe('suggestTerms', () => {
  it('offers fields by their beginning', () => {
    expect(labels('ho')).toEqual(['host:', 'home:']);
    expect(labels('me')).toEqual(['mem>2GiB']);
    expect(labels('').length).toBe(SUGGESTIONS_MAX);
  });

  it('offers values of the field at the caret, not of the last one', () => {
    expect(labels('state:ru role:wn', 8)).toEqual(['state:running']);
    expect(labels('vo:a')).toEqual(['vo:atlas', 'vo:alice']);
    expect(labels('role:vo')).toEqual(['role:vobox']);
  });

  it('goes on with a list and leaves out what is in it', () => {
    expect(labels('state:running,p')).toEqual(['state:running,paused']);
    expect(labels('vo:atlas,')).toEqual(['vo:atlas,alice']);
  });

  it('knows nothing of unknown fields', () => {
    expect(labels('colour:r')).toEqual([]);
  });

  it('keeps the rest of the query and puts the caret behind what it wrote', () => {
    const [first] = suggestTerms('sta mem>2GiB', 3, known);
    if (first === undefined) throw new Error('no suggestion');
    expect(applySuggestion('sta mem>2GiB', first)).toEqual({ query: 'state: mem>2GiB', caret: 6 });
  });

  it('writes only what the parser reads', () => {
    for (const field of ['state', 'role', 'vo', 'tag', 'host', 'home', 'arch', 'is']) {
      const suggestions = suggestTerms(`-${field}:`, field.length + 2, known);
      expect(suggestions.length).toBeGreaterThan(0);
      for (const suggestion of suggestions) {
        expect(parseQuery(applySuggestion(`-${field}:`, suggestion).query)).toMatchObject({ ok: true });
      }
    }
  });
});
