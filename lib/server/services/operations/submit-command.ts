import type { z } from 'zod';
import type { OperationAccepted } from '@/lib/contracts/operations';
import type { AuditedRouteId } from '@/lib/contracts/routes';
import type { OperationKind } from '@/lib/domain/operation';
import { definitionOf, type OperationInput } from '@/lib/operations/registry';
import { submitOperation } from '@/lib/operations/submit-operation';
import { writeAudit } from '@/lib/server/audit/write-audit';
import type { Db, Tx } from '@/lib/server/db/client';
import type { Operation } from '@/lib/server/db/generated/client';
import type { ServiceContext } from '@/lib/server/service-context';
import { awaitOperation } from './await-operation';
import { withoutSecrets } from './find-earlier-operation';
import { operationSummary } from './operation-rows';

/** How a command came in: the parts that are the same for every one. */
export interface CommandCall {
  readonly idempotencyKey?: string | undefined;
  readonly waitSeconds?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Command<Kind extends OperationKind> {
  readonly action: AuditedRouteId;
  readonly kind: Kind;
  readonly input: OperationInput<Kind>;
  readonly title: string;
  readonly reason: string | undefined;
  readonly domain?: { readonly id: string; readonly name: string; readonly vo: string | null } | undefined;
  /** Instead of a domain or host. */
  readonly image?: { readonly id: string | undefined; readonly name: string; readonly vo: string | null } | undefined;
  readonly hostId?: string | undefined;
  readonly hostName?: string | undefined;
  readonly targetHostId?: string | undefined;
}

/**
 * Queues a command and records it, in the caller's transaction. Scope and state are checked by then.
 * @returns `created: false` where the same request came before and was recorded then.
 */
export async function submitCommand<Kind extends OperationKind>(
  tx: Tx,
  context: ServiceContext,
  call: CommandCall,
  command: Command<Kind>,
): Promise<{ readonly operation: Operation; readonly created: boolean }> {
  const { domain, image } = command;
  const subject = domain ?? image;
  const submitted = await submitOperation(tx, {
    kind: command.kind,
    input: command.input,
    actor: context.actor,
    title: command.title,
    reason: command.reason,
    idempotencyKey: call.idempotencyKey,
    domainId: domain?.id,
    hostId: command.hostId,
    targetHostId: command.targetHostId,
    vo: subject?.vo ?? undefined,
  });
  if (!submitted.created) return submitted;
  await writeAudit(tx, context, {
    action: command.action,
    scope: definitionOf(command.kind).scope,
    subjectType: domain !== undefined ? 'domain' : image !== undefined ? 'image' : 'host',
    subjectId: subject?.id ?? command.hostId,
    subjectName: subject?.name ?? command.hostName,
    vo: subject?.vo ?? undefined,
    reason: command.reason,
    after: {
      operationId: submitted.operation.id,
      title: command.title,
      input: withoutSecrets(submitted.operation.input),
      ...(command.targetHostId === undefined ? {} : { targetHostId: command.targetHostId }),
    },
  });
  return submitted;
}

/** The answer to a command, after the wait that was asked for. */
export async function acceptedBody(
  db: Db,
  operation: Operation,
  call: CommandCall,
): Promise<z.input<typeof OperationAccepted>> {
  const row = await awaitOperation({ db, operation, waitSeconds: call.waitSeconds, signal: call.signal });
  return { operation: operationSummary(row) };
}
