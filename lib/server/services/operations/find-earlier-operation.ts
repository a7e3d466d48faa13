import { AppError } from '@/lib/domain/errors';
import type { OperationKind } from '@/lib/domain/operation';
import { hashInput } from '@/lib/operations/hash-input';
import type { Tx } from '@/lib/server/db/client';
import type { Operation } from '@/lib/server/db/generated/client';
import type { ServiceContext } from '@/lib/server/service-context';

export interface EarlierQuestion {
  readonly idempotencyKey: string | undefined;
  readonly kind: OperationKind;
  /** As it would be kept. */
  readonly input: unknown;
  readonly domainId?: string | undefined;
  /** Only what the caller asked for: what Gridbox chose may be chosen otherwise the second time. */
  readonly hostId?: string | undefined;
  readonly targetHostId?: string | undefined;
}

/**
 * The operation that this very request has made before. Asked before states are checked: a repeated *start* must get its
 * first answer although the domain is running by now.
 * @throws AppError `conflict` where the key stands for another request.
 */
export async function findEarlierOperation(
  tx: Tx,
  context: ServiceContext,
  question: EarlierQuestion,
): Promise<Operation | undefined> {
  const { idempotencyKey: key } = question;
  if (key === undefined) return undefined;
  const earlier = await tx.operation.findUnique({
    where: { actorId_idempotencyKey: { actorId: context.actor.userId, idempotencyKey: key } },
  });
  if (earlier === null) return undefined;
  const same =
    earlier.kind === question.kind &&
    (earlier.domainId ?? undefined) === question.domainId &&
    (question.hostId === undefined || earlier.hostId === question.hostId) &&
    (question.targetHostId === undefined || earlier.targetHostId === question.targetHostId) &&
    hashInput(withoutSecrets(earlier.input)) === hashInput(withoutSecrets(question.input));
  if (same) return earlier;
  throw new AppError(
    'conflict',
    'This Idempotency-Key was used before for something else. Use a new key for a new request.',
  );
}

/** Sealed credentials differ at every sealing; they neither leave nor decide whether two requests are one. */
export function withoutSecrets(input: unknown): Record<string, unknown> {
  if (typeof input !== 'object' || input === null) return {};
  const { credentialsEncrypted: _sealed, ...rest } = input as Record<string, unknown>; // an object that is not null
  return rest;
}
