// @vitest-environment happy-dom
import { cleanup, render, screen, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import type { SiteProof, SiteRunStep } from '@/lib/contracts/sites';
import { operationId } from '@/lib/domain/ids';
import { EndedLease } from './ended-lease';
import { ProofPanel } from './proof-panel';
import { deedWords, OFFERED } from './run-deeds';
import { RunGraph } from './run-graph';
import { RunSteps } from './run-steps';

afterEach(cleanup);

const AT = '2026-11-29T12:00:00.000Z';
const step = (change: Partial<SiteRunStep>): SiteRunStep => ({
  id: 'create ce',
  sequence: 0,
  undo: false,
  verb: 'create',
  title: 'Create box-ce on one',
  subject: 'ce',
  hostName: 'one',
  after: [],
  state: 'done',
  domainId: '33333333-3333-4333-8333-333333333333',
  operationId: operationId('44444444-4444-4444-8444-444444444444'),
  attempt: 1,
  words: 'It runs.',
  startedAt: AT,
  endedAt: '2026-11-29T12:00:05.000Z',
  ...change,
});
const WAITS = step({
  id: 'create wn',
  sequence: 1,
  title: 'Create box-wn on one',
  subject: 'wn',
  after: ['create ce'],
  state: 'waiting',
  operationId: null,
  words: null,
  startedAt: null,
  endedAt: null,
});

test('the graph says of each step what it is, where, and how it stands', () => {
  render(<RunGraph steps={[step({}), WAITS]} nodes={[]} />);
  const boxes = within(screen.getByRole('region', { name: 'Graph' })).getAllByRole('listitem');
  expect(boxes.map(({ textContent }) => textContent)).toEqual(['Create ceonedone', 'Create wnonewaits']);
});

test('a step that failed says why, and leads to its operation', () => {
  render(<RunSteps title="Steps" steps={[step({ state: 'failed', words: 'No room.', attempt: 2 }), WAITS]} />);
  const [failed] = screen.getAllByRole('listitem');
  expect(failed?.textContent).toMatch(/failed.*Create box-ce on one.*took 5 s, attempt 2.*No room\./);
  expect(screen.getByRole('link', { name: 'Operation of Create box-ce on one' })).toBeDefined();
});

const proof = (clean: boolean): SiteProof => ({
  site: 'box',
  runId: '55555555-5555-4555-8555-555555555555',
  lookedAt: AT,
  clean,
  items: [
    { kind: 'definition', name: 'box-ce', where: 'one', asked: 'A definition', outcome: 'gone', words: 'None.' },
    {
      kind: 'disk',
      name: '/images/box-ce.img',
      where: 'one',
      asked: 'The file',
      outcome: clean ? 'gone' : 'still-there',
      words: clean ? 'Not found.' : 'It is still there.',
    },
  ],
});

test('the proof begins with what is left, and says of each thing what was asked and found', () => {
  render(<ProofPanel proof={proof(false)} />);
  expect(screen.getByText(/One thing is not known to be gone/)).toBeDefined();
  const [, first] = screen.getAllByRole('row');
  expect(first?.textContent).toContain('still theredisk/images/box-ce.img');
  expect(screen.getByRole('link', { name: 'Download as JSON' }).getAttribute('href')).toBe(
    '/api/v1/site-runs/55555555-5555-4555-8555-555555555555/proof',
  );
  cleanup();
  render(<ProofPanel proof={proof(true)} />);
  expect(screen.getByText(/Nothing is left: 2 looked for again and found gone\./)).toBeDefined();
});

test('every deed that is offered has its words, and what cannot be taken back says so', () => {
  for (const [state, deeds] of Object.entries(OFFERED))
    for (const deed of deeds) {
      // The keys are the states.
      const words = deedWords(deed, { kind: 'apply', siteName: 'box', state: state as keyof typeof OFFERED });
      expect(words.consequence).toMatch(/\.$/);
      if (deed === 'roll-back' || deed === 'leave') expect(words.danger).toBe(true);
    }
});

test('who destroys the site of a lease reads whose lease ends, unless it has', () => {
  const lease = {
    id: '55555555-5555-4555-8555-555555555555',
    number: 7,
    vo: 'atlas',
    askedByName: 'Ada',
    ended: false,
  };
  const { container, rerender } = render(<EndedLease lease={lease} />);
  expect(container.textContent).toBe('Lease 7 of atlas, asked for by Ada, ends with it.');
  expect(screen.getByRole('link', { name: 'Lease 7' }).getAttribute('href')).toBe(`/leases/${lease.id}`);
  for (const none of [null, { ...lease, ended: true }]) {
    rerender(<EndedLease lease={none} />);
    expect(container.textContent).toBe('');
  }
});
