import type { z } from 'zod';
import type { MigrateDomain } from '@/lib/contracts/migrations';
import type { OperationAccepted } from '@/lib/contracts/operations';
import { AppError } from '@/lib/domain/errors';
import type { PlacementCandidate, PlacementHost } from '@/lib/domain/placement';
import { createMigration } from '@/lib/operations/create-migration';
import { OPERATIONS } from '@/lib/operations/registry';
import { checkAllHosts } from '@/lib/placement/check-all-hosts';
import { chooseTarget } from '@/lib/placement/choose-target';
import { notFound, requireScope } from '@/lib/server/auth/require-scope';
import { sqlOfTx } from '@/lib/server/db/sql';
import { loadPlacement, type PlacementInput } from '@/lib/server/inventory/placement-input';
import { requireVerdict } from '@/lib/server/services/domains/act-on-domain';
import { readDomainRow } from '@/lib/server/services/domains/read-domain-row';
import { findEarlierOperation } from '@/lib/server/services/operations/find-earlier-operation';
import { acceptedBody, submitCommand, type CommandCall } from '@/lib/server/services/operations/submit-command';
import { runBeforeMigration } from '@/lib/server/services/schedules/run-before-migration';
import type { ServiceContext } from '@/lib/server/service-context';
import { candidateBody, predictionBody, refusalBody } from './candidate-body';

/**
 * Queues a migration after the pre-check against every host. A target that must wait (a full queue) is taken, and the
 * operation says what it waits for; one that refuses is not. Without a target the planner chooses. The prediction and what
 * the other hosts said are kept with it.
 * @throws AppError `forbidden`, `not-found`, `refused` with every reason in `detail.refusals`, `bad-request` for an unknown
 * target or an option that the pair of hosts does not have, `conflict` for a used key.
 */
export async function migrateDomain(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly body: MigrateDomain;
  readonly call: CommandCall;
}): Promise<z.input<typeof OperationAccepted>> {
  const { context, id, body, call } = options;
  const { actor, db } = context;
  requireScope(actor, 'domains:migrate');
  const { targetHostId, reason, ...input } = body;
  const row = await readDomainRow(db, actor, id);
  const question = {
    idempotencyKey: call.idempotencyKey,
    kind: 'migrate-domain',
    input,
    domainId: id,
    targetHostId,
  } as const;
  const earlier = await findEarlierOperation(db, context, question);
  if (earlier !== undefined) return await acceptedBody(db, earlier, call);

  requireVerdict('migrate', row);
  // Outside the transaction: it reads much and decides nothing for good; the agent checks again before it moves.
  const placement = await loadPlacement(sqlOfTx(db), { domainId: id, options: input, now: context.now() });
  if (placement === undefined) throw notFound('domain');
  const candidates = checkAllHosts(placement.domain, placement.sourceId, placement.hosts, placement.context);
  const target = targetHostId === undefined ? choose(candidates) : requireCandidate(candidates, targetHostId);
  requirePairOptions(target, input);
  const source = requireHost(placement, placement.sourceId);
  const title = OPERATIONS['migrate-domain'].title({ domain: row.name, host: source.name, target: target.hostName });
  await runBeforeMigration(db, { domainId: id, title, now: context.now() });

  const operation = await db.$transaction(async (tx) => {
    const repeated = await findEarlierOperation(tx, context, question);
    if (repeated !== undefined) return repeated;
    const submitted = await submitCommand(tx, context, call, {
      action: 'migrateDomain',
      kind: 'migrate-domain',
      input,
      title,
      reason,
      domain: row,
      hostId: source.id,
      targetHostId: target.hostId,
    });
    if (!submitted.created) return submitted.operation;
    const hosts = new Map(placement.hosts.map((host) => [host.id, host]));
    await createMigration(tx, {
      operationId: submitted.operation.id,
      domain: { id, name: row.name, vo: row.vo ?? undefined },
      source,
      target: { id: target.hostId, name: target.hostName },
      simulated: row.simulated,
      options: input,
      prediction: target.prediction === undefined ? undefined : predictionBody(target.prediction),
      alternatives: candidates
        .filter((candidate) => candidate.hostId !== target.hostId)
        .map((candidate) => pickAlternative(candidate, hosts.get(candidate.hostId))),
      now: context.now(),
    });
    return submitted.operation;
  });
  return await acceptedBody(db, operation, call);
}

type Alternative = Parameters<typeof createMigration>[1]['alternatives'][number];
function pickAlternative(candidate: PlacementCandidate, host: PlacementHost | undefined): Alternative {
  const { hostName, verdict, refusals } = candidateBody(candidate, host, false);
  return { hostId: candidate.hostId, hostName, verdict, refusals };
}

function choose(candidates: readonly PlacementCandidate[]): PlacementCandidate {
  const choice = chooseTarget(candidates);
  if (choice.kind === 'chosen') return choice.candidate;
  throw new AppError('refused', choice.reason, { detail: { counts: choice.counts } });
}

function requireCandidate(candidates: readonly PlacementCandidate[], targetHostId: string): PlacementCandidate {
  const found = candidates.find((candidate) => candidate.hostId === targetHostId);
  if (found === undefined) {
    const message = 'there is no such host';
    throw new AppError('bad-request', `targetHostId: ${message}`, { fields: [{ field: 'targetHostId', message }] });
  }
  if (found.verdict !== 'refused') return found;
  const refusals = found.refusals.map(refusalBody);
  const first = refusals[0]?.sentence ?? `${found.hostName} cannot take this domain.`;
  throw new AppError('refused', first, { detail: { refusals } });
}

/** A control that this pair does not have must not be silently ignored. */
function requirePairOptions(target: PlacementCandidate, input: Omit<MigrateDomain, 'targetHostId' | 'reason'>): void {
  const can = target.options;
  const asked: readonly (readonly [field: string, asked: boolean, can: boolean])[] = [
    ['live', input.live, can.live],
    ['bandwidthMiBps', input.bandwidthMiBps !== undefined, can.bandwidthCap],
    ['maxDowntimeMs', input.maxDowntimeMs !== undefined, can.downtimeCap],
    ['autoConverge', input.autoConverge, can.autoConverge],
    ['postCopy', input.postCopy, can.postCopy],
    ['copyStorage', input.copyStorage, can.copyStorage],
  ];
  const fields = asked
    .filter(([, wanted, able]) => wanted && !able)
    .map(([field]) => ({ field, message: `the hosts of this move do not offer it (${target.hostName})` }));
  const first = fields[0];
  if (first !== undefined) throw new AppError('bad-request', `${first.field}: ${first.message}`, { fields });
}

function requireHost(placement: PlacementInput, id: PlacementHost['id'] | undefined): PlacementHost {
  const host = placement.hosts.find((one) => one.id === id);
  if (host === undefined)
    throw new AppError('refused', 'No host reports this domain now, so there is nothing to move.');
  return host;
}
