import type { z } from 'zod';
import type { AskWhatIf, ReplayFindings, WhatIfDocument, WhatIfWish } from '@/lib/contracts/what-if';
import { domainId } from '@/lib/domain/ids';
import { refusalKind } from '@/lib/domain/refusal-kinds';
import type { RefusalCode } from '@/lib/domain/refusals';
import { supposedSentences } from '@/lib/domain/what-if';
import type { TargetCounts } from '@/lib/placement/choose-target';
import { type ClassSurvival, survivalSentence } from '@/lib/placement/recovery/survival';
import type { ReplayPlan } from '@/lib/placement/what-if/plan-replay';
import { type AddedGroup, planWhatIf, type WhatIfHost, type WhatIfPlan } from '@/lib/placement/what-if/plan-what-if';
import { answerLine, notLookedAt, replaySentence } from '@/lib/placement/what-if/what-if-words';
import type { Tx } from '@/lib/server/db/client';
import { sqlOfTx } from '@/lib/server/db/sql';
import { loadRebalance } from '@/lib/server/inventory/placement-input';
import { drainBodyOf } from './drain-document';
import { readSpan, spanOf } from './what-if-span';
import { type AskedBefore, wishWith } from './what-if-wish';

type Body = z.input<typeof WhatIfDocument>;

/** Of those without a place, so many are listed; all are counted. */
const MOST_LISTED = 100;

/**
 * What would be, by the inventory as it is and by what was recorded. Reads, and writes nothing.
 * @throws AppError `bad-request` naming what of the supposition is not there, not known, or too much.
 */
export async function makeWhatIfDocument(
  db: Tx,
  input: Pick<AskWhatIf, 'hostsRemoved' | 'domainsAdded' | 'hostsAdded' | 'replay'>,
  now: Date,
  before?: AskedBefore,
): Promise<{ readonly wish: WhatIfWish; readonly document: Body }> {
  const asked = input.replay === null ? undefined : spanOf(input.replay, now);
  const inventory = await loadRebalance(sqlOfTx(db));
  const named = wishWith(inventory, input, asked, before);
  const past = asked === undefined ? undefined : await readSpan(db, asked, now);
  const knownSinceAt = past?.shortened === true ? instant(past.span.sinceMs) : null;
  const wish = { ...named, replay: named.replay === null ? null : { ...named.replay, knownSinceAt } };
  const plan = planWhatIf({
    ...inventory,
    now,
    hostsRemoved: wish.hostsRemoved.map((each) => each.hostId),
    domainsAdded: wish.domainsAdded.map(({ likeDomainId, likeDomainName: _name, ...added }) => ({
      likeId: likeDomainId,
      ...added,
    })),
    hostsAdded: wish.hostsAdded.map(({ likeHostId, count }) => ({ likeId: likeHostId, count })),
    replay: past?.span,
  });
  return { wish, document: documentOf(plan, wish, now, past?.shortened === true) };
}

const documentOf = (plan: WhatIfPlan, wish: WhatIfWish, now: Date, shortened: boolean): Body => ({
  lookedAt: now.toISOString(),
  supposition: supposedSentences(wish),
  answer: answerLine(plan),
  removed: plan.removed.map(({ host, drain, off }) => ({
    hostId: host.id,
    hostName: host.name,
    hostClass: host.class,
    drain: drainBodyOf(drain),
    off: [...off],
  })),
  added: plan.added.map(groupBody),
  hosts: plan.hosts.map(hostBody),
  unchangedHosts: plan.unchangedHosts,
  spread: plan.spread,
  survival: survivalBody(plan.survival),
  replay: plan.replay === undefined ? null : replayBody(plan.replay, shortened),
  notLookedAt: notLookedAt(plan),
});

const reasonsOf = (counts: TargetCounts | undefined) =>
  counts?.byReason.map(({ code, hosts }) => ({ code, hosts, words: refusalKind(code) })) ?? [];

