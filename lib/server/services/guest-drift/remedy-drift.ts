import type { z } from 'zod';
import type { RemedyGuestDrift } from '@/lib/contracts/guest-drift';
import type { OperationAccepted } from '@/lib/contracts/operations';
import { AppError } from '@/lib/domain/errors';
import { OPERATIONS } from '@/lib/operations/registry';
import { requireScope } from '@/lib/server/auth/require-scope';
import { sqlOfTx } from '@/lib/server/db/sql';
import { readDomainRow } from '@/lib/server/services/domains/read-domain-row';
import { currentKey } from '@/lib/server/services/images/image-rows';
import { findEarlierOperation } from '@/lib/server/services/operations/find-earlier-operation';
import { acceptedBody, type CommandCall, submitCommand } from '@/lib/server/services/operations/submit-command';
import type { ServiceContext } from '@/lib/server/service-context';
import { checkOf, readFinding, remedyRefusal } from './drift-rows';
import { imageOfDomain } from './image-of-domain';

/** Queues what mends a finding. @throws AppError `forbidden`, `not-found`, `refused` where nothing does, `conflict` for a used key. */
export async function remedyGuestDrift(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly body: RemedyGuestDrift;
  readonly call: CommandCall;
}): Promise<z.input<typeof OperationAccepted>> {
  const { context, id, body, call } = options;
  requireScope(context.actor, 'domains:edit');
  const operation = await context.db.$transaction(async (tx) => {
    const finding = await readFinding(tx, context.actor, id);
    const { domainId, subject } = finding;
    const input = { findingId: id, check: checkOf(finding), subject };
    const question = { idempotencyKey: call.idempotencyKey, kind: 'remedy-domain-drift', input, domainId } as const;
    const earlier = await findEarlierOperation(tx, context, question);
    if (earlier !== undefined) return earlier;
    const domain = await readDomainRow(tx, context.actor, domainId);
    const image = await imageOfDomain(sqlOfTx(tx), domainId, currentKey());
    const refusal = remedyRefusal(finding, image?.manifest);
    if (refusal !== undefined) throw new AppError('refused', refusal);
    const submitted = await submitCommand(tx, context, call, {
      action: 'remedyGuestDrift',
      kind: 'remedy-domain-drift',
      input,
      title: OPERATIONS['remedy-domain-drift'].title({ domain: domain.name }),
      reason: body.reason,
      domain,
      hostId: domain.hostId ?? undefined,
    });
    return submitted.operation;
  });
  return await acceptedBody(context.db, operation, call);
}
