/** What came out of a what-if, in sentences. Pure. */
import { isActive } from '@/lib/domain/domain';
import { formatSpread } from '@/lib/domain/rebalance';
import type { ReplayPlan } from './plan-replay';
import type { WhatIfPlan } from './plan-what-if';
import type { ReplayWhat } from './replay-result';

/**
 * In a line, for a list.
 * @example answerLine(plan) // '4 of 4 domains of removed hosts find a place; 18 of 20 added domains find a place; all 143 starts find a place'
 */
export function answerLine(plan: Pick<WhatIfPlan, 'removed' | 'added' | 'spread' | 'replay'>): string {
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
    ...(plan.replay === undefined ? [] : [lower(replaySentence(plan.replay)).replace(/\.$/, '')]),
  ];
  // Of hosts that are added alone what changes is how level the testbed is.
  if (parts.length === 0) return `spread ${formatSpread(plan.spread.before)} to ${formatSpread(plan.spread.after)}`;
  return parts.join('; ');
}

const found = (all: number, placed: number, which: string): string =>
  `${placed} of ${all} ${all === 1 ? 'domain' : 'domains'} ${which} ${all === 1 && placed === 1 ? 'finds' : 'find'} a place`;
const lower = (sentence: string): string => sentence.replace(/^./, (first) => first.toLowerCase());

/** @example replaySentence(plan) // 'All 143 starts find a place.', '2 of 143 starts find no place.' */
export function replaySentence({ supposed: { tally, homeless } }: ReplayPlan): string {
  const without = (what: ReplayWhat): number => homeless.filter((each) => each.what === what).length;
  const [starts, beginning, growths] = [without('start'), without('beginning'), without('growth')];
  const { asked } = tally.start;
  return [
    asked === 0
      ? 'Nothing was started in this time.'
      : starts > 0
        ? `${starts} of ${asked} ${asked === 1 ? 'start' : 'starts'} ${starts === 1 ? 'finds' : 'find'} no place.`
        : asked === 1
          ? 'The one start finds a place.'
          : `All ${asked} starts find a place.`,
    ...(beginning === 0
      ? []
      : [
          `Of ${tally.beginning.asked} to be placed at the beginning ${beginning} ${beginning === 1 ? 'finds' : 'find'} no place.`,
        ]),
    ...(growths === 0
      ? []
      : [
          tally.growth.asked === 1
            ? 'The one time that a domain was given more there was no room.'
            : `Of ${tally.growth.asked} times that a domain was given more there was no room ${growths === 1 ? 'once' : `${growths} times`}.`,
        ]),
  ].join(' ');
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
