import { OperationDetail } from '@/lib/contracts/operations';
import { isFinished } from '@/lib/domain/operation';
import { api as paths, pages } from '@/lib/utils/paths';
import type { ApiClient } from './api-client';
import type { CliContext } from './context';
import { CliFailure } from './failure';
import { follow } from './follow';

/**
 * Waits for an operation; its steps are told as they end.
 * @throws CliFailure where it fails, is cancelled, or takes longer
 */
export async function followOperation(
  context: CliContext,
  api: ApiClient,
  id: string,
  withinMs: number,
): Promise<OperationDetail> {
  const operation = await follow(context, {
    read: async () => await api.get(paths.operation(id), OperationDetail),
    lines: ({ steps }) =>
      steps
        .filter(({ state }) => state !== 'running')
        .map(({ sequence, attempt, state, title, detail }) => [
          `${sequence} ${attempt}`,
          `${state === 'succeeded' ? 'done' : state}  ${title}${detail === null ? '' : `: ${detail}`}`,
        ]),
    isOver: ({ state }) => isFinished(state),
    withinMs,
    link: api.link(pages.operation(id)),
  });
  if (operation.state === 'succeeded') return operation;
  throw new CliFailure(`${operation.title}: ${operation.state}. ${operation.error?.message ?? ''}`.trim());
}
