import { expect, test } from 'vitest';
import { FIRST_POOL, type PoolDraft, readPoolDraft } from './pool-draft';

const DRAFT: PoolDraft = {
  ...FIRST_POOL,
  name: 'slc4',
  environmentId: '0b8f3c1e-7a4d-4c1e-9f00-1234567890ab',
  system: 'main',
  nodes: 'slot-1, slot-2\nslot-3',
  max: '3',
};
function problemsOf(change: Partial<PoolDraft>) {
  const read = readPoolDraft({ ...DRAFT, ...change });
  return 'problems' in read ? Object.fromEntries(read.problems) : {};
}

test('what is typed becomes a pool', () => {
  expect(readPoolDraft(DRAFT)).toMatchObject({
    pool: { name: 'slc4', vo: null, nodes: ['slot-1', 'slot-2', 'slot-3'], max: 3, idleSeconds: 300, closesAt: null },
  });
  const closing = readPoolDraft({ ...DRAFT, closesAt: '2026-12-01T10:00' });
  expect('pool' in closing ? new Date(closing.pool.closesAt ?? '') : undefined).toEqual(new Date('2026-12-01T10:00'));
});

test('each mistake is said at its field', () => {
  expect(problemsOf({ name: 'SLC 4', environmentId: '', system: '' })).toEqual({
    name: 'write a name of lower-case letters, digits and hyphens, a letter first',
    environmentId: 'choose one',
    system: 'write letters, digits, dots, dashes and underscores, 63 at most',
  });
  expect(problemsOf({ max: '4' })).toEqual({ max: 'is more than the 3 nodes of the pool' });
  expect(problemsOf({ max: 'many' })).toEqual({ max: 'must be a whole number from 1 to 200' });
  expect(problemsOf({ min: '3', max: '2', bootAhead: '5' })).toEqual({
    min: 'is more than the most',
    bootAhead: 'is more than the most',
  });
  expect(problemsOf({ takesSpecifications: true })).toMatchObject({
    takesSpecifications: expect.stringMatching(/a node more than slots/),
  });
  expect(problemsOf({ takesSpecifications: true, max: '2' })).toEqual({});
  expect(problemsOf({ nodes: '' })).toMatchObject({ nodes: 'write one at least' });
  expect(problemsOf({ nodes: 'slot-1 slot_;x slot-3' })).toMatchObject({
    nodes: expect.stringMatching(/^slot_;x: write letters/),
  });
  expect(problemsOf({ addresses: '10.0.0.1, 10.0.0.300, 10.0.0.3' })).toMatchObject({
    addresses: '10.0.0.300: write IPv4 addresses',
  });
  expect(problemsOf({ addresses: '10.0.0.1' })).toEqual({
    addresses: 'has to have one for each node, or none',
    prefix: 'is needed with addresses',
  });
});
