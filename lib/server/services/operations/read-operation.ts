import { z } from 'zod';
import type { OperationDetail } from '@/lib/contracts/operations';
import { hasScope } from '@/lib/domain/access';
import { type OperationKind, STEP_STATES } from '@/lib/domain/operation';
import { requireScope, requireVisible } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { awaitOperation } from './await-operation';
import { withoutSecrets } from './find-earlier-operation';
import { operationSummary } from './operation-rows';
import { stopRefusals } from './stop-refusals';

const COLD_MOVES: readonly OperationKind[] = [
  'plan-cold-move',
  'cold-move-domain',
  'keep-cold-move',
  'return-cold-move',
];
/** Of these the input names files of a host as well. */
const MAKING: readonly OperationKind[] = ['create-domain', 'delete-domain'];
const StepState = z.enum(STEP_STATES);
const Result = z.record(z.string(), z.unknown()).nullable().catch(null);

/**
 * One operation with its steps, after the wait that was asked for.
 * @throws AppError `not-found`.
 */
export async function readOperation(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly waitSeconds?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}): Promise<z.input<typeof OperationDetail>> {
  const { context, id, waitSeconds, signal } = options;
  const { actor, db } = context;
  requireScope(actor, 'operations:read');
  const found = requireVisible(actor, 'operation', await db.operation.findUnique({ where: { id } }));
  const row = await awaitOperation({ db, operation: found, waitSeconds, signal });
  const [steps, refusals] = await Promise.all([
    db.operationStep.findMany({ where: { operationId: id }, orderBy: { sequence: 'asc' } }),
    stopRefusals(db, [row]),
  ]);
  // What a cold move or a making did names files of hosts, which are the testbed's business.
  const names = (kinds: readonly OperationKind[]): boolean => kinds.some((kind) => kind === row.kind);
  const hidden = names([...COLD_MOVES, ...MAKING]) && !hasScope(actor, 'hosts:read');
  return {
    ...operationSummary(row, refusals.get(id)),
    steps: steps.map((step) => ({
      sequence: step.sequence,
      name: step.name,
      title: step.title,
      state: StepState.parse(step.state),
      attempt: step.attempt,
      startedAt: step.startedAt.toISOString(),
      finishedAt: step.finishedAt?.toISOString() ?? null,
      detail: hidden ? null : step.detail,
    })),
    input: hidden && names(MAKING) ? {} : withoutSecrets(row.input),
    result: hidden ? null : Result.parse(row.result),
    owner: row.owner,
    heartbeatAt: row.heartbeatAt?.toISOString() ?? null,
  };
}
