/**
 * N+1 of a rebalance, by the very answer that recovery gives: of a lost host's domains those with a restart priority are started, on
 * whichever host can boot them. The planner of a pool keeps a rule of its own on the way, which knows live moves within the pool
 * alone; here the end is judged. Pure.
 */
import { hostId } from '@/lib/domain/ids';
import type { BalancePlan, BalanceStep } from '../balance/plan-balance';
import { lossQuestions, MOST_LOSS_QUESTIONS, surveyInventory } from '../recovery/survey-inventory';
import { SupposedWorld } from '../what-if/supposed-world';
import type { RebalanceInput } from './rebalance-input';

export interface HostLossCount {
  /** Domains that would be started again if the host were lost, and those of them that would find no place. */
  readonly protectedDomains: number;
  readonly homeless: number;
}
/** By host id, of hosts that are up. */
type Losses = ReadonlyMap<string, HostLossCount>;

export interface KeptLosses {
  readonly plans: readonly BalancePlan[];
  /** Steps that were taken out: with them a host could not be lost any more. */
  readonly cut: readonly BalanceStep[];
  /** Undefined: N+1 is not wished for, or there is so much of hosts and domains that it was not asked. */
  readonly losses: { readonly before: Losses; readonly after: Losses } | undefined;
}

/**
 * Of each plan the longest beginning with which every host that can be lost now still can, beside what is kept of the plans before.
 * @param plans one a pool
 */
export function keepLosses(input: RebalanceInput, plans: readonly BalancePlan[]): KeptLosses {
  if (!input.keepsNPlusOne) return { plans, cut: [], losses: undefined };
  const now = worldAfter(input, []);
  const questions = Math.max(1, lossQuestions(now));
  if (questions > MOST_LOSS_QUESTIONS) return { plans, cut: [], losses: undefined };
  const before = lossesIn(input, now);
  const safe = (steps: readonly BalanceStep[]): Losses | undefined => {
    const after = lossesIn(input, worldAfter(input, steps));
    return isAsSafe(before, after) ? after : undefined;
  };
  const all = safe(plans.flatMap(({ steps }) => steps));
  if (all !== undefined) return { plans, cut: [], losses: { before, after: all } };
  // Each shorter plan is asked anew: as many as may be asked in the time that a survey of a large testbed takes.
  let tries = Math.floor(MOST_LOSS_QUESTIONS / questions);
  let kept: readonly BalanceStep[] = [];
  let after = before;
  const shorter = plans.map((plan) => {
    for (let count = plan.steps.length; count > 0 && tries > 0; count -= 1) {
      const begun = withoutHalf(plan.steps.slice(0, count));
      tries -= 1;
      const losses = safe([...kept, ...begun]);
      if (losses === undefined) continue;
      kept = [...kept, ...begun];
      after = losses;
      return beginningOf(plan, begun);
    }
    return beginningOf(plan, []);
  });
  const cut = plans.flatMap(({ steps }) => steps.filter((step) => !kept.includes(step)));
  return { plans: shorter, cut, losses: { before, after } };
}

/** A half of an exchange that only its other half made up for goes with it. */
const withoutHalf = (steps: readonly BalanceStep[]): readonly BalanceStep[] =>
  steps.slice(0, steps.findLastIndex(({ scoreBefore, scoreAfter }) => scoreAfter <= scoreBefore) + 1);

const beginningOf = (plan: BalancePlan, steps: readonly BalanceStep[]): BalancePlan =>
  steps.length === plan.steps.length
    ? plan
    : { ...plan, steps, scoreAfter: steps.at(-1)?.scoreAfter ?? plan.scoreBefore, endedBy: 'most-refused' };

function worldAfter(input: RebalanceInput, steps: readonly BalanceStep[]): SupposedWorld {
  const { hosts, domains } = input.beside ?? { hosts: [], domains: [] };
  const world = new SupposedWorld([...input.hosts, ...hosts], [...input.domains, ...domains]);
  for (const step of steps)
    for (const id of step.domains) {
      const each = world.domain(id);
      if (each !== undefined) world.arrive({ ...each, hostId: hostId(step.to) });
    }
  return world;
}

const lossesIn = ({ now }: RebalanceInput, world: SupposedWorld): Losses =>
  new Map(
    surveyInventory(now, world).flatMap(({ hosts }) =>
      hosts.map(
        ({ host, protectedDomains, homeless }) => [host.id, { protectedDomains, homeless: homeless.length }] as const,
      ),
    ),
  );

const isAsSafe = (before: Losses, after: Losses): boolean =>
  [...before].every(([id, { homeless }]) => homeless > 0 || (after.get(id)?.homeless ?? 0) === 0);
