import type { z } from 'zod';
import type { DefineDomain } from '@/lib/contracts/domains';
import type { OperationAccepted } from '@/lib/contracts/operations';
import { AppError } from '@/lib/domain/errors';
import { OPERATIONS } from '@/lib/operations/registry';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { findEarlierOperation } from '@/lib/server/services/operations/find-earlier-operation';
import { acceptedBody, submitCommand, type CommandCall } from '@/lib/server/services/operations/submit-command';

/**
 * Queues the definition of a domain on a host. What the definition says is the hypervisor's to judge.
 * @throws AppError `forbidden`, `bad-request` for an unknown host, `refused` where the host is away.
 */
export async function defineDomain(options: {
  readonly context: ServiceContext;
  readonly body: DefineDomain;
  readonly call: CommandCall;
}): Promise<z.input<typeof OperationAccepted>> {
  const { context, body, call } = options;
  requireScope(context.actor, 'domains:edit');
  const input = { definition: body.definition };
  const operation = await context.db.$transaction(async (tx) => {
    const host = await tx.host.findUnique({ where: { id: body.hostId } });
    if (host === null) {
      const message = 'there is no such host';
      throw new AppError('bad-request', `hostId: ${message}`, { fields: [{ field: 'hostId', message }] });
    }
    const { idempotencyKey } = call;
    const earlier = await findEarlierOperation(tx, context, {
      idempotencyKey,
      kind: 'define-domain',
      input,
      hostId: host.id,
    });
    if (earlier !== undefined) return earlier;
    if (host.status !== 'up')
      throw new AppError('refused', `${host.name} is ${host.status}; nothing can be defined there now.`);
    const submitted = await submitCommand(tx, context, call, {
      action: 'defineDomain',
      kind: 'define-domain',
      input,
      title: OPERATIONS['define-domain'].title({ host: host.name }),
      reason: body.reason,
      hostId: host.id,
      hostName: host.name,
    });
    return submitted.operation;
  });
  return await acceptedBody(context.db, operation, call);
}
