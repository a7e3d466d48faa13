/**
 * Operations this tab asked for: when one of them fails, its asker is told wherever they are by then.
 * Kept in memory only; after a reload the list of operations tells it.
 */
import type { OperationState } from '@/lib/domain/operation';

interface Ended {
  readonly operationId: string;
  readonly title: string;
  readonly state: OperationState;
}
/** An operation may have failed before the answer to its command has come; so many endings wait to be known as ours. */
const ENDINGS_KEPT = 50;

const own = new Set<string>();
const ended = new Map<string, Ended>();
const listeners = new Set<(failure: Ended) => void>();

export function rememberOwnOperation(id: string): void {
  const ending = ended.get(id);
  if (ending === undefined) own.add(id);
  else if (ended.delete(id)) tell(ending);
}

/** Called for every operation that ends. */
export function noteEndedOperation({ operationId, title, state }: Ended): void {
  if (own.delete(operationId)) {
    tell({ operationId, title, state });
    return;
  }
  ended.set(operationId, { operationId, title, state });
  const [oldest] = ended.keys();
  if (ended.size > ENDINGS_KEPT && oldest !== undefined) ended.delete(oldest);
}

/** Calls back when an operation of this tab has failed; a success is seen where it happens. Returns the way to stop. */
export function onOwnFailure(listener: (failure: Ended) => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

function tell(ending: Ended): void {
  if (ending.state === 'failed') for (const listener of listeners) listener(ending);
}
