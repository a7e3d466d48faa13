import type { z } from 'zod';
import type { OperationAccepted } from '@/lib/contracts/operations';
import type { AuditedRouteId } from '@/lib/contracts/routes';
import type { PLAIN_VERBS } from '@/lib/contracts/routes/domains';
import { domainCan, type DomainVerb } from '@/lib/domain/domain-actions';
import { AppError } from '@/lib/domain/errors';
import type { OperationKind } from '@/lib/domain/operation';
import { VERB_SCOPES } from '@/lib/domain/verb-scopes';
import { OPERATIONS, type OperationInput } from '@/lib/operations/registry';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { findEarlierOperation } from '@/lib/server/services/operations/find-earlier-operation';
import { acceptedBody, submitCommand, type CommandCall } from '@/lib/server/services/operations/submit-command';
import { refusalBody } from '@/lib/server/services/migrations/candidate-body';
import { type DomainRow, situationOf, startRefusals } from './domain-rows';
import { readDomainRow } from './read-domain-row';

type PlainVerb = (typeof PLAIN_VERBS)[number] | 'undefine' | 'resize' | 'edit';
type KindOf<Verb extends PlainVerb> = `${Verb}-domain` & OperationKind;

/**
 * Asks a verb of one domain: checks scope, VO and the state table, then queues the operation with its audit row in one
 * transaction. The agent checks the state again, on the hypervisor.
 * @throws AppError `forbidden`, `not-found`, `refused` with the state table's sentence, `conflict` for a used key.
 */
export async function actOnDomain<Verb extends PlainVerb>(options: {
  readonly context: ServiceContext;
  readonly action: AuditedRouteId;
  readonly id: string;
  readonly verb: Verb;
  readonly input: OperationInput<KindOf<Verb>>;
  readonly reason: string | undefined;
  readonly call: CommandCall;
}): Promise<z.input<typeof OperationAccepted>> {
  const { context, id, verb, input, reason, call } = options;
  requireScope(context.actor, VERB_SCOPES[verb]);
  // Every plain verb has a kind of this name; the registry would not compile without it.
  const kind = `${verb}-domain` as KindOf<Verb>;
  const operation = await context.db.$transaction(async (tx) => {
    const row = await readDomainRow(tx, context.actor, id);
    const earlier = await findEarlierOperation(tx, context, {
      idempotencyKey: call.idempotencyKey,
      kind,
      input,
      domainId: id,
    });
    if (earlier !== undefined) return earlier;
    requireVerdict(verb, row);
    const submitted = await submitCommand(tx, context, call, {
      action: options.action,
      kind,
      input,
      title: OPERATIONS[kind].title({ domain: row.name, host: row.hostName ?? undefined }),
      reason,
      domain: row,
      hostId: row.hostId ?? undefined,
    });
    return submitted.operation;
  });
  return await acceptedBody(context.db, operation, call);
}

/** @throws AppError `refused`, or `unsupported` where it is the host's driver that cannot. Of a guest that does not fit its host every reason is in `detail.refusals`. */
export function requireVerdict(verb: DomainVerb, row: DomainRow): void {
  const situation = situationOf(row);
  const verdict = domainCan(verb, situation);
  if (verdict.allowed) return;
  const byDriver = situation.unsupported?.[verb] === verdict.reason;
  const refusals = situation.unfit === verdict.reason ? startRefusals(row).map(refusalBody) : undefined;
  throw new AppError(byDriver ? 'unsupported' : 'refused', verdict.reason, {
    detail: { verb, state: row.state, ...(refusals === undefined ? {} : { refusals }) },
  });
}
