import type { QueryClient } from '@tanstack/react-query';
import { operationQuery } from '@/lib/client/queries/operations';
import type { OperationAccepted } from '@/lib/contracts/operations';
import { isFinished } from '@/lib/domain/operation';
import { MINUTE_MS, SECOND_MS } from '@/lib/utils/time';

const FOLLOW_MS = SECOND_MS;
/**
 * A test that has not ended by now counts as failed: the agent may be away. Too short a limit only asks once more before
 * saving; too long a one keeps somebody waiting who knows better.
 */
const LIMIT_MS = MINUTE_MS;

/** Why a tested address does not answer, undefined where it does. `test`: the accepted test, followed to its end. */
export async function failureOf(client: QueryClient, test: OperationAccepted): Promise<string | undefined> {
  const until = Date.now() + LIMIT_MS;
  const read = () => client.fetchQuery({ ...operationQuery(test.operation.id), staleTime: 0 });
  let operation = await read();
  while (!isFinished(operation.state)) {
    if (Date.now() > until) return 'The test has not ended within a minute.';
    await new Promise((resolve) => setTimeout(resolve, FOLLOW_MS));
    operation = await read();
  }
  if (operation.state === 'succeeded') return undefined;
  return operation.error?.message ?? `The test was ${operation.state}.`;
}
