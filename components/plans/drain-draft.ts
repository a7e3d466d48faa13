/** What somebody has chosen for the domains of a drain and has not planned with yet: planning is asked for once, not by each choice. */
import type { DrainPlan, Replan } from '@/lib/contracts/plans';

type Choice = DrainPlan['choices'][number];
export interface DrainDraft {
  readonly choices: ReadonlyMap<Choice['domainId'], Choice>;
  readonly jobWaitMinutes?: number | undefined;
}
export const NO_DRAFT: DrainDraft = { choices: new Map() };

export const draftSize = ({ choices, jobWaitMinutes }: DrainDraft): number =>
  choices.size + (jobWaitMinutes === undefined ? 0 : 1);

/** @param ways of several domains at once; one that is chosen as it is planned is no choice any more */
export function choose(
  draft: DrainDraft,
  ways: readonly { readonly choice: Choice; readonly asPlanned: boolean }[],
): DrainDraft {
  const choices = new Map(draft.choices);
  for (const { choice, asPlanned } of ways)
    if (asPlanned) choices.delete(choice.domainId);
    else choices.set(choice.domainId, choice);
  return { ...draft, choices };
}

/** The plan's own choices with those of the draft in their place. */
export function replanBody(plan: DrainPlan, { choices, jobWaitMinutes }: DrainDraft): Replan {
  return {
    ...(choices.size === 0
      ? {}
      : { choices: [...plan.choices.filter(({ domainId }) => !choices.has(domainId)), ...choices.values()] }),
    ...(jobWaitMinutes === undefined ? {} : { jobWaitMinutes }),
  };
}
