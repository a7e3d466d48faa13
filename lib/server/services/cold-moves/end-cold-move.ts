import type { z } from 'zod';
import type { KeepColdMove, ReturnColdMove } from '@/lib/contracts/cold-moves';
import type { OperationAccepted } from '@/lib/contracts/operations';
import { AppError } from '@/lib/domain/errors';
import { OPERATIONS, type OperationInput } from '@/lib/operations/registry';
import { requireScope } from '@/lib/server/auth/require-scope';
import { readDomainRow } from '@/lib/server/services/domains/read-domain-row';
import { findEarlierOperation } from '@/lib/server/services/operations/find-earlier-operation';
import { acceptedBody, submitCommand, type CommandCall } from '@/lib/server/services/operations/submit-command';
import type { ServiceContext } from '@/lib/server/service-context';

type Kind = 'keep-cold-move' | 'return-cold-move';
interface End<Body> {
  readonly context: ServiceContext;
  readonly id: string;
  readonly body: Body;
  readonly call: CommandCall;
}
type Accepted = Promise<z.input<typeof OperationAccepted>>;

/** The new copy stays; the old definition goes, and the disks that were converted unless they are to stay. @throws as {@link returnColdMove} */
export async function keepColdMove({ body, ...end }: End<KeepColdMove>): Accepted {
  const { reason, ...input } = body;
  return await submit({ ...end, kind: 'keep-cold-move', action: 'keepColdMove', reason, input });
}

/** The old copy is taken back; the new one goes with its disks. @throws AppError `forbidden`, `not-found`, `refused` where none waits. */
export async function returnColdMove({ body, ...end }: End<ReturnColdMove>): Accepted {
  const { reason, ...input } = body;
  return await submit({ ...end, kind: 'return-cold-move', action: 'returnColdMove', reason, input });
}

async function submit<K extends Kind>(
  end: Omit<End<never>, 'body'> & {
    readonly kind: K;
    readonly action: 'keepColdMove' | 'returnColdMove';
    readonly reason: string | undefined;
    readonly input: OperationInput<K>;
  },
): Accepted {
  const { context, id, call, kind, input } = end;
  requireScope(context.actor, 'domains:migrate');
  const operation = await context.db.$transaction(async (tx) => {
    const row = await readDomainRow(tx, context.actor, id);
    const question = { idempotencyKey: call.idempotencyKey, kind, input, domainId: id };
    const earlier = await findEarlierOperation(tx, context, question);
    if (earlier !== undefined) return earlier;
    const move = await tx.coldMove.findFirst({ where: { domainId: id, stage: { in: ['awaiting', 'half-undone'] } } });
    if (move === null) throw new AppError('refused', `No cold move of ${row.name} waits for a decision.`);
    if (kind === 'keep-cold-move' && move.stage !== 'awaiting')
      throw new AppError(
        'refused',
        `The new copy of ${row.name} on ${move.targetHostName} is half taken away; take it back to the end.`,
      );
    const hosts = { host: move.sourceHostName, target: move.targetHostName };
    const submitted = await submitCommand(tx, context, call, {
      action: end.action,
      kind,
      input,
      title: OPERATIONS[kind].title({ domain: row.name, ...hosts }),
      reason: end.reason,
      domain: row,
      hostId: move.sourceHostId ?? undefined,
      targetHostId: move.targetHostId ?? undefined,
    });
    return submitted.operation;
  });
  return await acceptedBody(context.db, operation, call);
}
