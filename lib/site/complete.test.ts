import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { completeSite } from './complete';
import { ONE_HOST, siteWith } from './testing/texts';

/** What is offered at the sign |, and what of the text it would replace. */
function offered(marked: string): { readonly labels: readonly string[]; readonly replaced: string } {
  const at = marked.indexOf('|');
  if (at < 0) throw new Error('the text has no |');
  const text = marked.slice(0, at) + marked.slice(at + 1);
  const completion = completeSite(text, at);
  return {
    labels: completion?.suggestions.map(({ label }) => label) ?? [],
    replaced: text.slice(completion?.from ?? at, at),
  };
}
const labels = (marked: string) => offered(marked).labels;

describe('names of fields', () => {
  test('at the top, without those that are there', () => {
    expect(labels('apiVersion: gridsite/v1\n|')).toEqual(expect.arrayContaining(['kind', 'metadata', 'nodes']));
    expect(labels('apiVersion: gridsite/v1\n|')).not.toContain('apiVersion');
    expect(labels('kind: Site\n|\nmetadata:\n  name: x\n')).not.toContain('metadata');
  });
  test('of a node, in lines and in brackets', () => {
    expect(offered('nodes:\n  ce:\n    role: CE\n    me|')).toMatchObject({ replaced: 'me' });
    expect(labels('nodes:\n  ce:\n    role: CE\n    me|')).toEqual(expect.arrayContaining(['memory', 'software']));
    expect(labels('nodes:\n  ce:\n    role: CE\n    |')).not.toContain('role');
    expect(labels('nodes:\n  ce: {role: CE, place: {spread: host}, |')).toEqual(
      expect.arrayContaining(['memory', 'after']),
    );
    expect(labels('nodes:\n  ce: {place: {|')).toEqual(expect.arrayContaining(['spread', 'antiAffinity']));
    expect(labels('nodes:\n  ce:\n    place:\n      |')).toContain('hypervisor');
  });
  test('none where names are free, or in a comment', () => {
    expect(labels('vos:\n  |')).toEqual([]);
    expect(labels('nodes:\n  ce: # ro|')).toEqual([]);
  });
  test('say what they are for, and put what follows them', () => {
    const at = 'nodes:\n  ce:\n    '.length;
    const found = completeSite('nodes:\n  ce:\n    ', at)?.suggestions ?? [];
    expect(found.find(({ label }) => label === 'vcpu')).toEqual({
      label: 'vcpu',
      insert: 'vcpu: ',
      detail: 'Virtual processors; left out: 1',
    });
    expect(found.find(({ label }) => label === 'software')?.insert).toBe('software:\n      ');
    expect(completeSite('', 0)?.suggestions.find(({ label }) => label === 'nodes')?.detail).toBe(
      'The domains of the site; needed',
    );
  });
});

describe('values', () => {
  test('of a list of words', () => {
    expect(labels('nodes:\n  ce:\n    role: |')).toEqual(expect.arrayContaining(['CE', 'VOBOX']));
    expect(offered('nodes:\n  ce:\n    role: V|').replaced).toBe('V');
    expect(labels('lifecycle: {onFailure: |')).toEqual(['rollback', 'keep']);
    expect(labels('images:\n  a: {virt: [hvm, |')).toEqual(['pv', 'hvm', 'pvh']);
    expect(labels('images:\n  a:\n    virt:\n      - |')).toEqual(['pv', 'hvm', 'pvh']);
    expect(labels('publish: {glue2: |')).toEqual(['true', 'false']);
  });
  test('that the file has given a name', () => {
    expect(labels(siteWith('x: {extends: |'))).toEqual(['n']);
    expect(labels(siteWith('x:\n  image: |'))).toEqual(['a']);
    expect(labels(siteWith('x:\n  vo: |'))).toEqual(['atlas', 'cms']);
    expect(labels(siteWith('x: {extends: n}\ny: {extends: n, after: [|'))).toEqual(['x', 'y']);
    expect(labels(siteWith('x: {place: {antiAffinity: [|'))).toEqual(['x']);
    expect(labels(siteWith('x:\n  host: |'))).toEqual(['one', 'two']);
  });
});

test('wherever the cursor is, what is offered replaces what stands before it', () => {
  fc.assert(
    fc.property(fc.nat(ONE_HOST.length), fc.string({ maxLength: 5 }), (at, typed) => {
      const text = ONE_HOST.slice(0, at) + typed + ONE_HOST.slice(at);
      const completion = completeSite(text, at + typed.length);
      if (completion === undefined) return;
      expect(completion.from).toBeLessThanOrEqual(at + typed.length);
      expect(text.slice(completion.from, at + typed.length)).not.toContain('\n');
    }),
    { numRuns: 300 },
  );
});
