/** How a run takes back what it has done: its own steps the other way round, those that were done last first. Pure. */
import type { RunStepState } from '@/lib/domain/site-run';
import { type StepVerb } from '../plan/site-plan';
import { stepId } from '../plan/told-act';

export interface DoneStep {
  readonly key: string;
  readonly verb: StepVerb;
  readonly subject: string;
  readonly hostName: string;
  readonly after: readonly string[];
  readonly state: RunStepState;
  /** It has begun: something of it may be there. */
  readonly begun: boolean;
}

export interface UndoStep {
  readonly key: string;
  readonly verb: StepVerb;
  readonly title: string;
  readonly subject: string;
  readonly hostName: string;
  readonly after: readonly string[];
  /** Key of the step that is taken back. */
  readonly of: string;
}

const BACK: Record<StepVerb, StepVerb | undefined> = {
  'make-network': 'remove-network',
  create: 'destroy',
  change: 'change',
  // What is gone does not come back.
  destroy: undefined,
  'remove-network': 'make-network',
};

/**
 * What was begun counts as done: whoever failed may have left something. A domain that was destroyed is not brought back, and a
 * network that was removed only where it is to be used again.
 * @param steps of the run, as they stand when nothing of it is under way any more
 */
export function undoSteps(steps: readonly DoneStep[]): readonly UndoStep[] {
  const undone = steps.filter(({ verb, state, begun }) => {
    if (verb === 'destroy' || verb === 'remove-network') return false;
    return state === 'done' || (begun && state !== 'waiting');
  });
  const keys = new Map(undone.map((step) => [step.key, keyOf(step)]));
  return undone.toReversed().map((step): UndoStep => {
    const verb = BACK[step.verb] ?? step.verb;
    // Who waited for it goes first.
    const after = undone.filter((other) => other.after.includes(step.key)).flatMap(({ key }) => keys.get(key) ?? []);
    return {
      key: keyOf(step),
      verb,
      title: titleOf(step),
      subject: step.subject,
      hostName: step.hostName,
      after,
      of: step.key,
    };
  });
}

const keyOf = ({ verb, subject }: DoneStep): string => stepId(BACK[verb] ?? verb, subject);

function titleOf({ verb, subject, hostName }: DoneStep): string {
  switch (verb) {
    case 'make-network':
      return `Remove network ${subject}`;
    case 'create':
      return `Take ${subject} away from ${hostName}`;
    default:
      return `Change ${subject} back to what it was`;
  }
}

/** What was destroyed by the run, which no roll-back brings back. */
export const notBroughtBack = (steps: readonly DoneStep[]): readonly string[] =>
  steps.filter(({ verb, state }) => verb === 'destroy' && state === 'done').map(({ subject }) => subject);
