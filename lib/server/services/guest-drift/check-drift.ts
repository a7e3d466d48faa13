import type { z } from 'zod';
import type { CheckGuestDrift } from '@/lib/contracts/guest-drift';
import type { OperationAccepted } from '@/lib/contracts/operations';
import { AppError } from '@/lib/domain/errors';
import { OPERATIONS } from '@/lib/operations/registry';
import { requireScope } from '@/lib/server/auth/require-scope';
import { readDomainRow } from '@/lib/server/services/domains/read-domain-row';
import { findEarlierOperation } from '@/lib/server/services/operations/find-earlier-operation';
import { acceptedBody, type CommandCall, submitCommand } from '@/lib/server/services/operations/submit-command';
import type { ServiceContext } from '@/lib/server/service-context';

/** Queues a comparison of a running domain. @throws AppError `forbidden`, `not-found`, `refused`, `conflict` for a used key. */
export async function checkGuestDrift(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly body: CheckGuestDrift;
  readonly call: CommandCall;
}): Promise<z.input<typeof OperationAccepted>> {
  const { context, id, body, call } = options;
  requireScope(context.actor, 'domains:operate');
  const operation = await context.db.$transaction(async (tx) => {
    const row = await readDomainRow(tx, context.actor, id);
    const question = {
      idempotencyKey: call.idempotencyKey,
      kind: 'check-domain-drift',
      input: {},
      domainId: id,
    } as const;
    const earlier = await findEarlierOperation(tx, context, question);
    if (earlier !== undefined) return earlier;
    if (row.state !== 'running') throw new AppError('refused', `${row.name} is ${row.state}; its guest has to run.`);
    const submitted = await submitCommand(tx, context, call, {
      action: 'checkGuestDrift',
      kind: 'check-domain-drift',
      input: {},
      title: OPERATIONS['check-domain-drift'].title({ domain: row.name }),
      reason: body.reason,
      domain: row,
      hostId: row.hostId ?? undefined,
    });
    return submitted.operation;
  });
  return await acceptedBody(context.db, operation, call);
}
