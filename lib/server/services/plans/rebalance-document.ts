import type { z } from 'zod';
import type { PlannedMove, RebalanceDocument, RebalanceWish } from '@/lib/contracts/plans';
import type { HostClass } from '@/lib/domain/host';
import { groupBy } from '@/lib/utils/group-by';
import {
  planRebalance,
  type RebalanceHost,
  type RebalanceMove,
  type RebalancePlan,
  recheckRebalance,
} from '@/lib/placement/rebalance/plan-rebalance';
import type { RebalanceInput } from '@/lib/placement/rebalance/rebalance-input';
import { droppedWords } from '@/lib/placement/rebalance/rebalance-words';
import type { Tx } from '@/lib/server/db/client';
import { sqlOfTx } from '@/lib/server/db/sql';
import { loadRebalance } from '@/lib/server/inventory/placement-input';
import { predictionBody } from '../migrations/candidate-body';
import { obstacleBody } from './drain-document';

export interface RebalanceAsk {
  readonly wish: RebalanceWish;
  readonly atOnce: number;
}
type Body = z.input<typeof RebalanceDocument>;

/** What would be recommended now, by the inventory as it is. */
export async function makeRebalanceDocument(db: Tx, ask: RebalanceAsk, now: Date): Promise<Body> {
  return documentOf(planRebalance(await inputOf(db, ask, now)));
}

/**
 * Of moves that were planned before, those that hold by the inventory as it is, with what they come to.
 * @returns `dropped`: by domain id, why one does not hold
 */
export async function recheckRebalanceDocument(
  db: Tx,
  ask: RebalanceAsk,
  moves: readonly PlannedMove[],
  now: Date,
): Promise<{ readonly document: Body; readonly dropped: ReadonlyMap<string, string> }> {
  const planned = moves.map(({ domainId, sourceHostId, targetHostId }) => ({
    domain: domainId,
    from: sourceHostId,
    to: targetHostId,
  }));
  const { plan, dropped } = recheckRebalance(await inputOf(db, ask, now), planned);
  const names = new Map(moves.map((move) => [move.domainId as string, move]));
  return {
    document: documentOf(plan),
    dropped: new Map(
      dropped.map((each) => {
        const move = names.get(each.move.domain);
        return [each.move.domain, droppedWords(each, move?.domainName ?? '', move?.targetHostName ?? '')];
      }),
    ),
  };
}

async function inputOf(db: Tx, { wish, atOnce }: RebalanceAsk, now: Date): Promise<RebalanceInput> {
  const { hostClass, mostMoves, keepsNPlusOne, isolatedVos, struck } = wish;
  // Those of other classes are not levelled; what is asked of them is whether they take up what a lost host had.
  const all = await loadRebalance(sqlOfTx(db));
  const isPart = ({ class: of }: { readonly class: HostClass }): boolean => hostClass === null || of === hostClass;
  const beside = new Set<string>(all.hosts.filter((host) => !isPart(host)).map(({ id }) => id));
  return {
    ...all,
    hosts: all.hosts.filter(isPart),
    domains: all.domains.filter(({ hostId }) => !beside.has(hostId)),
    beside: {
      hosts: all.hosts.filter((host) => !isPart(host)),
      domains: all.domains.filter(({ hostId }) => beside.has(hostId)),
    },
    now,
    mostMoves,
    keepsNPlusOne,
    isolatedVos,
    atOnce,
    struck: new Set(struck),
  };
}

/** How unevenly the hosts of a wish are used now. */
export async function measureSpread(db: Tx, wish: RebalanceWish, now: Date): Promise<number> {
  const input = await inputOf(db, { wish: { ...wish, keepsNPlusOne: false, mostMoves: 0 }, atOnce: 1 }, now);
  return planRebalance(input).spreadBefore;
}

/** Of those that stay for one reason, by name. */
const MOST_NAMED = 8;

const documentOf = (plan: RebalancePlan): Body => ({
  spreadBefore: plan.spreadBefore,
  spreadAfter: plan.spreadAfter,
  moves: plan.moves.map(moveBody),
  hosts: plan.hosts.map(hostBody),
  stays: [...groupBy(plan.stays, ({ code }) => code)].flatMap(([code, stays]) => {
    const [first] = stays;
    const names = stays.slice(0, MOST_NAMED).map(({ domainName }) => domainName);
    return first === undefined ? [] : [{ code, sentence: stayWords(first), domains: stays.length, names }];
  }),
  isolation: [...plan.isolation],
  nothing: plan.nothing ?? null,
  cutShort: plan.cutShort,
  lossChecked: plan.lossChecked,
  bytes: plan.bytes,
  durationMs: plan.durationMs ?? null,
  unforetold: plan.unforetold,
});

/** A sentence of the checks says "the domain": here many stand together, and each says which it means. */
const stayWords = ({ domainName, sentence }: RebalancePlan['stays'][number]): string =>
  sentence.includes(domainName) ? sentence : `${domainName}: ${sentence}`;

const moveBody = (move: RebalanceMove): Body['moves'][number] => ({
  domainId: move.domain.id,
  domainName: move.domain.name,
  roles: [...move.domain.metadata.roles],
  vo: move.domain.metadata.vo ?? null,
  memoryKiB: move.domain.memoryKiB,
  sourceHostId: move.source.id,
  sourceHostName: move.source.name,
  targetHostId: move.target.id,
  targetHostName: move.target.name,
  why: move.why,
  wave: move.wave,
  prediction: move.prediction === undefined ? null : predictionBody(move.prediction),
  cautions: move.cautions.map((refusal) => obstacleBody({ refusal })),
});

function hostBody({ host, pool, closed, before, after }: RebalanceHost): Body['hosts'][number] {
  const level = ({ memoryUsedKiB, vcpus, domains, loss }: typeof before) => ({
    memoryUsedKiB: memoryUsedKiB ?? null,
    vcpus,
    domains,
    loss: loss ?? null,
  });
  return {
    hostId: host.id,
    hostName: host.name,
    hostClass: host.class,
    simulated: host.simulated,
    pool: pool ?? null,
    closed: closed?.sentence ?? null,
    memoryTotalKiB: host.reading?.memoryTotalKiB ?? null,
    cpus: host.cpuCount ?? null,
    before: level(before),
    after: level(after),
  };
}
