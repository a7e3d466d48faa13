import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type BatchNode, NODE_STALE_MS } from '@/lib/domain/batch';
import { DRAIN_STRATEGIES } from '@/lib/domain/drain';
import { domainId } from '@/lib/domain/ids';
import { HOUR_MS, MINUTE_MS } from '@/lib/utils/time';
import { jobsOf } from './node-jobs';

const NOW = new Date('2026-11-28T12:00:00Z');
const asked = { now: NOW, waitMinutes: 60 };
const job = (vo: string | undefined, limitMs?: number) => ({ id: '1', vo, startedAt: NOW, limitMs });
const node = (change: Partial<BatchNode> = {}): BatchNode => ({
  domainId: domainId('11111111-1111-4111-8111-111111111111'),
  system: 'simulated batch system',
  slots: 2,
  open: true,
  jobs: [job('alice'), job('cms')],
  readAt: NOW,
  ...change,
});
const STOP = { strategy: 'stop', live: true } as const;
const MOVE = { strategy: 'migrate', live: true } as const;
const sentences = ({ cautions }: ReturnType<typeof jobsOf>) =>
  cautions.map((each) => ('sentence' in each ? each.sentence : each.refusal.code));

test('jobs of a node that moves live go with it, and its slots stay as they are', () => {
  const moves = jobsOf(MOVE, node(), asked);
  expect(moves.jobs).toEqual({
    system: 'simulated batch system',
    count: 2,
    words: '2 jobs (1 of alice, 1 of cms) move with it; its slots stay open.',
  });
  expect(moves.cautions).toEqual([]);
  expect(jobsOf(MOVE, node({ jobs: [], open: false }), asked).jobs?.words).toBe(
    'No job moves with it; its slots stay closed.',
  );
});

test('jobs of one that is copied while it stands are said to stand with it', () => {
  expect(sentences(jobsOf({ ...MOVE, live: false }, node(), asked))).toEqual([expect.stringContaining('stand still')]);
  expect(sentences(jobsOf({ ...MOVE, live: false }, node({ jobs: [] }), asked))).toEqual([]);
});

test('jobs of one that is shut down are waited for so long, and those that may take longer are told of', () => {
  expect(jobsOf(STOP, node(), asked).jobs?.words).toBe(
    'Its slots are closed first; 2 jobs (1 of alice, 1 of cms) are waited for, 1 h at most.',
  );
  expect(jobsOf(STOP, node({ jobs: [] }), asked).jobs?.words).toBe(
    'Its slots are closed first; no job runs on it now.',
  );
  const long = node({ jobs: [job('alice', 48 * HOUR_MS), job('cms', 10 * MINUTE_MS)] });
  expect(sentences(jobsOf(STOP, long, asked))).toEqual([
    '1 job of alice may by its own limit run for longer than is waited.',
  ]);
});

test('what a batch system said too long ago is not known', () => {
  const old = node({ readAt: new Date(NOW.getTime() - NODE_STALE_MS - 1) });
  const stops = jobsOf(STOP, old, asked);
  expect(stops.jobs).toMatchObject({ count: undefined });
  expect(stops.jobs?.words).toBe('Its slots are closed first; its jobs are waited for, 1 h at most.');
  expect(sentences(stops)).toEqual([expect.stringMatching(/not known: the simulated batch system does not answer/)]);
});

test('nothing is said of what stays or what no batch system knows; a number only where it is that of the node', () => {
  const jobs = fc.array(
    fc.constantFrom('alice', 'cms', undefined).map((vo) => job(vo)),
    { maxLength: 5 },
  );
  const age = fc.integer({ min: 0, max: 2 * NODE_STALE_MS });
  fc.assert(
    fc.property(fc.constantFrom(...DRAIN_STRATEGIES), fc.boolean(), jobs, age, (strategy, live, running, ageMs) => {
      const read = node({ jobs: running, readAt: new Date(NOW.getTime() - ageMs) });
      const known = jobsOf({ strategy, live }, read, asked);
      expect(jobsOf({ strategy, live }, undefined, asked)).toEqual({ jobs: undefined, cautions: [] });
      if (strategy === 'leave') {
        expect(known).toEqual({ jobs: undefined, cautions: [] });
        return;
      }
      expect(known.jobs?.count).toBe(ageMs > NODE_STALE_MS ? undefined : running.length);
      expect(known.jobs?.words).toContain(strategy === 'migrate' ? 'with it' : 'closed first');
    }),
  );
});
