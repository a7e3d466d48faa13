import type { z } from 'zod';
import type { OperationAccepted } from '@/lib/contracts/operations';
import type { RunProbes } from '@/lib/contracts/probes';
import { AppError } from '@/lib/domain/errors';
import { OPERATIONS } from '@/lib/operations/registry';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { findEarlierOperation } from '@/lib/server/services/operations/find-earlier-operation';
import { acceptedBody, type CommandCall, submitCommand } from '@/lib/server/services/operations/submit-command';
import { nameOf, probesOf, readTargetRow, voOf } from './target-rows';

/** Has the agent ask now. @throws AppError `forbidden`, `not-found`, `bad-request`, `conflict` for a used key. */
export async function runProbes(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly body: RunProbes;
  readonly call: CommandCall;
}): Promise<z.input<typeof OperationAccepted>> {
  const { context, id, body, call } = options;
  requireScope(context.actor, 'probes:run');
  const operation = await context.db.$transaction(async (tx) => {
    const row = await readTargetRow(tx, context.actor, id);
    const own = probesOf(row);
    const probes = body.probes ?? own;
    const strange = probes.find((probe) => !own.includes(probe));
    if (strange !== undefined) {
      const message = `${strange} is not set up for it`;
      throw new AppError('bad-request', `probes: ${message}`, { fields: [{ field: 'probes', message }] });
    }
    const input = { targetId: id, probes };
    const earlier = await findEarlierOperation(tx, context, {
      idempotencyKey: call.idempotencyKey,
      kind: 'run-probes',
      input,
      ...(row.domainId === null ? {} : { domainId: row.domainId }),
    });
    if (earlier !== undefined) return earlier;
    const name = nameOf(row);
    const submitted = await submitCommand(tx, context, call, {
      action: 'runProbes',
      kind: 'run-probes',
      input,
      title: OPERATIONS['run-probes'].title({ domain: name }),
      reason: undefined,
      domain: row.domainId === null ? undefined : { id: row.domainId, name, vo: voOf(row) },
      hostName: name,
    });
    return submitted.operation;
  });
  return await acceptedBody(context.db, operation, call);
}
