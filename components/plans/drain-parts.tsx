import type { DrainPlan, Replan } from '@/lib/contracts/plans';
import { JobWait } from './job-wait';
import { foretoldWords } from './plan-look';
import { PlanPeers } from './plan-peers';
import { PlannedDomains } from './planned-domains';

/** What a drain does with each domain, and what it does to the hosts that take them. */
export function DrainParts({
  plan,
  onReplan,
  pending,
}: {
  readonly plan: DrainPlan;
  /** Undefined: nothing can be chosen now. */
  readonly onReplan: ((body: Replan) => void) | undefined;
  readonly pending: boolean;
}) {
  return (
    <>
      <JobWait
        plan={plan}
        onChoose={onReplan === undefined ? undefined : (jobWaitMinutes) => onReplan({ jobWaitMinutes })}
        pending={pending}
      />
      <PlannedDomains
        plan={plan}
        onChoose={onReplan === undefined ? undefined : (choices) => onReplan({ choices })}
        pending={pending}
      />
      <PlanPeers plan={plan} />
    </>
  );
}

/** @example '4 domains, 2 at once; 1.2 GiB to copy, about 2 min (2 min if moves at once do not slow each other, 4 min if they share one link).' */
export function drainTotals({ document, atOnce, total }: DrainPlan): string {
  const left = document.items.length - total;
  return [
    `${total === 1 ? 'One domain' : `${total} domains`}, ${atOnce} at once`,
    ...(left === 0 ? [] : [`, ${left} ${left === 1 ? 'stays' : 'stay'}`]),
    foretoldWords(document),
  ].join('');
}
