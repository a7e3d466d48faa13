import { expect, test } from 'vitest';
import { KIB_PER_GIB } from '@/lib/utils/units';
import { makeDomain, makeHost } from '../placement-fixtures';
import type { DrainItem } from '../drain/plan-drain';
import { answerLine, notLookedAt, replaySentence } from './what-if-words';

type Answered = Parameters<typeof answerLine>[0];
const NOTHING: Answered = { removed: [], added: [], hosts: [], spread: { before: 0.4, after: 0.2 }, replay: undefined };
const counts = { looked: 1, byVerdict: { ready: 0, 'ready-with-warnings': 0, wait: 0, refused: 1 }, byReason: [] };

type Replayed = NonNullable<Answered['replay']>;
type What = Replayed['supposed']['homeless'][number]['what'];
const replay = (asked: Record<What, number>, without: readonly What[] = [], partlyKnown = 0): Replayed => {
  const tally = (what: What) => ({ asked: asked[what], elsewhere: 0 });
  const supposed = {
    tally: { start: tally('start'), beginning: tally('beginning'), growth: tally('growth') },
    homeless: without.map((what) => ({
      what,
      counts,
      atMs: 0,
      id: 'd',
      name: 'd',
      memoryKiB: 1,
      hostName: 'h',
      why: 'None.',
      foundAtMs: undefined,
    })),
    moves: { made: 0, stayed: 0 },
    tightest: [],
    places: [],
    endsElsewhere: 0,
    cutShortAtMs: undefined,
  };
  return { sinceMs: 0, untilMs: 1, supposed, asItWas: supposed, changes: 0, partlyKnown };
};
const asked = (start: number, beginning = 0, growth = 0) => ({ start, beginning, growth });

test('what came out of the past, in a sentence or three', () => {
  expect(replaySentence(replay(asked(0)))).toBe('Nothing was started in this time.');
  expect(replaySentence(replay(asked(1)))).toBe('The one start finds a place.');
  expect(replaySentence(replay(asked(143, 4, 2)))).toBe('All 143 starts find a place.');
  expect(replaySentence(replay(asked(143, 4, 3), ['start', 'start', 'beginning', 'growth', 'growth']))).toBe(
    '141 of 143 starts find a place. When it begins 3 of 4 that have to be placed find one. Of 3 times that a domain was given more there is room once.',
  );
  expect(replaySentence(replay(asked(1, 2, 1), ['start', 'beginning', 'beginning', 'growth']))).toBe(
    'The one start finds no place. When it begins 0 of 2 that have to be placed find one. The one time that a domain was given more there is no room for it.',
  );
});

test('an answer is one line, of all that was supposed', () => {
  const item = (state: 'running' | 'off', targetName: string | undefined): DrainItem => ({
    domain: makeDomain({ state }),
    strategy: state === 'off' ? 'leave' : 'migrate',
    live: true,
    copyStorage: false,
    oneWay: undefined,
    target:
      targetName === undefined
        ? undefined
        : {
            hostId: makeHost(targetName).id,
            hostName: targetName,
            verdict: 'ready',
            refusals: [],
            memoryFreeKiB: 1,
            memoryFreeAfterKiB: 1,
            score: 1,
            scoreParts: [],
            prediction: undefined,
            options: {
              live: true,
              cancel: false,
              progress: false,
              bandwidthCap: false,
              downtimeCap: false,
              autoConverge: false,
              postCopy: false,
              copyStorage: false,
            },
          },
    why: '',
    counts: undefined,
    notChosen: [],
    blockers: [],
    cautions: [],
    jobs: undefined,
  });
  const removed = (...items: DrainItem[]): Answered['removed'] => [
    { host: makeHost('a'), off: [], drain: { items, peers: [], bytes: 0, durationMs: undefined, unforetold: 0 } },
  ];
  const empty = { before: undefined, after: { memoryFreeKiB: 16 * KIB_PER_GIB, domains: 0 } };
  const hosts: Answered['hosts'] = ['a +1', 'a +2'].map((name) => ({ host: makeHost(name), ...empty }));
  expect(answerLine({ ...NOTHING, hosts })).toBe('the 2 added hosts leave 32 GiB free');
  // Empty hosts make a testbed uneven, which is no harm that they do.
  expect(answerLine({ ...NOTHING, hosts: hosts.slice(0, 1), spread: { before: 1.91, after: 8.06 } })).toBe(
    'the added host leaves 16 GiB free; until a rebalance uses that the spread is 8.06 instead of 1.91',
  );
  expect(answerLine({ ...NOTHING, removed: removed(item('off', undefined)) })).toBe(
    'nothing runs on the removed hosts',
  );
  expect(
    answerLine({
      ...NOTHING,
      removed: removed(item('running', 'b'), item('running', undefined), item('off', undefined)),
      replay: replay(asked(143)),
    }),
  ).toBe('1 of 2 domains of removed hosts find a place; in the past again all 143 starts find a place');
});

test('what was not looked at is said of the parts that there are', () => {
  const plan = { added: [], hosts: [], survival: { before: [], after: [] }, replay: undefined };
  expect(notLookedAt(plan)).toHaveLength(1);
  expect(notLookedAt({ ...plan, survival: undefined }).at(-1)).toContain('the loss of a host');
  expect(notLookedAt({ ...plan, replay: replay(asked(1), [], 3) }).at(-1)).toBe(
    'Of 3 domains that are gone since all but memory, vCPUs, architecture and host: more was not recorded.',
  );
});
