import type { z } from 'zod';
import type { PlannedMove, RebalanceDocument, RebalanceWish } from '@/lib/contracts/plans';
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
  const loaded = await loadRebalance(sqlOfTx(db), { hostClass });
  return { ...loaded, now, mostMoves, keepsNPlusOne, isolatedVos, atOnce, struck: new Set(struck) };
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
    return first === undefined ? [] : [{ code, sentence: first.sentence, domains: stays.length, names }];
  }),
  nothing: plan.nothing ?? null,
  cutShort: plan.cutShort,
  lossChecked: plan.lossChecked,
  bytes: plan.bytes,
  durationMs: plan.durationMs ?? null,
  unforetold: plan.unforetold,
});

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
  const level = ({ memoryUsedKiB, vcpus, domains, atRisk }: typeof before) => ({
    memoryUsedKiB: memoryUsedKiB ?? null,
    vcpus,
    domains,
    atRisk: atRisk ?? null,
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
