/** What came out of a what-if, in sentences. Pure. */
import { isActive } from '@/lib/domain/domain';
import { formatSpread } from '@/lib/domain/rebalance';
import { formatKiB } from '@/lib/utils/units';
import type { ReplayPlan } from './plan-replay';
import type { WhatIfPlan } from './plan-what-if';
import type { ReplayWhat } from './replay-result';

/**
 * In a line, for a list. What finds a place is counted, in every part.
 * @example answerLine(plan) // '4 of 4 domains of removed hosts find a place; 18 of 20 domains that are added find a place; in the past again all 143 starts find a place'
 */
export function answerLine(plan: Pick<WhatIfPlan, 'removed' | 'added' | 'hosts' | 'spread' | 'replay'>): string {
  const moved = plan.removed.flatMap(({ drain }) => drain.items.filter(({ domain }) => isActive(domain.state)));
  const added = plan.added.flatMap(({ placed }) => placed);
  const parts = [
    ...(plan.removed.length === 0
      ? []
      : [
          moved.length === 0
            ? 'nothing runs on the removed hosts'
            : found(moved.length, moved.filter(({ target }) => target !== undefined).length, 'of removed hosts'),
        ]),
    ...(added.length === 0
      ? []
      : [found(added.length, added.filter(({ target }) => target !== undefined).length, 'that are added')]),
    ...hostsWords(plan),
    ...(plan.replay === undefined ? [] : [`in the past again ${replayParts(plan.replay).map(lower).join(', ')}`]),
  ];
  return parts.join('; ');
}

/** What added hosts bring: that they are empty makes a testbed uneven, which says nothing against them. */
function hostsWords({
  hosts,
  spread,
  removed,
  added,
}: Pick<WhatIfPlan, 'hosts' | 'spread' | 'removed' | 'added'>): string[] {
  const came = hosts.filter(({ before }) => before === undefined);
  if (came.length === 0) return [];
  const free = came.reduce((sum, { after }) => sum + (after?.memoryFreeKiB ?? 0), 0);
  const brought = `${came.length === 1 ? 'the added host leaves' : `the ${came.length} added hosts leave`} ${formatKiB(free)} free`;
  if (removed.length + added.length > 0) return [brought];
  const [was, is] = [formatSpread(spread.before), formatSpread(spread.after)];
  return [
    spread.after > spread.before
      ? `${brought}; until a rebalance uses that the spread is ${is} instead of ${was}`
      : brought,
  ];
}

const found = (all: number, placed: number, which: string): string =>
  `${placed} of ${all} ${all === 1 ? 'domain' : 'domains'} ${which} ${all === 1 && placed === 1 ? 'finds' : 'find'} a place`;
const lower = (sentence: string): string => sentence.replace(/^./, (first) => first.toLowerCase());

/** @example replaySentence(plan) // 'All 143 starts find a place.', '141 of 143 starts find a place.' */
export const replaySentence = (plan: ReplayPlan): string =>
  replayParts(plan)
    .map((part) => `${part}.`)
    .join(' ');

function replayParts({ supposed: { tally, homeless } }: ReplayPlan): string[] {
  const placed = (what: ReplayWhat): number => tally[what].asked - homeless.filter((each) => each.what === what).length;
  const { asked } = tally.start;
  const [starts, beginning, growths] = [placed('start'), placed('beginning'), placed('growth')];
  return [
    asked === 0
      ? 'Nothing was started in this time'
      : asked === 1
        ? `The one start finds ${starts === 1 ? 'a' : 'no'} place`
        : starts === asked
          ? `All ${asked} starts find a place`
          : `${starts} of ${asked} starts ${starts === 1 ? 'finds' : 'find'} a place`,
    ...(beginning === tally.beginning.asked
      ? []
      : [
          `When it begins ${beginning} of ${tally.beginning.asked} that have to be placed ${beginning === 1 ? 'finds' : 'find'} one`,
        ]),
    ...(growths === tally.growth.asked
      ? []
      : [
          tally.growth.asked === 1
            ? 'The one time that a domain was given more there is no room for it'
            : `Of ${tally.growth.asked} times that a domain was given more there is room ${growths === 0 ? 'never' : growths === 1 ? 'once' : `${growths} times`}`,
        ]),
  ];
}

/** What an answer does not rest on, for whoever decides by it. */
export function notLookedAt(plan: Pick<WhatIfPlan, 'added' | 'hosts' | 'survival' | 'replay'>): string[] {
  const hostsAdded = plan.hosts.some(({ before }) => before === undefined);
  return [
    'Batch jobs, and how busy domains will be.',
    ...(plan.survival === undefined
      ? ['Whether the loss of a host would be survived: there are too many hosts and domains to ask it.']
      : []),
    ...(plan.added.length === 0
      ? []
      : ['Of added domains the room on disks: each disk is taken to be made where its domain is placed.']),
    ...(hostsAdded ? ['Of added hosts everything but that each is of the same make as one that is there.'] : []),
    ...(plan.replay === undefined
      ? []
      : [
          'Of the past the load, networks and storage of then: what a host has for domains, and what it is attached to, are those of today.',
          'Of the past the disks that one host alone sees: they are taken to be where their domain is placed.',
          ...(plan.replay.partlyKnown === 0
            ? []
            : [
                `Of ${plan.replay.partlyKnown === 1 ? 'one domain that is' : `${plan.replay.partlyKnown} domains that are`} gone since all but memory, vCPUs, architecture and host: more was not recorded.`,
              ]),
        ]),
  ];
}
