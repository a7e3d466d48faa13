import type { z } from 'zod';
import type { OperationAccepted } from '@/lib/contracts/operations';
import { cancelOperation as requestCancel } from '@/lib/operations/cancel-operation';
import { writeAudit } from '@/lib/server/audit/write-audit';
import { requireScope, requireVisible } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { operationSummary } from './operation-rows';

/**
 * Asks an operation to stop; what waits ends at once, what runs is asked.
 * @throws AppError `not-found`, `conflict` where it has ended, `refused` or `unsupported` where it cannot stop.
 */
export async function cancelOperation(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly reason: string | undefined;
}): Promise<z.input<typeof OperationAccepted>> {
  const { context, id, reason } = options;
  const { actor, db } = context;
  requireScope(actor, 'operations:cancel');
  return await db.$transaction(async (tx) => {
    const found = requireVisible(actor, 'operation', await tx.operation.findUnique({ where: { id } }));
    await writeAudit(tx, context, {
      action: 'cancelOperation',
      scope: 'operations:cancel',
      subjectType: 'operation',
      subjectId: id,
      subjectName: found.title,
      vo: found.vo ?? undefined,
      reason,
    });
    // Last, since it draws a number of the event log, which readers wait for.
    return { operation: operationSummary(await requestCancel(tx, { operationId: id, actor })) };
  });
}
