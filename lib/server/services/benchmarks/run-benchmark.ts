import type { z } from 'zod';
import { BenchmarkDefinition, fillCommand } from '@/lib/benchmarks/definition';
import type { RunBenchmark } from '@/lib/contracts/benchmarks';
import type { OperationAccepted } from '@/lib/contracts/operations';
import { AppError } from '@/lib/domain/errors';
import { OPERATIONS } from '@/lib/operations/registry';
import { notFound, requireScope } from '@/lib/server/auth/require-scope';
import type { DomainRow } from '@/lib/server/services/domains/domain-rows';
import { readDomainRow } from '@/lib/server/services/domains/read-domain-row';
import { findEarlierOperation } from '@/lib/server/services/operations/find-earlier-operation';
import { acceptedBody, submitCommand, type CommandCall } from '@/lib/server/services/operations/submit-command';
import type { ServiceContext } from '@/lib/server/service-context';

/** Stands for the address that is learned from the guest itself, to see beforehand whether the words fit. */
const ANY_PEER = '192.0.2.1';

/**
 * Queues a run. What a reading of the inventory knows against it refuses it here; whether the programs are there, the guest
 * tells the agent.
 * @throws AppError `forbidden`, `not-found`, `bad-request` (a parameter, an end too many or too few), `refused` (a domain
 * that does not run, or is simulated), `conflict` for a used key.
 */
export async function runBenchmark(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly body: RunBenchmark;
  readonly call: CommandCall;
}): Promise<z.input<typeof OperationAccepted>> {
  const { context, id, body, call } = options;
  requireScope(context.actor, 'benchmarks:run');
  const { domainId, reason, ...asked } = body;
  const input = { ...asked, benchmarkId: id };
  const operation = await context.db.$transaction(async (tx) => {
    const row = await readDomainRow(tx, context.actor, domainId);
    const question = { idempotencyKey: call.idempotencyKey, kind: 'run-benchmark', input, domainId } as const;
    const earlier = await findEarlierOperation(tx, context, question);
    if (earlier !== undefined) return earlier;
    const benchmark = await tx.benchmark.findUnique({ where: { id } });
    if (benchmark === null) throw notFound('benchmark');
    if (benchmark.retiredAt !== null) throw new AppError('refused', `${benchmark.name} is not offered any more.`);
    const definition = BenchmarkDefinition.parse(benchmark.body);
    const place = placeOf(definition, body);
    requireParameters(definition, body);
    const peer =
      body.peerDomainId === undefined ? undefined : await readDomainRow(tx, context.actor, body.peerDomainId);
    for (const end of peer === undefined ? [row] : [row, peer]) requireRunning(end);
    const submitted = await submitCommand(tx, context, call, {
      action: 'runBenchmark',
      kind: 'run-benchmark',
      input,
      title: `${definition.title}: ${OPERATIONS['run-benchmark'].title({ domain: row.name, target: peer?.name })}`,
      reason,
      domain: row,
      hostId: row.hostId ?? undefined,
      targetHostId: peer?.hostId ?? undefined,
    });
    if (!submitted.created) return submitted.operation;
    await tx.benchmarkRun.create({
      data: {
        operationId: submitted.operation.id,
        benchmarkId: id,
        place,
        domainId: row.id,
        domainName: row.name,
        hostId: row.hostId,
        hostName: row.hostName ?? '',
        peerDomainId: peer?.id ?? null,
        peerDomainName: peer?.name ?? null,
        peerHostId: peer?.hostId ?? null,
        peerHostName: peer?.hostName ?? null,
        vo: row.vo,
        parameters: body.parameters,
        repeats: body.repeats ?? definition.repeats,
        warmUps: body.warmUps ?? definition.warmUps,
        createdAt: context.now(),
      },
    });
    return submitted.operation;
  });
  return await acceptedBody(context.db, operation, call);
}

function placeOf(definition: BenchmarkDefinition, body: RunBenchmark): 'domain' | 'domain-pair' {
  const wanted = body.peerDomainId === undefined ? 'domain' : 'domain-pair';
  if (body.peerDomainId === body.domainId) throw badField('peerDomainId', 'the other end is another domain');
  if (definition.places.includes(wanted)) return wanted;
  throw badField(
    'peerDomainId',
    wanted === 'domain'
      ? `${definition.title} runs between two ends; name the other one`
      : `${definition.title} runs in one domain`,
  );
}

function requireParameters(definition: BenchmarkDefinition, body: RunBenchmark): void {
  try {
    fillCommand(definition, 'command', body.parameters, ANY_PEER);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw badField('parameters', error.message);
  }
}

function requireRunning(row: DomainRow): void {
  if (row.simulated)
    throw new AppError('refused', `${row.name} is simulated; its guest runs nothing, so there is nothing to measure.`);
  if (row.state !== 'running' || row.missingSince !== null || row.hostId === null)
    throw new AppError('refused', `${row.name} does not run; start it first.`);
  if (row.hostStatus !== 'up') throw new AppError('refused', `The host of ${row.name} does not answer now.`);
}

const badField = (field: string, message: string): AppError =>
  new AppError('bad-request', `${field}: ${message}`, { fields: [{ field, message }] });
