/** Which steps of a run have their turn, and when nothing more can be done. Pure. */
import type { RunStepState } from '@/lib/domain/site-run';
import type { StepVerb } from '../plan/site-plan';

/** Steps that are begun on one host at once: each copies or boots something there, and more would only slow one another. */
export const MOST_AT_ONCE_PER_HOST = 3;
/** Of a whole run: a plan of hundreds of domains must not take every run of the agent. */
export const MOST_AT_ONCE = 16;

export interface TurnStep {
  readonly key: string;
  readonly verb: StepVerb;
  readonly hostName: string;
  readonly after: readonly string[];
  readonly state: RunStepState;
}

const isUnderWay = ({ state }: TurnStep): boolean => state === 'running' || state === 'verifying';

/**
 * @param way `forth`: a step waits until those before it are done. `back`: what is taken away goes on past a domain that would not
 * go, for the rest of it is taken away all the same; only a network waits for everybody that is on it.
 * @returns those to begin now, in their order
 */
export function stepsInTurn<Step extends TurnStep>(steps: readonly Step[], way: 'forth' | 'back'): readonly Step[] {
  const byKey = new Map(steps.map((step) => [step.key, step]));
  const passed = (key: string, waiting: Step): boolean => {
    const other = byKey.get(key);
    if (other === undefined || other.state === 'done') return true;
    return way === 'back' && waiting.verb !== 'remove-network' && (other.state === 'failed' || other.state === 'left');
  };
  const busy = new Map<string, number>();
  // One that only waits to be up copies and boots nothing any more.
  const running = steps.filter(({ state }) => state === 'running');
  for (const { hostName } of running) busy.set(hostName, (busy.get(hostName) ?? 0) + 1);
  const turn: Step[] = [];
  for (const step of steps) {
    if (step.state !== 'waiting' || !step.after.every((key) => passed(key, step))) continue;
    const atHost = busy.get(step.hostName) ?? 0;
    if (atHost >= MOST_AT_ONCE_PER_HOST || running.length + turn.length >= MOST_AT_ONCE) continue;
    busy.set(step.hostName, atHost + 1);
    turn.push(step);
  }
  return turn;
}

/** Whether nothing is under way and nothing has its turn: what still waits then waits in vain. */
export const isAtEnd = (steps: readonly TurnStep[], way: 'forth' | 'back'): boolean =>
  !steps.some(isUnderWay) && stepsInTurn(steps, way).length === 0;
