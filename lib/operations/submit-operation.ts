import { randomUUID } from 'node:crypto';
import type { Actor } from '@/lib/domain/access';
import type { EventBody } from '@/lib/contracts/events';
import { AppError } from '@/lib/domain/errors';
import { domainId, hostId, operationId } from '@/lib/domain/ids';
import type { OperationKind } from '@/lib/domain/operation';
import type { Tx } from '@/lib/server/db/client';
import type { Operation } from '@/lib/server/db/generated/client';
import { prepared } from '@/lib/server/db/sql';
import { encodeEvents } from '@/lib/server/events/append-event';
import { lookSql } from './dispatch';
import { hashInput } from './hash-input';
import { definitionOf, type OperationInput } from './registry';

export interface SubmitOperation<Kind extends OperationKind> {
  readonly kind: Kind;
  readonly input: OperationInput<Kind>;
  readonly actor: Pick<Actor, 'userId' | 'name'>;
  /** Made by the kind's `title()`. */
  readonly title: string;
  readonly reason?: string | undefined;
  readonly idempotencyKey?: string | undefined;
  readonly domainId?: string | undefined;
  /** Where the domain is now, or the host the operation is about. */
  readonly hostId?: string | undefined;
  readonly targetHostId?: string | undefined;
  /** VO of the domain: who may see the operation. */
  readonly vo?: string | undefined;
}

export interface SubmittedOperation {
  readonly operation: Operation;
  /** False where the Idempotency-Key was used before for the very same thing. */
  readonly created: boolean;
}

/**
 * Queues an operation inside the caller's transaction: row, event and dispatch commit or vanish together.
 * Scope and state of the domain are the caller's to check; the agent checks the state again.
 * For `migrate-domain` call `createMigration` in the same transaction when `created`.
 * @throws AppError `conflict` where the key was used before for something else; `bad-request` where the input does not parse.
 */
export async function submitOperation<Kind extends OperationKind>(
  tx: Tx,
  submit: SubmitOperation<Kind>,
): Promise<SubmittedOperation> {
  const input = definitionOf(submit.kind).input.safeParse(submit.input);
  if (!input.success) {
    throw new AppError('bad-request', `The input of ${submit.kind} is not what it must be.`, {
      fields: input.error.issues.map((issue) => ({ field: issue.path.join('.'), message: issue.message })),
    });
  }
  const { kind, title } = submit;
  const subject = {
    domainId: submit.domainId ?? null,
    hostId: submit.hostId ?? null,
    targetHostId: submit.targetHostId ?? null,
  };
  const inputHash = hashInput({ kind, input: input.data, ...subject });
  const id = randomUUID();
  const event: EventBody = {
    type: 'operation.changed',
    operationId: operationId(id),
    kind,
    state: 'queued',
    title,
    domainId: subject.domainId === null ? null : domainId(subject.domainId),
    hostId: subject.hostId === null ? null : hostId(subject.hostId),
    waitingFor: null,
  };
  const rows = await tx.$queryRawUnsafe<Operation[]>(
    INSERT,
    id,
    kind,
    title,
    JSON.stringify(input.data),
    subject.domainId,
    subject.hostId,
    subject.targetHostId,
    submit.vo ?? null,
    submit.actor.userId,
    submit.actor.name,
    submit.reason ?? null,
    submit.idempotencyKey ?? null,
    inputHash,
    encodeEvents([{ body: event, vo: submit.vo }]),
  );
  const created = rows[0];
  if (created !== undefined) return { operation: created, created: true };
  return { operation: await findEarlier(tx, submit, inputHash), created: false };
}

/** A second submit with the same key waits here for the first to commit, then inserts nothing. */
const INSERT = prepared(`
  with added as (
    insert into "Operation" ("id", "kind", "title", "input", "domainId", "hostId", "targetHostId", "vo", "actorId",
                             "actorName", "reason", "idempotencyKey", "inputHash")
    values ($1::uuid, $2, $3, $4::jsonb, $5::uuid, $6::uuid, $7::uuid, $8, $9, $10, $11, $12, $13)
    on conflict ("actorId", "idempotencyKey") do nothing
    returning *
  ), told as (
    select gridbox_append_events($14::jsonb) as sequence, ${lookSql('"id"')} as notified from added
  )
  select added.* from added, told where told.sequence is not null`);

async function findEarlier(
  tx: Tx,
  submit: Pick<SubmitOperation<OperationKind>, 'actor' | 'idempotencyKey'>,
  inputHash: string,
): Promise<Operation> {
  const earlier = await tx.operation.findFirst({
    where: { actorId: submit.actor.userId, idempotencyKey: submit.idempotencyKey ?? null },
  });
  if (earlier === null) throw new AppError('internal', 'An operation with this key was there and is not.');
  if (earlier.inputHash !== inputHash) {
    throw new AppError(
      'conflict',
      'This Idempotency-Key was used before for something else. Use a new key for a new request.',
    );
  }
  return earlier;
}
