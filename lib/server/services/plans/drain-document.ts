import type { z } from 'zod';
import type { DrainDocument, PlanObstacle } from '@/lib/contracts/drain-document';
import type { DrainPlan as DrainPlanBody } from '@/lib/contracts/plans';
import { isActive } from '@/lib/domain/domain';
import type { DrainChoice } from '@/lib/domain/drain';
import { hostId } from '@/lib/domain/ids';
import { refusalKind } from '@/lib/domain/refusal-kinds';
import { describeRefusal } from '@/lib/domain/refusals';
import { type DrainItem, type DrainPlan, planDrain } from '@/lib/placement/drain/plan-drain';
import type { DrainObstacle } from '@/lib/placement/drain/stop-rules';
import { notFound } from '@/lib/server/auth/require-scope';
import type { Tx } from '@/lib/server/db/client';
import { sqlOfTx } from '@/lib/server/db/sql';
import { loadDrain } from '@/lib/server/inventory/placement-input';
import { predictionBody } from '../migrations/candidate-body';

export interface DrainWish {
  readonly hostId: string;
  readonly choices: DrainPlanBody['choices'];
  readonly atOnce: number;
  readonly jobWaitMinutes: number;
}

/** What would be done now, by the inventory as it is. @throws AppError `not-found` where Gridbox knows the host no more. */
export async function makeDrainDocument(db: Tx, wish: DrainWish, now: Date): Promise<z.input<typeof DrainDocument>> {
  const loaded = await loadDrain(sqlOfTx(db), wish);
  if (!loaded.hosts.some(({ id }) => id === wish.hostId)) throw notFound('host');
  const choices = new Map<string, DrainChoice>(wish.choices.map(({ domainId, ...choice }) => [domainId, choice]));
  const plan = planDrain({
    ...loaded,
    now,
    sourceId: hostId(wish.hostId),
    atOnce: wish.atOnce,
    jobWaitMinutes: wish.jobWaitMinutes,
    domains: loaded.domains.map((each) => ({ ...each, choice: choices.get(each.domain.id) })),
  });
  return drainBodyOf(plan);
}

export const drainBodyOf = (plan: DrainPlan): z.input<typeof DrainDocument> => ({
  items: plan.items.map(itemBody),
  peers: plan.peers.map((peer) => ({
    hostId: peer.hostId,
    hostName: peer.hostName,
    arriving: [...peer.arriving],
    memoryTotalKiB: peer.memoryTotalKiB ?? null,
    memoryFreeKiB: peer.memoryFreeKiB ?? null,
    memoryFreeAfterKiB: peer.memoryFreeAfterKiB ?? null,
    cpuLoad: peer.cpuLoad ?? null,
    cpuLoadAfter: peer.cpuLoadAfter ?? null,
  })),
  bytes: plan.bytes,
  durationMs: plan.durationMs ?? null,
  unforetold: plan.unforetold,
});

function itemBody(item: DrainItem): z.input<typeof DrainDocument>['items'][number] {
  const { domain, target, counts } = item;
  return {
    domainId: domain.id,
    domainName: domain.name,
    roles: [...domain.metadata.roles],
    vo: domain.metadata.vo ?? null,
    memoryKiB: domain.memoryKiB,
    active: isActive(domain.state),
    strategy: item.strategy,
    live: item.live,
    copyStorage: item.copyStorage,
    targetHostId: target?.hostId ?? null,
    targetHostName: target?.hostName ?? null,
    why: item.why,
    counts:
      counts === undefined
        ? null
        : {
            looked: counts.looked,
            able: counts.looked - counts.byVerdict.refused,
            reasons: counts.byReason.map(({ code, hosts }) => ({ code, hosts, words: refusalKind(code) })),
          },
    notChosen: item.notChosen.map(({ hostName, refusal, words }) => ({
      hostName,
      able: refusal === undefined,
      words: refusal === undefined ? words : describeRefusal(refusal).sentence,
    })),
    prediction: target?.prediction === undefined ? null : predictionBody(target.prediction),
    blockers: item.blockers.map(obstacleBody),
    cautions: item.cautions.map(obstacleBody),
    oneWay: item.oneWay === undefined ? null : describeRefusal(item.oneWay).sentence,
    jobs: item.jobs === undefined ? null : { ...item.jobs, count: item.jobs.count ?? null },
  };
}

export function obstacleBody(obstacle: DrainObstacle): PlanObstacle {
  if (!('refusal' in obstacle)) return { ...obstacle, hosts: null };
  const { sentence, remedy } = describeRefusal(obstacle.refusal);
  return { sentence, remedy: [remedy, ...(obstacle.ways ?? [])].join(' '), hosts: obstacle.hosts ?? null };
}
