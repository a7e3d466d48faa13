/**
 * N+1 asked of an inventory, as it is or as it is supposed: the page of recovery, a what-if and a rebalance give one answer, that of
 * the very search by which a lost host's domains are started elsewhere. Pure.
 */
import { groupBy } from '@/lib/utils/group-by';
import type { SupposedWorld } from '../what-if/supposed-world';
import { type ClassSurvival, surveySurvival } from './survival';

/**
 * Each domain that would be started again asks every other host: beyond so many questions, about a second, N+1 is not told. Fewer, and
 * a testbed of a hundred hosts would not hear of it; more, and others would wait for the answer too.
 */
export const MOST_LOSS_QUESTIONS = 100_000;

export function lossQuestions(world: SupposedWorld): number {
  const guarded = world.domains().filter(({ domain }) => domain.metadata.restartPriority !== undefined);
  return guarded.length * world.hosts().length;
}

/** Counted are domains that run and have a restart priority: no others are started again. */
export function surveyInventory(now: Date, world: SupposedWorld): readonly ClassSurvival[] {
  const guarded = world.domains().flatMap(({ domain, hostId }) => {
    const { restartPriority: priority } = domain.metadata;
    if (domain.state !== 'running' || priority === undefined) return [];
    const { antiAffinityPeers, affinityPeers } = world.groupsAround(domain);
    return [{ hostId, each: { domain, priority, antiAffinityPeers, affinityPeers } }];
  });
  const byHost = groupBy(guarded, ({ hostId }) => hostId);
  const domainsOf = new Map([...byHost].map(([id, list]) => [id as string, list.map(({ each }) => each)]));
  return surveySurvival({ now, hosts: world.hosts(), domainsOf });
}
