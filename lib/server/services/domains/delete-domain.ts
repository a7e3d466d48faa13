import type { z } from 'zod';
import type { DeleteDomain } from '@/lib/contracts/domain-making';
import type { OperationAccepted } from '@/lib/contracts/operations';
import { isActive } from '@/lib/domain/domain';
import { AppError } from '@/lib/domain/errors';
import { OPERATIONS } from '@/lib/operations/registry';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { findEarlierOperation } from '@/lib/server/services/operations/find-earlier-operation';
import { acceptedBody, submitCommand, type CommandCall } from '@/lib/server/services/operations/submit-command';
import { requireVerdict } from './act-on-domain';
import type { DomainRow } from './domain-rows';
import { readDomainRow } from './read-domain-row';

/**
 * Queues the taking away of a domain whole. One that is not off goes only by its name, typed, and by the word how it is ended.
 * @throws AppError `forbidden`, `not-found`, `bad-request` where the name is missing or another, `refused` by the state table,
 * `conflict` for a used key.
 */
export async function deleteDomain(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly body: DeleteDomain;
  readonly call: CommandCall;
}): Promise<z.input<typeof OperationAccepted>> {
  const { context, id, body, call } = options;
  requireScope(context.actor, 'domains:create');
  const { reason, confirmName: _typed, ...input } = body;
  const operation = await context.db.$transaction(async (tx) => {
    const { idempotencyKey } = call;
    const question = { idempotencyKey, kind: 'delete-domain', input, domainId: id } as const;
    // Asked first: the domain may be gone by now, and the answer is what became of it.
    const earlier = await findEarlierOperation(tx, context, question);
    if (earlier !== undefined) return earlier;
    const row = await readDomainRow(tx, context.actor, id);
    requireVerdict('delete', row);
    requireConfirmed(row, body);
    const submitted = await submitCommand(tx, context, call, {
      action: 'deleteDomain',
      kind: 'delete-domain',
      input,
      title: OPERATIONS['delete-domain'].title({ domain: row.name, host: row.hostName ?? undefined }),
      reason,
      domain: row,
      hostId: row.hostId ?? undefined,
    });
    return submitted.operation;
  });
  return await acceptedBody(context.db, operation, call);
}

function requireConfirmed(row: DomainRow, body: DeleteDomain): void {
  if (row.state === 'off' || row.state === 'crashed') return;
  if (body.confirmName !== row.name) {
    const message = `${row.name} is ${row.state}; give its name to delete it all the same`;
    throw new AppError('bad-request', `confirmName: ${message}`, { fields: [{ field: 'confirmName', message }] });
  }
  if (isActive(row.state) && body.stop === 'no')
    throw new AppError('refused', `${row.name} is ${row.state}. Shut it down first, or say how it is ended.`);
}
