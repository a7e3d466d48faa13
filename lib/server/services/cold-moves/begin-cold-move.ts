import type { z } from 'zod';
import type { ColdMoveDomain, PlanColdMove } from '@/lib/contracts/cold-moves';
import type { OperationAccepted } from '@/lib/contracts/operations';
import { AppError } from '@/lib/domain/errors';
import type { PlacementHost } from '@/lib/domain/placement';
import { OPERATIONS, type OperationInput } from '@/lib/operations/registry';
import { checkColdMove } from '@/lib/placement/check-cold-move';
import { notFound, requireScope } from '@/lib/server/auth/require-scope';
import { sqlOfTx } from '@/lib/server/db/sql';
import { loadPlacement, type PlacementInput } from '@/lib/server/inventory/placement-input';
import { readDomainRow } from '@/lib/server/services/domains/read-domain-row';
import { refusalBody } from '@/lib/server/services/migrations/candidate-body';
import { findEarlierOperation } from '@/lib/server/services/operations/find-earlier-operation';
import { acceptedBody, submitCommand, type CommandCall } from '@/lib/server/services/operations/submit-command';
import type { ServiceContext } from '@/lib/server/service-context';

type Kind = 'plan-cold-move' | 'cold-move-domain';
interface Begin<Body> {
  readonly context: ServiceContext;
  readonly id: string;
  readonly body: Body;
  readonly call: CommandCall;
}
type Accepted = Promise<z.input<typeof OperationAccepted>>;

/** Queues a dry run; its result tells what would change, and what stands against it. @throws as {@link coldMoveDomain} */
export async function planColdMove({ body, ...begin }: Begin<PlanColdMove>): Accepted {
  const { targetHostId, reason, ...input } = body;
  return await submit({ ...begin, kind: 'plan-cold-move', action: 'planColdMove', targetHostId, reason, input });
}

/**
 * Queues a cold move. What the inventory knows against it refuses it here; what only the hosts know, the agent.
 * @throws AppError `forbidden`, `not-found`, `refused` with every reason in `detail.refusals`, `bad-request` for an unknown
 * target, `conflict` for a used key.
 */
export async function coldMoveDomain({ body, ...begin }: Begin<ColdMoveDomain>): Accepted {
  const { targetHostId, reason, ...input } = body;
  return await submit({ ...begin, kind: 'cold-move-domain', action: 'coldMoveDomain', targetHostId, reason, input });
}

async function submit<K extends Kind>(
  begin: Omit<Begin<never>, 'body'> & {
    readonly kind: K;
    readonly action: 'planColdMove' | 'coldMoveDomain';
    readonly targetHostId: string;
    readonly reason: string | undefined;
    readonly input: OperationInput<K>;
  },
): Accepted {
  const { context, id, call, kind, input, targetHostId } = begin;
  const { actor, db } = context;
  requireScope(actor, 'domains:migrate');
  // A plan names files of both hosts.
  requireScope(actor, 'hosts:read');
  const row = await readDomainRow(db, actor, id);
  const question = { idempotencyKey: call.idempotencyKey, kind, input, domainId: id, targetHostId };
  const earlier = await findEarlierOperation(db, context, question);
  if (earlier !== undefined) return await acceptedBody(db, earlier, call);

  if (row.coldMoveStage !== null)
    throw new AppError(
      'refused',
      `${row.name} was moved cold from ${row.coldMoveFrom ?? 'another host'} already; keep it there or take it back first.`,
    );
  const placement = await loadPlacement(sqlOfTx(db), { domainId: id, options: { live: false }, now: context.now() });
  if (placement === undefined) throw notFound('domain');
  const { source, target } = requireAble(placement, targetHostId);
  const operation = await db.$transaction(async (tx) => {
    const repeated = await findEarlierOperation(tx, context, question);
    if (repeated !== undefined) return repeated;
    const submitted = await submitCommand(tx, context, call, {
      action: begin.action,
      kind,
      input,
      title: OPERATIONS[kind].title({ domain: row.name, host: source.name, target: target.name }),
      reason: begin.reason,
      domain: row,
      hostId: source.id,
      targetHostId: target.id,
    });
    return submitted.operation;
  });
  return await acceptedBody(db, operation, call);
}

function requireAble(
  placement: PlacementInput,
  targetHostId: string,
): { source: PlacementHost; target: PlacementHost } {
  const find = (id: string | undefined) => placement.hosts.find((host) => host.id === id);
  const target = find(targetHostId);
  const source = find(placement.sourceId);
  if (target === undefined) {
    const message = 'there is no such host';
    throw new AppError('bad-request', `targetHostId: ${message}`, { fields: [{ field: 'targetHostId', message }] });
  }
  if (source === undefined)
    throw new AppError('refused', 'No host reports this domain now, so there is nothing to move.');
  const { refusals, sameTechnology } = checkColdMove(placement.domain, source, target, placement.context);
  if (sameTechnology)
    throw new AppError(
      'refused',
      `${source.name} and ${target.name} run the same technology: migrate the domain instead, nothing needs converting.`,
    );
  if (source.driver === 'simulated' || target.driver === 'simulated')
    throw new AppError('refused', 'Simulated domains have no disks with content, so nothing can be converted.');
  const [first] = refusals;
  if (first === undefined) return { source, target };
  const bodies = refusals.map(refusalBody);
  throw new AppError('refused', bodies[0]?.sentence ?? 'It cannot be moved.', { detail: { refusals: bodies } });
}