function groupBody({ like, placed }: AddedGroup): Body['added'][number] {
  const without = placed.find(({ target }) => target === undefined);
  return {
    likeDomainId: like.id,
    likeDomainName: like.name,
    placed: placed.map(({ name, target, why }) => ({
      name,
      hostId: target?.hostId ?? null,
      hostName: target?.hostName ?? null,
      why,
    })),
    looked: placed.at(-1)?.counts.looked ?? 0,
    reasons: reasonsOf(without?.counts),
  };
}

function hostBody({ host, before, after }: WhatIfHost): Body['hosts'][number] {
  const use = (of: typeof before) =>
    of === undefined ? null : { memoryFreeKiB: of.memoryFreeKiB ?? null, domains: of.domains };
  return {
    hostId: host.id,
    hostName: host.name,
    hostClass: host.class,
    simulated: host.simulated,
    memoryTotalKiB: host.reading?.memoryTotalKiB ?? null,
    before: use(before),
    after: use(after),
  };
}

function survivalBody(survival: WhatIfPlan['survival']): Body['survival'] {
  const { before, after } = survival ?? { before: [], after: [] };
  const classes = [...new Set([...before, ...after].map(({ hostClass }) => hostClass))].sort();
  const of = (list: readonly ClassSurvival[], hostClass: ClassSurvival['hostClass']) =>
    list.find((each) => each.hostClass === hostClass);
  return classes.map((hostClass) => {
    const [was, is] = [of(before, hostClass), of(after, hostClass)];
    return {
      hostClass,
      before: was === undefined ? null : survivalSentence(was),
      survivesBefore: was?.survives === true,
      after: is === undefined ? null : survivalSentence(is),
      survivesAfter: is?.survives === true,
    };
  });
}

const instant = (ms: number): string => new Date(ms).toISOString();

function replayBody(plan: ReplayPlan, shortened: boolean): z.input<typeof ReplayFindings> {
  const { supposed, asItWas } = plan;
  const { tally, moves, homeless } = supposed;
  const reasons = new Map<RefusalCode, number>();
  for (const { counts } of homeless)
    for (const { code } of counts.byReason) reasons.set(code, (reasons.get(code) ?? 0) + 1);
  return {
    since: instant(plan.sinceMs),
    until: instant(plan.untilMs),
    shortened,
    cutShortAt: supposed.cutShortAtMs === undefined ? null : instant(supposed.cutShortAtMs),
    changes: plan.changes,
    sentence: replaySentence(plan),
    starts: tally.start.asked,
    startsElsewhere: tally.start.elsewhere,
    beginning: tally.beginning.asked,
    growths: tally.growth.asked,
    movesMade: moves.made,
    movesNotMade: moves.stayed,
    endsElsewhere: supposed.endsElsewhere,
    partlyKnown: plan.partlyKnown,
    withoutPlace: homeless.length,
    asItWasWithoutPlace: asItWas.homeless.length,
    homeless: homeless.slice(0, MOST_LISTED).map((each) => ({
      at: instant(each.atMs),
      what: each.what,
      domainId: each.hostName === undefined ? null : domainId(each.id),
      domainName: each.name,
      memoryKiB: each.memoryKiB,
      hostName: each.hostName ?? null,
      why: each.why,
      foundAt: each.foundAtMs === undefined ? null : instant(each.foundAtMs),
    })),
    reasons: [...reasons]
      .map(([code, domains]) => ({ code, words: refusalKind(code), domains }))
      .toSorted((a, b) => b.domains - a.domains || (a.code < b.code ? -1 : 1)),
    tightest: tightestBody(plan),
  };
}

function tightestBody({ supposed, asItWas }: ReplayPlan): z.input<typeof ReplayFindings>['tightest'] {
  const classes = [...new Set([...asItWas.tightest, ...supposed.tightest].map(({ hostClass }) => hostClass))].sort();
  return classes.map((hostClass) => {
    const is = supposed.tightest.find((each) => each.hostClass === hostClass);
    const was = asItWas.tightest.find((each) => each.hostClass === hostClass);
    return {
      hostClass,
      at: is === undefined ? null : instant(is.atMs),
      freeKiB: is?.freeKiB ?? null,
      asItWasAt: was === undefined ? null : instant(was.atMs),
      asItWasFreeKiB: was?.freeKiB ?? null,
    };
  });
}
