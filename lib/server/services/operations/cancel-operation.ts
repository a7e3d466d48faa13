import type { z } from 'zod';
import type { OperationAccepted } from '@/lib/contracts/operations';
import { cancelOperation as requestCancel } from '@/lib/operations/cancel-operation';
import { AppError } from '@/lib/domain/errors';
import { writeAudit } from '@/lib/server/audit/write-audit';
import { requireScope, requireVisible } from '@/lib/server/auth/require-scope';
import { parseCapabilities } from '@/lib/server/db/facts';
import type { Tx } from '@/lib/server/db/client';
import type { Operation } from '@/lib/server/db/generated/client';
import type { ServiceContext } from '@/lib/server/service-context';
import { operationSummary } from './operation-rows';

/**
 * Asks an operation to stop; what waits ends at once, what runs is asked.
 * @throws AppError `not-found`, `conflict` where it has ended, `refused` where it cannot stop.
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
    await requireStoppable(tx, found);
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

/** A migration that runs stops only where the source's hypervisor can; asking in vain would promise what does not happen. */
async function requireStoppable(tx: Tx, operation: Operation): Promise<void> {
  if (operation.kind !== 'migrate-domain' || operation.state !== 'running' || operation.hostId === null) return;
  const source = await tx.host.findUnique({ where: { id: operation.hostId } });
  if (source === null || parseCapabilities(source.capabilities)?.migration.cancel !== false) return;
  throw new AppError('unsupported', `The hypervisor of ${source.name} cannot stop a migration that has begun.`);
}
