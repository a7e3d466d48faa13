/** An act of a plan with what is told of it. */
import type { Act } from './order-acts';
import type { PlanStep, StepVerb } from './site-plan';

export interface ToldAct extends Act {
  readonly verb: StepVerb;
  readonly title: string;
  readonly subject: string;
  readonly hostName: string;
}

export const stepId = (verb: StepVerb, subject: string): string => `${verb} ${subject}`;

/** @param ordered the same acts in the order in which they can be done, with all that each waits for */
export function stepsInOrder(acts: readonly ToldAct[], ordered: readonly Act[]): readonly PlanStep[] {
  const told = new Map(acts.map((act) => [act.id, act]));
  return ordered.flatMap(({ id, after }) => {
    const act = told.get(id);
    if (act === undefined) return [];
    const { verb, title, subject, hostName } = act;
    // Of those that it waits for, some are nobody's acts: what is up already.
    return [{ id, verb, title, subject, hostName, after: after.filter((other) => told.has(other)) }];
  });
}
