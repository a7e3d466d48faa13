/** Waits for an operation as a person at its page would, and says what goes on. */
import { OperationDetail } from '@/lib/contracts/operations';
import { AppError } from '@/lib/domain/errors';
import { isFinished } from '@/lib/domain/operation';
import { api as paths, pages } from '@/lib/utils/paths';
import { formatDuration } from '@/lib/utils/time';
import type { ApiClient } from './api-client';
import type { CliContext } from './context';
import { CliFailure } from './failure';

/** Between two looks: a person does not notice, and a hundred waiting jobs are still little work for Gridbox. */
const LOOK_EVERY_MS = 1_000;

/**
 * Steps are told on standard error as they end.
 * @param withinMs after which waiting ends; the operation itself goes on
 * @throws CliFailure where it fails, is cancelled, or takes longer
 */
export async function followOperation(
  context: CliContext,
  api: ApiClient,
  id: string,
  withinMs: number,
): Promise<OperationDetail> {
  const endsAt = context.nowMs() + withinMs;
  const told = new Set<string>();
  for (;;) {
    const operation = await lookAgain(api, id);
    for (const step of operation?.steps ?? []) {
      const key = `${step.sequence} ${step.attempt} ${step.state}`;
      if (step.state === 'running' || told.has(key)) continue;
      told.add(key);
      context.tell(
        `  ${step.state === 'succeeded' ? 'done' : step.state}  ${step.title}${step.detail === null ? '' : `: ${step.detail}`}`,
      );
    }
    if (operation !== undefined && isFinished(operation.state)) {
      if (operation.state === 'succeeded') return operation;
      throw new CliFailure(`${operation.title}: ${operation.state}. ${operation.error?.message ?? ''}`.trim());
    }
    if (context.nowMs() >= endsAt)
      throw new CliFailure(
        `Not finished after ${formatDuration(withinMs)}; it goes on. Follow it at ${api.link(pages.operation(id))}`,
      );
    await context.sleep(LOOK_EVERY_MS);
  }
}

/** A restart of the web half must not end the wait for hours of work. */
async function lookAgain(api: ApiClient, id: string): Promise<OperationDetail | undefined> {
  try {
    return await api.get(paths.operation(id), OperationDetail);
  } catch (error) {
    if (AppError.is(error, 'unavailable') || AppError.is(error, 'rate-limited')) return undefined;
    throw error;
  }
}
